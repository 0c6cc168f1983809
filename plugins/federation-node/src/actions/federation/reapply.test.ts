import { readSpecConfigMap } from '@backstage-federation/federation-plans';
import {
  createFixture,
  retail,
} from '../../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

/** What a form with defaults of its own would reset. */
const stored = () =>
  retail({
    members: [
      {
        cluster: 'west',
        namespace: 'retail',
        superNodes: 2,
        linkMode: 'certificate',
        linkCost: 7,
      },
    ],
  });

describe('federation:reapply', () => {
  it('makes what is missing, of the spec as it is stored', async () => {
    const fixture = createFixture();
    fixture.store(stored());
    const { lines, output } = await fixture.run(
      'federation:reapply',
      { federation: 'retail-fl' },
      { isDryRun: true },
    );
    expect(lines).toContain('hub: store the spec of retail-fl: nothing to do');
    expect(lines.join('\n')).toContain('supernode-2');
    expect(output).toMatchObject({
      federation: 'retail-fl',
      summary: expect.stringMatching(/^Dry run: \d+ objects would be changed/),
    });
  });

  it('changes what it is given of the hub, and nothing else', async () => {
    const fixture = createFixture();
    fixture.store(stored());
    const run = (linkAccess: string) =>
      fixture.run(
        'federation:reapply',
        { federation: 'retail-fl', hub: { linkAccess } },
        { isDryRun: true },
      );
    await run('nodeport');
    const asked = fixture.east.requests.find(
      ({ method, url }) =>
        method === 'PATCH' && url.pathname.includes('federation-retail-fl'),
    )!;
    const { hub, ...rest } = stored();
    expect(readSpecConfigMap(asked.body)).toEqual({
      ...rest,
      hub: { ...hub, linkAccess: 'nodeport' },
    });
    await expect(run('tunnel')).rejects.toThrow(/^hub\.linkAccess: /);
  });

  it('asks for the permission to change it', async () => {
    const fixture = createFixture();
    fixture.store(stored());
    await fixture.run(
      'federation:reapply',
      { federation: 'retail-fl' },
      { isDryRun: true },
    );
    const [[requests]] = fixture.permissions.authorize.mock.calls;
    expect(requests).toEqual([
      expect.objectContaining({
        permission: expect.objectContaining({ name: 'federation.update' }),
        resourceRef: 'retail-fl',
      }),
    ]);
  });

  it('says so when there is no such federation', async () => {
    await expect(
      createFixture().run('federation:reapply', { federation: 'retail-fl' }),
    ).rejects.toThrow('no federation named "retail-fl" found');
  });
});
