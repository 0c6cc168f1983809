import type { KubeObject } from '../../client';
import { bindingOf, targetsOf } from './connectors';
import { OK, Outcome } from './conditions';
import {
  find,
  Handler,
  isConfigured,
  setConditions,
  SkupperContext,
} from './context';
import { writeRouterConfig } from './routerConfigMaps';
import { parseSelector } from './selectors';
import type { AttachedBinding, SiteState } from './siteState';

const NOT_READY = 'Not ready';
const NO_MATCHES = 'No matches for selector';
const NO_CONNECTOR = 'No matching AttachedConnector';
const NO_BINDING = 'No matching AttachedConnectorBinding in site namespace';

/** Handles an AttachedConnectorBinding: it allows an AttachedConnector and gives it its routing key. */
export const reconcileAttachedConnectorBinding: Handler = async (
  ctx,
  namespace,
  name,
) => {
  const binding = find(ctx, 'attachedConnectorBindings', namespace, name);
  const state = ctx.sites.get(namespace);
  if (!state) {
    return;
  }
  const joined = state.attached.get(name);
  if (!binding) {
    if (joined) {
      // The connector learns of it at the next resync.
      state.attached.delete(name);
      await writeRouterConfig(ctx, state);
    }
    return;
  }
  const { connectorNamespace } = binding.spec;
  if (joined && joined.connectorNamespace !== connectorNamespace) {
    state.attached.delete(name);
    await writeRouterConfig(ctx, state);
  }
  const connector = ctx.kinds.attachedConnectors.get(connectorNamespace, name);
  // Only a new Binding looks for its connector; a Binding that was edited waits for an event of the connector.
  const isNew = !binding.status?.conditions?.length;
  const known = joined?.connectorNamespace === connectorNamespace;
  if (connector?.spec.siteNamespace === namespace && (known || isNew)) {
    await join(ctx, state, connector, binding);
  } else {
    await told(ctx, 'attachedConnectorBindings', binding, NO_CONNECTOR);
  }
};

/** Handles an AttachedConnector: its pods are in a namespace other than the site's. */
export const reconcileAttachedConnector: Handler = async (
  ctx,
  namespace,
  name,
) => {
  const connector = find(ctx, 'attachedConnectors', namespace, name);
  if (!connector) {
    for (const state of ctx.sites.values()) {
      if (state.attached.get(name)?.connectorNamespace === namespace) {
        state.attached.delete(name);
        await writeRouterConfig(ctx, state);
        await reconcileAttachedConnectorBinding(ctx, state.namespace, name);
      }
    }
    return;
  }
  const { siteNamespace } = connector.spec;
  const state = ctx.sites.get(siteNamespace);
  const binding = ctx.kinds.attachedConnectorBindings.get(siteNamespace, name);
  if (!state || !binding) {
    await told(ctx, 'attachedConnectors', connector, NO_BINDING);
    return;
  }
  const allowed = binding.spec.connectorNamespace;
  if (allowed !== namespace) {
    const error = `AttachedConnectorBinding ${siteNamespace}/${name} does not allow AttachedConnector in ${namespace} (only ${allowed})`;
    await told(ctx, 'attachedConnectors', connector, error);
    return;
  }
  await join(ctx, state, connector, binding);
};

/** Handles a change of pods that AttachedConnectors select. */
export const reconcileAttachedPods: Handler = async (ctx, namespace, name) => {
  const connector = ctx.kinds.attachedConnectors.get(namespace, name);
  const state = connector && ctx.sites.get(connector.spec.siteNamespace);
  const joined = state?.attached.get(name);
  const binding =
    state && ctx.kinds.attachedConnectorBindings.get(state.namespace, name);
  if (!connector || !state || !binding || !joined) {
    return;
  }
  joined.targets = targetsOf(
    selectedPods(ctx, connector),
    connector.spec.includeNotReadyPods === true,
  );
  await writeRouterConfig(ctx, state);
  const outcome: Outcome = joined.targets.length ? OK : { error: NO_MATCHES };
  await tellBoth(ctx, connector, binding, outcome);
};

/** The AttachedConnectors that select a pod. */
export function attachedConnectorsOfPod(
  ctx: SkupperContext,
  pod: KubeObject,
): KubeObject[] {
  return ctx.kinds.attachedConnectors
    .list(pod.metadata.namespace)
    .filter(({ spec }) => parseSelector(spec.selector)?.(pod.metadata.labels));
}

async function join(
  ctx: SkupperContext,
  state: SiteState,
  connector: KubeObject,
  binding: KubeObject,
) {
  const { name, namespace } = connector.metadata;
  const before = state.attached.get(name);
  const joined: AttachedBinding = {
    ...bindingOf(connector, before?.targets ?? []),
    connectorNamespace: namespace!,
    routingKey: binding.spec.routingKey,
  };
  state.attached.set(name, joined);
  if (!before && !isConfigured(connector)) {
    // The pods are watched from now on: those that are there already are seen next.
    await tellBoth(ctx, connector, binding, { error: NOT_READY });
    if (selectedPods(ctx, connector).length > 0) {
      ctx.enqueue('attachedPods', namespace, name);
    }
    return;
  }
  if (!before || before.generation !== joined.generation) {
    await reconcileAttachedPods(ctx, namespace!, name);
  } else if (before.targets.length) {
    await writeRouterConfig(ctx, state);
    await tellBoth(ctx, connector, binding, OK);
  }
}

function selectedPods(ctx: SkupperContext, connector: KubeObject) {
  const selector = parseSelector(connector.spec.selector);
  return ctx.kinds.pods
    .list(connector.metadata.namespace)
    .filter(pod => selector?.(pod.metadata.labels));
}

/** Tells one end how things stand. */
function told(
  ctx: SkupperContext,
  kind: 'attachedConnectors' | 'attachedConnectorBindings',
  object: KubeObject,
  error: string,
) {
  return setConditions(ctx, kind, object, { Configured: { error } });
}

/** Tells both ends how things stand. */
async function tellBoth(
  ctx: SkupperContext,
  connector: KubeObject,
  binding: KubeObject,
  Configured: Outcome,
) {
  await setConditions(ctx, 'attachedConnectors', connector, { Configured });
  const kind = 'attachedConnectorBindings';
  await setConditions(ctx, kind, binding, { Configured });
}
