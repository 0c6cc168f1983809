import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import {
  catalogProcessingExtensionPoint,
  CatalogService,
  catalogServiceRef,
  EntityProvider,
  EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import {
  scaffolderActionsExtensionPoint,
  TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { catalogModuleFederation } from '../../catalog-backend-module-federation/src/module';
import { scaffolderModuleFederation } from '../../scaffolder-backend-module-federation/src/module';

import { startBackend } from './__testUtils__/startBackend';
import { thirdPartyFeatures } from './__testUtils__/thirdParty';
import { twoClusters } from './__testUtils__/twoClusters';

/** No name of the federation is taken. */
const emptyCatalog = createServiceFactory({
  service: catalogServiceRef,
  deps: {},
  factory: () =>
    ({
      getEntitiesByRefs: async ({ entityRefs }) => ({
        items: entityRefs.map(() => undefined),
      }),
    } as Partial<CatalogService> as CatalogService),
});

/** A backend that has the two adapters of `thirdParty.ts` and no other. */
async function setUp() {
  const { east, west, clusters } = twoClusters();
  const actions: TemplateAction<any, any, any>[] = [];
  const providers: EntityProvider[] = [];
  const backend = await startBackend(clusters, {
    extensionPoints: [
      [
        scaffolderActionsExtensionPoint,
        { addActions: (...added: any[]) => void actions.push(...added) },
      ],
      [
        catalogProcessingExtensionPoint,
        {
          addEntityProvider: (...added: any[]) =>
            void providers.push(...added.flat()),
        } as typeof catalogProcessingExtensionPoint.T,
      ],
    ],
    features: [
      scaffolderModuleFederation,
      catalogModuleFederation,
      emptyCatalog,
      ...thirdPartyFeatures,
    ],
  });
  return {
    ...backend,
    east,
    west,
    actions,
    async run(id: string, input: any): Promise<Record<string, unknown>> {
      const output: Record<string, unknown> = {};
      await actions
        .find(action => action.id === id)!
        .handler({
          ...createMockActionContext({
            input,
            logger: mockServices.logger.mock(),
            // None of its actions reads or writes files.
            workspacePath: __dirname,
          }),
          getInitiatorCredentials: async () => mockCredentials.user(),
          output: (name: string, value: unknown) => {
            output[name] = value;
          },
        });
      return output;
    },
    /** What the catalog gets of the hub's cluster, once all clusters were heard. */
    entities: () =>
      new Promise<Entity[]>(resolve => {
        for (const provider of providers) {
          void provider.connect({
            refresh: async () => {},
            async applyMutation(mutation: EntityProviderMutation) {
              if (
                mutation.type === 'full' &&
                provider.getProviderName().endsWith(':east')
              ) {
                resolve(mutation.entities.map(({ entity }) => entity));
              }
            },
          });
        }
      }),
  };
}

const input = {
  federation: 'retail',
  hub: { cluster: 'east', namespace: 'retail', site: 'hub' },
  members: [{ cluster: 'west', namespace: 'retail' }],
  interconnect: { kind: 'wire', colour: 'blue' },
  workload: { kind: 'echo', text: 'hello' },
};

describe('adapters of a third party', () => {
  let untouched: Awaited<ReturnType<typeof setUp>>;
  beforeAll(async () => {
    untouched = await setUp();
  });

  it.each([
    [{ workload: { kind: 'echo' } }, /^workload\.text: text must be text/],
    [
      { workload: { kind: 'echo', text: 'hello', times: 0 } },
      /^workload\.times: times must be at least 1/,
    ],
    [
      { interconnect: { kind: 'wire', colour: 'green' } },
      /^interconnect\.colour: colour must be red or blue/,
    ],
    [
      { workload: { kind: 'flower' } },
      /^workload\.kind: no adapter for "flower" is installed in this backend; installed: echo/,
    ],
  ])(
    'check their parts of the spec: %j is refused',
    async (change, message) => {
      const { east, west, run } = untouched;
      await expect(
        run('federation:apply', { ...input, ...change }),
      ).rejects.toThrow(message);
      expect([...east.writes, ...west.writes]).toEqual([]);
    },
  );

  it('say in the action’s form what their parts hold', () => {
    const { actions } = untouched;
    const { schema } = actions.find(({ id }) => id === 'federation:apply')!;
    expect(schema?.input).toMatchObject({
      properties: {
        workload: {
          properties: { text: { type: 'string' }, times: { type: 'number' } },
        },
        interconnect: { properties: { colour: { enum: ['red', 'blue'] } } },
      },
    });
  });

  it('have their steps run, and their rows, counts and entities shown', async () => {
    const { east, west, run, get, until, entities } = await setUp();
    const { summary } = await run('federation:apply', input);
    expect(summary).toMatch(/^Federation retail is up/);
    expect([...east.writes, ...west.writes].sort()).toEqual([
      'apply ConfigMap retail/federation-retail',
      'apply Echo retail/echo',
      'apply Wire retail/hub',
      'apply Wire retail/west-interconnect',
    ]);
    expect(west.object('Echo', 'retail', 'echo')!.spec).toEqual({
      text: 'hello',
      times: 1,
    });

    const { view } = await until(
      '/federations/retail',
      body => body.view?.state.kind === 'ready',
    );
    expect(view).toMatchObject({
      sentence: 'Healthy: 2 sites, 1 link, 1 voice heard.',
      interconnect: { kind: 'wire', colour: 'blue' },
      workload: {
        kind: 'echo',
        text: 'hello',
        rows: [{ member: 'west', says: 'hello', state: { kind: 'ready' } }],
      },
      findings: [],
    });
    expect(view.counts).toEqual([
      { id: 'sites', label: 'Sites', ready: 2, total: 2 },
      { id: 'links', label: 'Links', ready: 1, total: 1 },
      { id: 'services', label: 'Services', ready: 0, total: 0 },
      { id: 'echoes', label: 'Echoes', ready: 1, total: 1 },
    ]);
    expect((await get('/clusters')).body.items[1].interconnects).toEqual([
      { kind: 'wire', title: 'Wire', installed: true, version: '1.0' },
    ]);

    expect(await entities()).toMatchObject([
      {
        kind: 'System',
        metadata: {
          name: 'retail',
          description: 'Echo federation: hub in east, 1 member',
          tags: ['federation', 'echo', 'wire'],
        },
      },
      {
        kind: 'Component',
        metadata: { name: 'retail.west.echo', title: 'retail west echo' },
        spec: {
          type: 'echo',
          system: 'retail',
          dependsOn: ['resource:default/west'],
        },
      },
    ]);

    const again = await run('federation:apply', input);
    expect(again.changed).toBe(0);
  });

  it('offer their actions, and tell what is wrong', async () => {
    const { run, until } = await setUp();
    await run('federation:apply', input);
    const said = await run('echo:say', {
      federation: 'retail',
      cluster: 'west',
      namespace: 'retail',
      text: 'goodbye',
    });
    expect(said).toEqual({
      changed: 1,
      summary: 'west says goodbye: 1 object changed.',
    });
    const { view } = await until(
      '/federations/retail',
      body => body.view?.findings.length > 0,
    );
    expect(view.sentence).toBe('west does not repeat "hello".');
    expect(view.state).toEqual({
      kind: 'degraded',
      word: 'Degraded',
      wordId: 'degraded',
    });
    expect(view.findings).toEqual([
      expect.objectContaining({
        cause: 'echo-wrong',
        subject: {
          kind: 'echo',
          id: 'west/retail/echo',
          label: 'Echo of west',
        },
        explanation: 'It says "goodbye".',
      }),
    ]);
    // Applying it again mends it, as the finding says.
    expect((await run('federation:apply', input)).changed).toBe(1);
    await until(
      '/federations/retail',
      ({ view: { findings } }) => !findings[0],
    );
  });

  it('have what they made taken away, in the reverse of what depends on what', async () => {
    const { east, west, run, until } = await setUp();
    await run('federation:apply', input);
    east.writes.length = 0;
    west.writes.length = 0;
    await run('federation:delete', { federation: 'retail', confirm: 'retail' });
    expect(west.writes).toEqual([
      'delete Echo retail/echo',
      'delete Wire retail/west-interconnect',
    ]);
    expect(east.writes).toEqual([
      'delete Wire retail/hub',
      'delete ConfigMap retail/federation-retail',
    ]);
    await until('/federations', ({ items }) => items.length === 0);
  });
});
