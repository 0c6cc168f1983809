import {
  KubeObject,
  resources,
  ResourceType,
  SandboxClient,
} from '../../client';

/** For tests: the objects of a small federation, and waits on them. */
const NAMESPACE = 'fl';

function skupper(kind: string, name: string, spec: object): KubeObject {
  return {
    apiVersion: 'skupper.io/v2alpha1',
    kind,
    metadata: { name, namespace: NAMESPACE },
    spec,
  };
}

function deployment(name: string, image: string, args: string[]): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image, args }] },
      },
    },
  };
}

function namespace(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE },
  };
}

/** Resolves with the object once it fulfils the predicate; rejects with its last state after a while. */
export function until(
  client: SandboxClient,
  type: ResourceType,
  predicate: (object: KubeObject) => unknown,
  timeoutMs = 30_000,
): Promise<KubeObject> {
  const abort = new AbortController();
  let last: KubeObject | undefined;
  return new Promise<KubeObject>((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new Error(
            `${client.cluster}: no ${
              type.kind
            } became as expected; the last: ${JSON.stringify(last?.status)}`,
          ),
        ),
      timeoutMs,
    );
    client.watch(type, {
      namespace: NAMESPACE,
      signal: abort.signal,
      onUpsert(object) {
        last = object;
        if (predicate(object)) {
          clearTimeout(timer);
          resolve(object);
        }
      },
      onDelete: () => undefined,
    });
  }).finally(() => abort.abort());
}

/** The hub's half, up to a grant that can be redeemed. */
export async function applyHub(
  client: SandboxClient,
  version: string,
  superlinkArgs: string[],
): Promise<KubeObject> {
  const apply = (type: ResourceType, object: KubeObject) =>
    client.apply(type, object, 'test');
  await apply(resources.namespaces, namespace());
  await apply(
    resources.sites,
    skupper('Site', 'hub', { linkAccess: 'default' }),
  );
  await apply(
    resources.deployments,
    deployment('superlink', `flwr/superlink:${version}`, superlinkArgs),
  );
  await apply(
    resources.connectors,
    skupper('Connector', 'fleet-api', {
      routingKey: 'fleet-api',
      port: 9092,
      selector: 'app=superlink',
    }),
  );
  await apply(
    resources.accessGrants,
    skupper('AccessGrant', 'members', { redemptionsAllowed: 10 }),
  );
  return until(
    client,
    resources.accessGrants,
    grant => grant.status?.code && grant.status?.url && grant.status?.ca,
  );
}

/** A member's half: it links to the hub by the grant, and runs a SuperNode. */
export async function applyMember(
  client: SandboxClient,
  grant: KubeObject,
  version: string,
  supernodeArgs: string[],
): Promise<void> {
  const apply = (type: ResourceType, object: KubeObject) =>
    client.apply(type, object, 'test');
  await apply(resources.namespaces, namespace());
  await apply(resources.sites, skupper('Site', 'member', {}));
  const { url, code, ca } = grant.status;
  await apply(
    resources.accessTokens,
    skupper('AccessToken', 'to-hub', { url, code, ca }),
  );
  await apply(
    resources.listeners,
    skupper('Listener', 'fleet-api', {
      routingKey: 'fleet-api',
      port: 9092,
      host: 'fleet-api',
    }),
  );
  await apply(
    resources.deployments,
    deployment('supernode', `flwr/supernode:${version}`, supernodeArgs),
  );
  await until(client, resources.links, isReady);
}

/** Whether an object's condition Ready is True. */
export function isReady(object: KubeObject): boolean {
  return Boolean(
    object.status?.conditions?.some(
      (c: any) => c.type === 'Ready' && c.status === 'True',
    ),
  );
}
