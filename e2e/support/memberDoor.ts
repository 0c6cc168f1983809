import { readFileSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { ConfigReader } from '@backstage/config';
import { parse } from 'yaml';
import { createKubernetesClusters } from '../../packages/kubernetes-clusters/src';
import { rawRequest } from '../../packages/sandbox/src/gateway/__testUtils__/rawRequest';
import { FIELD_MANAGER } from '../../plugins/federation-common/src';
import { loggerTo, silent } from './ActionRunner';
import { Kube } from './kube';

/** Where a listener's connections arrive: at its router's pod, whoever dials its Service. */
async function listenerAt(kube: Kube, namespace: string, host: string) {
  const core = `/api/v1/namespaces/${namespace}`;
  const { spec } = await kube.send('GET', `${core}/services/${host}`);
  const labels = Object.entries(spec.selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const [pod] = await kube.list(
    `${core}/pods?labelSelector=${encodeURIComponent(labels)}`,
  );
  return { namespace, pod: pod.metadata.name, port: spec.ports[0].targetPort };
}

/** Sends requests as a pod in a member's namespace can, to what its listener leads to. */
export class MemberDoor {
  readonly #clusters: ReturnType<typeof createKubernetesClusters>;

  private constructor(
    config: string,
    private readonly cluster: string,
    private readonly at: { namespace: string; pod: string; port: number },
    private readonly ca: string | undefined,
    private readonly host: string,
  ) {
    this.#clusters = createKubernetesClusters({
      config: new ConfigReader(parse(readFileSync(config, 'utf8'))),
      logger: loggerTo(silent),
      fieldManager: FIELD_MANAGER,
    });
  }

  /**
   * @param config - file with the configuration of the clusters
   * @param place.ca - PEM of the authority, where TLS is spoken
   */
  static async open(
    config: string,
    kube: Kube,
    place: { cluster: string; namespace: string; ca?: string },
    host = 'fleet-api',
  ): Promise<MemberDoor> {
    const { cluster, namespace, ca } = place;
    const at = await listenerAt(kube, namespace, host);
    return new MemberDoor(config, cluster, at, ca, host);
  }

  /** @returns the status; 0 when the connection ends without one */
  async status(path: string): Promise<number> {
    const signal = AbortSignal.timeout(20_000);
    const client = this.#clusters.get(this.cluster);
    const socket: Duplex = await client.portForward({ ...this.at, signal });
    const { ca, host } = this;
    return rawRequest(
      ca ? tlsConnect({ socket, ca, servername: host }) : socket,
      path,
    );
  }

  close(): Promise<void> {
    return this.#clusters.close();
  }
}
