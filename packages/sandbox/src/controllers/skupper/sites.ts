import { KubeObject, resources } from '../../client';
import { createIfMissing, isOwnedBy } from '../../shared/objects';
import { ensureCertificate } from './certificates';
import { OK, Outcome } from './conditions';
import { adoptConnectors, welcomeConnectors } from './connectors';
import {
  ConfigurationError,
  ensure,
  Handler,
  setConditions,
  SkupperContext,
  update,
} from './context';
import { LOCAL_CA, LOCAL_SERVER, ROUTER, ROUTER_LOCAL, SITE_CA } from './names';
import { applyNetworkStatus } from './networkStatus';
import { ownedBy, template } from './objects';
import { parseRouterConfig, ROUTER_CONFIG_KEY } from './routerConfig';
import { adoptRouterAccesses, welcomeRouterAccesses } from './routerAccesses';
import { ensureRouterConfig, writeRouterConfig } from './routerConfigMaps';
import { routerDeployment, siteObject } from './siteObjects';
import { groupsOf, newSiteState, recoverPorts, SiteState } from './siteState';
import { enqueueRouterPods, issuerOf } from './siteStatus';
import { onSiteDeleted } from './tokens';

const MANAGER = 'skupper-controller';

/** Handles a Site: makes it the active one of its namespace and makes what belongs to it. */
export const reconcileSite: Handler = async (ctx, namespace, name) => {
  const site = ctx.kinds.sites.get(namespace, name);
  const active = ctx.sites.get(namespace);
  if (active?.name === name && active.uid !== site?.metadata.uid) {
    ctx.sites.delete(namespace);
    await onSiteDeleted(ctx, namespace);
  }
  if (!site || site.metadata.deletionTimestamp) {
    return;
  }
  const other = ctx.sites.get(namespace);
  if (other && other.uid !== site.metadata.uid) {
    const error = `An active site already exists in the namespace (${other.name})`;
    await configured(ctx, site, { error }, false);
    return;
  }
  const state = other ?? activate(ctx, site);
  const former = state.site;
  state.site = site;
  try {
    checkLinkAccess(ctx, site);
    await ensureObjects(ctx, state, former, !other && !ctx.recovering);
    await ctx.pause(ctx.options.timings.siteMs);
  } catch (error) {
    if (ctx.signal.aborted) {
      return;
    }
    await configured(ctx, site, { error: (error as Error).message });
    if (!(error instanceof ConfigurationError)) {
      throw error;
    }
    return;
  }
  if (!ctx.conflicts.has(`sites/${namespace}/${name}`)) {
    await configured(ctx, site, OK);
  }
  if (!other && !ctx.recovering) {
    enqueueRouterPods(ctx, namespace);
    await applyNetworkStatus(ctx, namespace);
  }
};

function activate(ctx: SkupperContext, site: KubeObject): SiteState {
  const namespace = site.metadata.namespace!;
  const state = newSiteState(site);
  const config = ctx.kinds.configMaps.get(namespace, ROUTER);
  if (config && isOwnedBy(config, state.uid)) {
    recoverPorts(state, parseRouterConfig(config.data?.[ROUTER_CONFIG_KEY]));
  }
  ctx.sites.set(namespace, state);
  return state;
}

function checkLinkAccess(ctx: SkupperContext, site: KubeObject) {
  const access = site.spec?.linkAccess;
  const known = ['', 'none', 'default', ...ctx.options.enabledAccessTypes];
  if (access && !known.includes(access)) {
    throw new ConfigurationError(`Unsupported value for LinkAccess: ${access}`);
  }
}

async function ensureObjects(
  ctx: SkupperContext,
  state: SiteState,
  former: KubeObject,
  isNew: boolean,
) {
  const { site, namespace } = state;
  const { client } = ctx;
  if (isNew) {
    adoptConnectors(ctx, state);
    adoptRouterAccesses(ctx, state);
  }
  for (const group of groupsOf(site)) {
    await ensureRouterConfig(ctx, state, group);
  }
  if (isNew) {
    await welcomeConnectors(ctx, state);
    await welcomeRouterAccesses(ctx, state);
  }
  if (!site.spec?.serviceAccount) {
    const { serviceAccounts, roles, roleBindings } = resources;
    for (const [type, name] of [
      [serviceAccounts, 'serviceAccount'],
      [roles, 'role'],
      [roleBindings, 'roleBinding'],
    ] as const) {
      await createIfMissing(client, type, siteObject(site, name));
    }
  }
  const { name } = site.metadata;
  for (const [ca, subject] of [
    [SITE_CA, `${name} site CA`],
    [LOCAL_CA, `${name} local CA`],
  ]) {
    const spec = { ca: '', signing: true, subject };
    await ensureCertificate(ctx, site, ca, spec);
  }
  await ensureCertificate(ctx, site, LOCAL_SERVER, {
    ca: LOCAL_CA,
    hosts: [
      ROUTER_LOCAL,
      `${ROUTER_LOCAL}.${namespace}`,
      `${ROUTER_LOCAL}.${namespace}.svc.cluster.local`,
    ],
    server: true,
    subject: ROUTER_LOCAL,
  });
  await ensureRouterAccess(ctx, site);
  for (const group of groupsOf(site)) {
    await client.apply(
      resources.deployments,
      routerDeployment(site, group, ctx.options),
      MANAGER,
    );
  }
  const service = siteObject(site, 'localService');
  await client.apply(resources.services, service, MANAGER);
  await dropSecondGroup(ctx, state, former);
  await writeRouterConfig(ctx, state);
}

// Turning link access off leaves the RouterAccess as it is, as in Skupper 2.2.1.
async function ensureRouterAccess(ctx: SkupperContext, site: KubeObject) {
  const access = site.spec?.linkAccess;
  if (!access || access === 'none') {
    return;
  }
  const accessType = access === 'default' ? undefined : access;
  const existing = await ensure(
    ctx,
    'routerAccesses',
    template('routerAccess', { ...ownedBy(site), accessType }),
  );
  if (existing.spec.accessType !== accessType) {
    await update(ctx, 'routerAccesses', existing, ra => {
      ra.spec.accessType = accessType;
    });
  }
}

async function dropSecondGroup(
  ctx: SkupperContext,
  state: SiteState,
  former: KubeObject,
) {
  const { namespace } = state;
  const { deployments, configMaps, securedAccesses } = resources;
  const kept = groupsOf(state.site);
  for (const group of groupsOf(former).filter(g => !kept.includes(g))) {
    for (const type of [deployments, configMaps, securedAccesses]) {
      await ctx.client.delete(type, namespace, group);
    }
    ctx.kinds.configMaps.forget(namespace, group);
    ctx.kinds.securedAccesses.forget(namespace, group);
  }
}

/** Writes condition Configured and what else a Site's status has from its controller. */
async function configured(
  ctx: SkupperContext,
  site: KubeObject,
  outcome: Outcome,
  active = true,
) {
  const { name, namespace, version } = ctx.options;
  const outcomes = { Configured: outcome };
  await setConditions(ctx, 'sites', site, outcomes, {
    controller: { name, namespace, version },
    ...(active && { defaultIssuer: issuerOf(site) }),
  });
}
