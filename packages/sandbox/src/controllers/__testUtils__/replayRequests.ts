import {
  KubeObject,
  resources,
  ResourceType,
  skupperResources,
} from '../../client';
import { certificateInText } from './certificateText';
import type { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { Naming, stableName } from './naming';
import type { Action, Recording } from './recording';

const TYPES: ResourceType[] = [
  ...skupperResources,
  resources.pods,
  resources.services,
  resources.secrets,
  resources.configMaps,
  resources.deployments,
  resources.serviceAccounts,
  resources.roles,
  resources.roleBindings,
];

/** The type of a kind. */
export const typeOf = (kind: string): ResourceType =>
  TYPES.find(type => type.kind === kind)!;

const PATH = /namespaces\/([^/]+)\/([a-z]+)(?:\/([^/]+?))?(\/status)?$/;
const CLOSED_PORT = 9;
const GRANT_SERVERS = /^(https?):\/\/127\.0\.0\.1:1909[1-3]\//;

/** Sends recorded requests, with what this run has in the place of the recording's placeholders. */
export class ReplayRequests {
  constructor(
    private readonly recording: Recording,
    private readonly recorded: Naming,
    private readonly clusters: Map<string, InProcessCluster>,
    private readonly actual: () => Naming,
  ) {}

  async send({ cluster: clusterName, request }: Action): Promise<void> {
    const cluster = this.clusters.get(clusterName)!;
    const [, namespace, plural, recordedName, status] = PATH.exec(
      request.path,
    )!;
    const type = TYPES.find(candidate => candidate.plural === plural)!;
    if (request.method === 'POST') {
      const body = await this.translated(request.body);
      body.metadata.namespace = namespace;
      if (body.kind === 'Secret') {
        body.data = await this.secretData(request.body.data);
      }
      await cluster.create(type, body);
      return;
    }
    const name = await this.actualName(cluster, type, namespace, recordedName);
    if (request.method === 'DELETE') {
      await cluster.delete(type, namespace, name);
      return;
    }
    const body = await this.translated(request.body);
    const exists = await cluster.get(type, namespace, name);
    if (!exists && type === resources.configMaps) {
      await cluster.create(type, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace },
        ...body,
      });
      return;
    }
    await cluster.patch(
      type,
      namespace,
      name,
      body,
      status ? 'status' : undefined,
    );
  }

  // A router pod's name has a random end: the newest pod of its group that nobody has told from an older one.
  private async actualName(
    cluster: InProcessCluster,
    type: ResourceType,
    namespace: string,
    name: string,
  ): Promise<string> {
    if (type !== resources.pods || !name.startsWith('skupper-router')) {
      return name;
    }
    const pods = (await cluster.list(type, { namespace })).filter(
      pod =>
        stableName(pod) === stableName({ metadata: { name } } as KubeObject),
    );
    const recorded = this.recording.observations.find(
      o => o.object.kind === 'Pod' && o.object.metadata.name === name,
    );
    const wanted = recorded && this.recorded.of(recorded.object);
    const naming = this.actual();
    const found = pods.find(pod => naming.of(pod) === wanted) ?? pods[0];
    return found.metadata.name;
  }

  private async translated(value: any): Promise<any> {
    const naming = this.actual();
    const text = JSON.stringify(value ?? null).replace(/UID-\d+/g, uid => {
      const name = this.recorded.nameOf(uid);
      return (name && naming.uidOf(name)) ?? uid;
    });
    const body = JSON.parse(text);
    if (typeof body?.spec?.code === 'string') {
      body.spec.code = this.fixedCode(body.spec.code);
    }
    if (body?.kind === 'AccessToken') {
      await this.useGrant(body);
    }
    return body;
  }

  private fixedCode(code: string): string {
    const [, mark, length] = /^(\S+) \((\d+) characters\)$/.exec(code) ?? [];
    return mark ? mark.padEnd(Number(length), 'x') : code;
  }

  private async useGrant(token: any) {
    const recordedToken = token.spec;
    const uid = recordedToken.url.split('/').pop();
    const grants: KubeObject[] = [];
    for (const cluster of this.clusters.values()) {
      grants.push(...(await cluster.list(resources.accessGrants)));
    }
    const grant = grants.find(g => g.metadata.uid === uid);
    const any = grant ?? grants.find(g => g.status?.url);
    if (!any?.status?.url) {
      return;
    }
    const { url, code, ca } = any.status;
    const server = url.replace(/[^/]*$/, '');
    const [, scheme] = GRANT_SERVERS.exec(recordedToken.url) ?? [];
    token.spec = {
      ...recordedToken,
      url: scheme
        ? `${server}${uid}`.replace('https', scheme)
        : `https://127.0.0.1:${CLOSED_PORT}/${uid}`,
      code:
        grant && this.isCodeOf(recordedToken, uid) ? code : recordedToken.code,
      ca: certificateInText(recordedToken.ca) ? ca : recordedToken.ca,
    };
  }

  // Whether the recorded token had the code that its grant really has.
  private isCodeOf(token: any, actualUid: string): boolean {
    const name = this.actual().nameOf(actualUid);
    const code = token.code.replace(/x*$/, '');
    return this.recording.observations.some(
      ({ object }) =>
        object.kind === 'AccessGrant' &&
        this.recorded.of(object) === name &&
        object.status?.code?.startsWith(`${code} (`),
    );
  }

  // A Secret that the user copies from one cluster to another.
  private async secretData(recorded: any): Promise<Record<string, string>> {
    const original = this.recording.observations.find(
      ({ object }) =>
        object.kind === 'Secret' &&
        recorded['tls.crt'] &&
        JSON.stringify(object.data) === JSON.stringify(recorded),
    );
    if (original) {
      const { namespace, name } = original.object.metadata;
      const secret = await this.clusters
        .get(original.cluster)!
        .get(resources.secrets, namespace, name);
      return secret!.data;
    }
    return Object.fromEntries(
      Object.keys(recorded ?? {}).map(key => [
        key,
        Buffer.from('x').toString('base64'),
      ]),
    );
  }
}
