import { setTimeout as delay } from 'node:timers/promises';
import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  ClusterClient,
  createDeadline,
  kube,
  KubeConfigMap,
  KubeObject,
  KubePod,
} from '@backstage-federation/kubernetes-clusters';
import {
  CallContext,
  StepInput,
} from '@backstage-federation/plugin-federation-node';
import { ControlApi, ControlNode, readNodes } from '../control';
import { AUTHORITY_CONFIG_MAP, SUPERLINK_NAME } from '../names';
import { flowerProfile } from '../profiles';
import { isPodReady, sortPods } from '../facts/pods';

const INTERVAL_MS = 1_000;
const ANSWER_TIMEOUT_MS = 60_000;

/** There is no SuperLink that runs. @internal */
export class NoSuperLinkError extends ServiceUnavailableError {
  constructor() {
    super('The SuperLink has no ready pod');
    this.name = 'ServiceUnavailableError';
  }
}

/** The ConfigMap with the certificate of a place's authority. @internal */
export function authorityInput(place: {
  cluster: string;
  namespace: string;
}): StepInput {
  const { cluster, namespace } = place;
  return {
    cluster,
    key: { type: kube.configMap, namespace, name: AUTHORITY_CONFIG_MAP },
  };
}

/** @internal */
export function authorityIn(
  object: KubeObject | undefined,
): string | undefined {
  return (object as KubeConfigMap | undefined)?.data?.['ca.crt'];
}

/**
 * The Control API of the SuperLink's pod, with the authority to know it by.
 *
 * @throws ServiceUnavailableError when it does not run
 * @internal
 */
export async function superLinkApi(
  spec: FlowerFederationSpec,
  client: ClusterClient,
  signal: AbortSignal,
): Promise<ControlApi> {
  const { namespace } = spec.hub;
  const pods = await client.list<KubePod>(kube.pod, {
    namespace,
    labelSelector: `app=${SUPERLINK_NAME}`,
    signal,
  });
  const pod = sortPods(pods).find(isPodReady)?.metadata.name;
  if (!pod) throw new NoSuperLinkError();
  const profile = flowerProfile(spec.workload.version);
  const { port } = profile.control;
  const api = { client, namespace, pod, port, profile };
  if (spec.workload.security === 'insecure') return api;
  const { key } = authorityInput(spec.hub);
  const ca = authorityIn(await client.get(key, { signal }));
  if (!ca) {
    throw new ServiceUnavailableError(
      `The hub has no ConfigMap ${AUTHORITY_CONFIG_MAP} with the authority's certificate`,
    );
  }
  return { ...api, tls: { ca } };
}

/** The SuperLink's nodes. @throws ServiceUnavailableError @internal */
export async function superLinkNodes(
  spec: FlowerFederationSpec,
  client: ClusterClient,
  signal: AbortSignal,
): Promise<{ api: ControlApi; nodes: ControlNode[] }> {
  const api = await superLinkApi(spec, client, signal);
  return { api, nodes: await readNodes(api, { signal }) };
}

/**
 * Does something at a SuperLink, again and again while it is only just starting. In a dry-run, which waits for none, once.
 *
 * @throws ServiceUnavailableError when it has not answered for a minute
 * @internal
 */
export async function untilAnswered<T>(
  context: Pick<CallContext, 'signal' | 'report' | 'dryRun'>,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (context.dryRun) return run(context.signal);
  const deadline = createDeadline(context.signal, ANSWER_TIMEOUT_MS);
  const { signal } = deadline;
  let last: Error | undefined;
  try {
    for (;;) {
      try {
        return await run(signal);
      } catch (error) {
        if (!(error instanceof ServiceUnavailableError)) throw error;
        if (last?.message !== error.message) context.report(error.message);
        last = error;
      }
      await delay(INTERVAL_MS, undefined, { signal });
    }
  } catch (error) {
    throw deadline.timedOut && last ? last : error;
  } finally {
    deadline.dispose();
  }
}
