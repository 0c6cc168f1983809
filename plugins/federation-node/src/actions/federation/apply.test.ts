import {
  createFixture,
  namespace,
  retail,
} from '../../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const input = {
  federation: 'retail-fl',
  hub: { cluster: 'east', namespace: 'retail' },
  members: [{ cluster: 'west', namespace: 'retail' }],
};

describe('federation:apply', () => {
  it('in a dry run asks the clusters and changes nothing', async () => {
    const fixture = createFixture();
    const { output, lines } = await fixture.run('federation:apply', input, {
      isDryRun: true,
    });
    expect(output).toEqual({
      federation: 'retail-fl',
      entityRef: 'system:default/retail-fl',
      changed: expect.any(Number),
      summary: expect.stringMatching(
        /^Dry run: \d+ objects would be changed\.$/,
      ),
    });
    expect(lines).toContain(
      'hub: create site superlink-interconnect: would create',
    );
    expect(lines).toContain('west: link to the hub operational: would wait');
    expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
  });

  it('stops at once when it is cancelled, and says what exists', async () => {
    const fixture = createFixture();
    const cancel = new AbortController();
    // No controller answers here, so the run waits for the site until it is cancelled.
    fixture.east.intercept = ({ url: { pathname, searchParams } }) => {
      if (pathname.endsWith('/sites') && searchParams.has('watch')) {
        cancel.abort();
      }
      return false;
    };
    await expect(
      fixture.run('federation:apply', input, { signal: cancel.signal }),
    ).rejects.toMatchObject({
      name: 'AbortError',
      message: expect.stringMatching(
        /Created or changed so far: .*east: Site retail\/superlink-interconnect.*Running the same again goes on from there\./s,
      ),
    });
    expect(
      fixture.east.object('ConfigMap', 'retail', 'federation-retail-fl'),
    ).toBeDefined();
  });

  it('does not plan on half of what there is', async () => {
    const fixture = createFixture();
    fixture.west.down = true;
    await expect(fixture.run('federation:apply', input)).rejects.toThrow(
      /Cluster "west" cannot be read: .*connection refused/,
    );
    expect(fixture.east.writes).toEqual([]);
  });

  it('says nothing of a federation when its hub cannot tell whether it exists', async () => {
    const fixture = createFixture();
    fixture.east.down = true;
    await expect(fixture.run('federation:apply', input)).rejects.toThrow(
      /cluster east is unreachable/,
    );
    expect(fixture.permissions.authorize).not.toHaveBeenCalled();
  });

  it('makes none on a hub that cannot say which cluster it is, and lets one that is there be', async () => {
    const { run, east, store, all } = createFixture();
    east.forbid('list', 'namespaces');
    for (const action of ['federation:apply', 'federation:plan']) {
      await expect(run(action, input)).rejects.toThrow(
        /^The credentials of the clusters lack permissions, so nothing was changed:\ncluster "east": .*list.*namespaces/,
      );
    }
    expect(all.flatMap(({ writes }) => writes)).toEqual([]);
    store(retail());
    const { output } = await run('federation:apply', input, { isDryRun: true });
    expect(output.summary).toMatch(/^Dry run: \d+ objects would be changed/);
  });

  it('refuses a name that is taken on another hub', async () => {
    const fixture = createFixture();
    fixture.south.put(namespace('other'));
    fixture.store(
      retail({ hub: { cluster: 'south', namespace: 'other' }, members: [] }),
    );
    await expect(fixture.run('federation:apply', input)).rejects.toThrow(
      /^federation: there is a federation "retail-fl" already, with another hub; choose another name, or its hub$/,
    );
  });
});
