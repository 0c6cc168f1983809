import type { KubeObject } from '../../client';
import { isPodReady } from '../shared/objects';
import { aggregations, OK, Outcome, withCondition } from './conditions';
import { generationOf, SkupperContext, writeStatus } from './context';
import { NO_ACTIVE_SITE } from './names';
import { writeRouterConfig } from './routerConfigMaps';
import { parseSelector } from './selectors';
import type { ConnectorBinding, SiteState } from './siteState';

const NO_MATCHES = 'No matches for selector';

/** Handles a Connector: its host, or the pods that it selects, become targets of the router. */
export async function reconcileConnector(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const connector = ctx.kinds.connectors.get(namespace, name);
  const state = ctx.sites.get(namespace);
  if (!connector || connector.metadata.deletionTimestamp) {
    if (state?.connectors.delete(name)) {
      await writeRouterConfig(ctx, state);
    }
    return;
  }
  if (!state) {
    await configured(ctx, connector, { error: NO_ACTIVE_SITE });
    return;
  }
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
}

/** Handles a change of pods that a Connector selects, or selected before. */
export async function reconcileConnectorPods(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const connector = ctx.kinds.connectors.get(namespace, name);
  const state = ctx.sites.get(namespace);
  if (connector && state?.connectors.get(name)?.selector !== undefined) {
    await applyPods(ctx, state, connector);
  }
}

async function applyPods(
  ctx: SkupperContext,
  state: SiteState,
  connector: KubeObject,
) {
  const { name } = connector.metadata;
  const binding = state.connectors.get(name)!;
  const targets = selectedPods(ctx, connector)
    .filter(pod => isTarget(pod, binding.includeNotReady))
    .map(pod => ({ host: pod.status.podIP, processId: pod.metadata.uid }));
  state.connectors.set(name, { ...binding, targets });
  await writeRouterConfig(ctx, state);
  await configured(
    ctx,
    connector,
    targets.length > 0 ? OK : { error: NO_MATCHES },
  );
}

function bindingOf(
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

/** Whether traffic may go to a pod. */
export function isTarget(pod: KubeObject, includeNotReady: boolean): boolean {
  return (
    Boolean(pod.status?.podIP) &&
    !pod.metadata.deletionTimestamp &&
    (includeNotReady || (pod.status.phase === 'Running' && isPodReady(pod)))
  );
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

function isConfigured({ status }: KubeObject): boolean {
  return (status?.conditions ?? []).some(
    (c: any) => c.type === 'Configured' && c.status === 'True',
  );
}

async function configured(
  ctx: SkupperContext,
  connector: KubeObject,
  outcome: Outcome,
) {
  await writeStatus(ctx, ctx.kinds.connectors, connector, status =>
    withCondition(
      status,
      'Configured',
      outcome,
      generationOf(connector),
      aggregations.service,
    ),
  );
}
