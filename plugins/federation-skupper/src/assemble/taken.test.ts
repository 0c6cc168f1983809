import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { assemble } from '../__fixtures__/assemble';
import { memberSite } from '../__fixtures__/objects';
import { connector, healthy, listener, put } from '../__fixtures__/snapshots';

const label = 'backstage-federation.dev/federation';
const { east, west } = healthy();

/** The same object of somebody else, that carries something else. */
const foreign = (end: KubeObject, metadata: object = {}): KubeObject => ({
  ...end,
  metadata: { ...end.metadata, labels: {}, ...metadata },
  spec: { ...(end.spec as object), routingKey: 'database' },
});

describe('what has the name of something of the federation', () => {
  it('is named where it is a listener, with who has it', () => {
    const metadata = { labels: { 'app.kubernetes.io/managed-by': 'argocd' } };
    const end = foreign(listener(), metadata);
    const { services, findings } = assemble({ west: put(end)(west) });
    const service = services.find(one => one.routingKey === 'fleet-api')!;
    expect(service.listeners[0].state).toMatchObject({
      kind: 'down',
      reason: 'The name "fleet-api" is taken by argocd.',
    });
    expect(findings).toContainEqual(
      expect.objectContaining({
        cause: 'end-name-taken',
        severity: 'error',
        subject: expect.objectContaining({ id: 'fleet-api' }),
        title: expect.stringMatching(
          /^Listener "fleet-api" of .* cannot be made: argocd has one of that name\.$/,
        ),
      }),
    );
  });

  it('is named where it is a connector', () => {
    const end = foreign(connector());
    const { services, findings } = assemble({ east: put(end)(east) });
    const service = services.find(one => one.routingKey === 'fleet-api')!;
    expect(service.connectors[0].state.reason).toBe(
      'The name "fleet-api" is taken by somebody else.',
    );
    expect(findings.map(({ title }) => title)).toContain(
      'Connector "fleet-api" of the hub cannot be made: somebody else has one of that name.',
    );
  });

  it("is nobody else's business where the federation has nothing of that kind", () => {
    const end = foreign({
      ...listener(),
      metadata: {
        ...listener().metadata,
        namespace: east[0].metadata.namespace,
      },
    });
    const { findings } = assemble({ east: [...east, end] });
    expect(findings.map(({ cause }) => cause)).not.toContain('end-name-taken');
  });

  it('is a Site of another federation, which is not named', () => {
    const site = memberSite();
    site.metadata.labels = { [label]: 'secret' };
    const view = assemble({ west: put(site)(west) });
    expect(view.sites[1].state).toMatchObject({
      kind: 'down',
      reason: expect.stringMatching(/belongs to another federation/),
    });
    expect(view.findings.map(({ cause }) => cause)).toContain('site-taken');
    expect(JSON.stringify(view)).not.toContain('secret');
  });

  it("is no Site that bears nobody's label: that one is joined", () => {
    const site = memberSite();
    site.metadata.labels = {};
    expect(assemble({ west: put(site)(west) }).sites[1].state.kind).toBe(
      'ready',
    );
  });
});
