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
import { ControlNode } from '../control/types';
import {
  ControlCallOptions,
  ControlPlace,
  readNodesThroughPortForward,
} from '../control';
import { AUTHORITY_CONFIG_MAP, SUPERLINK_NAME } from '../names';
import { flowerProfile } from '../profiles';
import { isPodReady, sortPods } from '../facts/pods';

const INTERVAL_MS = 1_000;
const ANSWER_TIMEOUT_MS = 60_000;

/** A running SuperLink and how to ask it. @internal */
export interface SuperLinkAccess {
  target: ControlPlace;
  options: ControlCallOptions;
}

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
 * Finds the SuperLink's pod, and the authority to know it by.
 *
 * @throws ServiceUnavailableError when it does not run
 * @internal
 */
export async function superLinkAccess(
  spec: FlowerFederationSpec,
  client: ClusterClient,
  signal: AbortSignal,
): Promise<SuperLinkAccess> {
  const { namespace } = spec.hub;
  const pods = await client.list<KubePod>(kube.pod, {
    namespace,
    labelSelector: `app=${SUPERLINK_NAME}`,
    signal,
  });
  const pod = sortPods(pods).find(isPodReady);
  if (!pod) throw new NoSuperLinkError();
  const { port } = flowerProfile(spec.workload.version).control;
  const target = { namespace, pod: pod.metadata.name, port };
  if (spec.workload.security === 'insecure') {
    return { target, options: { signal } };
  }
  const { key } = authorityInput(spec.hub);
  const ca = authorityIn(await client.get(key, { signal }));
  if (!ca) {
    throw new ServiceUnavailableError(
      `The hub has no ConfigMap ${AUTHORITY_CONFIG_MAP} with the authority's certificate`,
    );
  }
  return { target, options: { signal, tls: { ca } } };
}

/** The SuperLink's nodes. @throws ServiceUnavailableError @internal */
export async function superLinkNodes(
  spec: FlowerFederationSpec,
  client: ClusterClient,
  signal: AbortSignal,
): Promise<{ access: SuperLinkAccess; nodes: ControlNode[] }> {
  const access = await superLinkAccess(spec, client, signal);
  const nodes = await readNodesThroughPortForward(
    client,
    access.target,
    flowerProfile(spec.workload.version),
    access.options,
  );
  return { access, nodes };
}

/**
 * Does something at a SuperLink, again and again while it is only just starting.
 *
 * @throws ServiceUnavailableError when it has not answered for a minute
 * @internal
 */
export async function untilAnswered<T>(
  context: Pick<CallContext, 'signal' | 'report'>,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
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
