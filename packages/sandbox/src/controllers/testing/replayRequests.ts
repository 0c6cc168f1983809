import {
  KubeObject,
  KubeStatusError,
  resources,
  ResourceType,
  skupperResources,
} from '../../client';
import type { FakeCluster } from './fakeCluster';
import type { Recording } from './replay';

const TYPES: ResourceType[] = [
  ...skupperResources,
  resources.pods,
  resources.services,
  resources.secrets,
  resources.configMaps,
  resources.deployments,
  resources.namespaces,
];

/** The type of a kind. */
export const typeOf = (kind: string): ResourceType =>
  TYPES.find(type => type.kind === kind)!;

/** Sends a recorded request to a cluster; a refusal is as good as it was then. */
export async function perform(
  cluster: FakeCluster,
  request: Recording['steps'][0]['request'],
  translated: (value: any) => Promise<any>,
) {
  const match = /namespaces\/([^/]+)\/([a-z]+)(?:\/([^/]+))?(\/status)?$/.exec(
    request.path,
  );
  if (!match) {
    return;
  }
  const [, namespace, plural, recordedName] = match;
  const type = TYPES.find(candidate => candidate.plural === plural);
  if (!type) {
    return;
  }
  const body = await translated(request.body);
  const name = await actualName(cluster, type, namespace, recordedName);
  try {
    if (request.method === 'POST') {
      body.metadata.namespace = namespace;
      if (body.kind === 'Secret') {
        body.data = {};
      }
      await cluster.create(type, body);
    } else if (
      type === resources.configMaps &&
      !(await cluster.get(type, namespace, name))
    ) {
      await cluster.create(type, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace },
        ...body,
      });
    } else if (request.method === 'PATCH') {
      await cluster.patch(type, namespace, name, body);
    } else if (request.method === 'DELETE') {
      await cluster.delete(type, namespace, name);
    }
  } catch (error) {
    if (!(error instanceof KubeStatusError)) {
      throw error;
    }
  }
}

// A router pod's name has a random end.
async function actualName(
  cluster: FakeCluster,
  type: ResourceType,
  namespace: string,
  name: string,
): Promise<string> {
  if (
    type !== resources.pods ||
    !name?.startsWith('skupper-router') ||
    (await cluster.get(type, namespace, name))
  ) {
    return name;
  }
  const group = name.startsWith('skupper-router-2-')
    ? 'skupper-router-2'
    : 'skupper-router';
  const isIt = (pod: KubeObject) =>
    pod.metadata.namespace === namespace &&
    pod.metadata.labels?.['skupper.io/group'] === group;
  return new Promise(resolve => {
    const abort = new AbortController();
    cluster.watch(type, {
      namespace,
      signal: abort.signal,
      onUpsert: pod => {
        if (isIt(pod)) {
          abort.abort();
          resolve(pod.metadata.name);
        }
      },
      onDelete: () => {},
    });
  });
}

/** Puts what this run has in the place of a recording's placeholders. */
export async function translate(
  value: any,
  recording: Recording,
  clusters: Map<string, FakeCluster>,
): Promise<any> {
  let text = JSON.stringify(value ?? null);
  for (const placeholder of new Set(text.match(/UID-\d+/g) ?? [])) {
    const [cluster, kind, namespace, name] = recording.uids[placeholder] ?? [];
    const type = kind && typeOf(kind);
    const object =
      type &&
      (await clusters.get(cluster)?.get(type, namespace ?? undefined, name));
    if (!object) {
      continue;
    }
    text = text.replace(
      new RegExp(`${placeholder}(?!\\d)`, 'g'),
      object.metadata.uid!,
    );
  }
  const result = JSON.parse(text);
  if (result?.kind === 'AccessToken') {
    const uid = result.spec.url?.split('/').pop();
    const grants = await clusters.get('c1')!.list(resources.accessGrants);
    const grant = grants.find(g => g.metadata.uid === uid);
    if (grant) {
      const { url, code, ca } = grant.status;
      result.spec.url = result.spec.url.startsWith('http:')
        ? url.replace('https', 'http')
        : url;
      if (/\(24 characters\)|\(20 characters\)/.test(result.spec.code)) {
        result.spec.code = code;
      }
      if (result.spec.ca?.includes('grant-server-ca')) {
        result.spec.ca = ca;
      }
    }
  }
  return result;
}
