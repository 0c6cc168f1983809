import type { KubeObject } from '../../client';
import { isPodReady } from '../../shared/objects';
import { OK, Outcome } from './conditions';
import {
  generationOf,
  Handler,
  inSite,
  isConfigured,
  setConditions,
  SkupperContext,
} from './context';
import { writeRouterConfig } from './routerConfigMaps';
import { parseSelector } from './selectors';
import type { ConnectorBinding, SiteState } from './siteState';

const NO_MATCHES = 'No matches for selector';

/** Handles a Connector: its host, or the pods that it selects, become targets of the router. */
export const reconcileConnector = inSite('connectors', {
  async remove(ctx, state, name) {
    if (state.connectors.delete(name)) {
      await writeRouterConfig(ctx, state);
    }
  },
  async apply(ctx, state, connector) {
    const { name } = connector.metadata;
    const before = state.connectors.get(name);
    const { host, selector } = connector.spec;
    if (host !== undefined && selector === undefined) {
      if (before?.selector !== undefined) {
        // Recorded, and told by no status: targets of AttachedConnectors are lost until they are looked at again.
        state.attached.forEach(attached => {
          attached.targets = [];
        });
      }
      state.connectors.set(name, bindingOf(connector, host ? [{ host }] : []));
      await writeRouterConfig(ctx, state);
      await configured(ctx, connector, OK);
      return;
    }
    if (before && before.selector === selector) {
      if (before.unwatched) {
        state.connectors.set(name, { ...before, unwatched: false });
        await applyPods(ctx, state, connector);
        return;
      }
      if (before.generation === generationOf(connector)) {
        return;
      }
      // Pods are looked at again only as they change: an edit of includeNotReadyPods alone has no effect,
      // though it looks accepted.
      state.connectors.set(name, {
        ...bindingOf(connector, before.targets),
        includeNotReady: before.includeNotReady,
      });
      await writeRouterConfig(ctx, state);
      await configured(ctx, connector, OK);
      return;
    }
    if (parseSelector(selector) === undefined) {
      return;
    }
    state.connectors.set(name, bindingOf(connector, []));
    if (selector === '') {
      await configured(ctx, connector, OK);
    }
    // Only pods give a Connector a status: without any it has none, and after an edit it keeps the former one.
    if (selectedPods(ctx, connector).length > 0) {
      await applyPods(ctx, state, connector);
    }
  },
});

/** Handles a change of pods that a Connector selects, or selected before. */
export const reconcileConnectorPods: Handler = async (ctx, namespace, name) => {
  const connector = ctx.kinds.connectors.get(namespace, name);
  const state = ctx.sites.get(namespace);
  if (connector && state?.connectors.get(name)?.selector !== undefined) {
    await applyPods(ctx, state, connector);
  }
};

async function applyPods(
  ctx: SkupperContext,
  state: SiteState,
  connector: KubeObject,
) {
  const { name } = connector.metadata;
  const binding = state.connectors.get(name)!;
  const pods = selectedPods(ctx, connector);
  const targets = targetsOf(pods, binding.includeNotReady);
  state.connectors.set(name, { ...binding, targets });
  await writeRouterConfig(ctx, state);
  const outcome = targets.length > 0 ? OK : { error: NO_MATCHES };
  await configured(ctx, connector, outcome);
}

/** What a Connector, or an AttachedConnector, says. */
export function bindingOf(
  connector: KubeObject,
  targets: ConnectorBinding['targets'],
): ConnectorBinding {
  const { spec } = connector;
  return {
    selector: spec.selector,
    includeNotReady: spec.includeNotReadyPods === true,
    generation: generationOf(connector),
    routingKey: spec.routingKey,
    port: spec.port,
    type: spec.type,
    tlsCredentials: spec.tlsCredentials,
    useClientCert: spec.useClientCert,
    verifyHostname: spec.verifyHostname,
    targets,
  };
}

function selectedPods(
  ctx: SkupperContext,
  connector: KubeObject,
): KubeObject[] {
  // An empty selector selects nothing.
  const selector =
    connector.spec.selector && parseSelector(connector.spec.selector);
  return selector
    ? ctx.kinds.pods
        .list(connector.metadata.namespace)
        .filter(pod => selector(pod.metadata.labels))
    : [];
}

/** Those of a Connector's pods to which traffic may go. */
export function targetsOf(
  pods: KubeObject[],
  includeNotReady: boolean,
): ConnectorBinding['targets'] {
  const isReady = (pod: KubeObject) =>
    pod.status.phase === 'Running' && isPodReady(pod);
  return pods
    .filter(({ status }) => status?.podIP)
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .filter(pod => includeNotReady || isReady(pod))
    .map(pod => ({ host: pod.status.podIP, processId: pod.metadata.uid }));
}

/** The Connectors of a namespace whose selector matches a pod. */
export function connectorsOfPod(
  ctx: SkupperContext,
  pod: KubeObject,
): KubeObject[] {
  return ctx.kinds.connectors
    .list(pod.metadata.namespace)
    .filter(
      connector =>
        connector.spec.selector &&
        parseSelector(connector.spec.selector)?.(pod.metadata.labels),
    );
}

/** Puts the Connectors that waited for a Site into its first configuration, those with a selector without pods. */
export function adoptConnectors(ctx: SkupperContext, state: SiteState): void {
  for (const connector of ctx.kinds.connectors.list(state.namespace)) {
    const { host, selector } = connector.spec;
    const targets = selector === undefined && host ? [{ host }] : [];
    state.connectors.set(connector.metadata.name, {
      ...bindingOf(connector, targets),
      // One that never learned that its former Site was gone is still watched for that one.
      unwatched: selector !== undefined && isConfigured(connector),
    });
  }
}

/** Tells the Connectors that waited for a Site: even those without pods become Configured. */
export async function welcomeConnectors(
  ctx: SkupperContext,
  state: SiteState,
): Promise<void> {
  for (const connector of ctx.kinds.connectors.list(state.namespace)) {
    const { unwatched } = state.connectors.get(connector.metadata.name)!;
    await configured(ctx, connector, OK);
    if (!unwatched && selectedPods(ctx, connector).length > 0) {
      ctx.enqueue('connectorPods', state.namespace, connector.metadata.name);
    }
  }
}

function configured(
  ctx: SkupperContext,
  connector: KubeObject,
  outcome: Outcome,
) {
  return setConditions(ctx, 'connectors', connector, { Configured: outcome });
}
