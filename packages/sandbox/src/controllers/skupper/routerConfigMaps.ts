import { createHash } from 'node:crypto';
import type { KubeObject } from '../../client';
import { isEqual, isOwnedBy } from '../../shared/objects';
import { ensure, Handler, secretText, SkupperContext, update } from './context';
import { TLS_PROFILE_CONTEXT } from './names';
import { objectFor } from './objects';
import {
  parseRouterConfig,
  RouterElement,
  ROUTER_CONFIG_KEY,
  routerConfig,
  usedProfiles,
} from './routerConfig';
import { groupsOf, SiteState } from './siteState';

/** Makes the routers' ConfigMaps say what the site's state says. */
export async function writeRouterConfig(
  ctx: SkupperContext,
  state: SiteState,
): Promise<void> {
  // Half a configuration would cut the tunnels of routers that run.
  if (ctx.recovering) {
    return;
  }
  const unused = refreshProfiles(ctx, state);
  for (const group of groupsOf(state.site)) {
    const config = routerConfig(state, ctx.options.version, group);
    const existing = ctx.kinds.configMaps.get(state.namespace, group);
    if (!existing) {
      continue;
    }
    const current = parseRouterConfig(existing.data?.[ROUTER_CONFIG_KEY]);
    if (!sameElements(current, config)) {
      await update(ctx, 'configMaps', existing, map => {
        map.data = { ...map.data, [ROUTER_CONFIG_KEY]: JSON.stringify(config) };
      });
    }
  }
  await annotateSecrets(ctx, state);
  for (const secret of unused) {
    await forgetProfile(ctx, state.namespace, secret);
  }
}

/**
 * Creates a router's ConfigMap.
 * @throws Error in Skupper's words if the one of a former site is still there
 */
export async function ensureRouterConfig(
  ctx: SkupperContext,
  state: SiteState,
  group: string,
): Promise<KubeObject> {
  const config = routerConfig(state, ctx.options.version, group);
  const values = { name: group, config: JSON.stringify(config) };
  const map = objectFor(state.site, 'routerConfig', values);
  const existing = await ensure(ctx, 'configMaps', map);
  if (!isOwnedBy(existing, state.uid)) {
    ctx.kinds.configMaps.forget(state.namespace, group);
    throw new Error(`${group} is not owned by skupper site "${state.uid}"`);
  }
  return existing;
}

// The order says nothing, and a restarted controller finds another one.
function sameElements(a: RouterElement[], b: RouterElement[]): boolean {
  const sorted = (elements: RouterElement[]) =>
    elements.map(element => JSON.stringify(element)).sort();
  return isEqual(sorted(a), sorted(b));
}

// A Secret's new content gets a new ordinal, by which a router knows that it must read the files again.
// Returns the Secrets that no profile rests on any more.
function refreshProfiles(ctx: SkupperContext, state: SiteState): string[] {
  const used = usedProfiles(state);
  for (const [profile, secretName] of used) {
    const secret = ctx.kinds.secrets.get(state.namespace, secretName);
    const text = secretText(secret, 'tls.crt');
    const fingerprint = text && createHash('sha256').update(text).digest('hex');
    const before = state.profiles.get(profile);
    if (!before) {
      state.profiles.set(profile, {
        secret: secretName,
        ordinal: annotatedOrdinal(secret, profile) ?? 0,
        fingerprint,
      });
    } else if (fingerprint && before.fingerprint !== fingerprint) {
      before.ordinal += before.fingerprint ? 1 : 0;
      before.fingerprint = fingerprint;
    }
  }
  const unused: string[] = [];
  for (const [profile, { secret }] of [...state.profiles]) {
    if (!used.has(profile)) {
      state.profiles.delete(profile);
      unused.push(secret);
    }
  }
  return unused.filter(secret => ![...used.values()].includes(secret));
}

function annotatedOrdinal(
  secret: KubeObject | undefined,
  profile: string,
): number | undefined {
  try {
    const text = secret?.metadata.annotations?.[TLS_PROFILE_CONTEXT] ?? '[]';
    return JSON.parse(text).find((p: any) => p.profileName === profile)
      ?.ordinal;
  } catch {
    return undefined;
  }
}

async function annotateSecrets(ctx: SkupperContext, state: SiteState) {
  const contexts = new Map<string, object[]>();
  for (const [profileName, { secret, ordinal }] of state.profiles) {
    const context = contexts.get(secret) ?? [];
    contexts.set(secret, [...context, { profileName, ordinal }]);
  }
  for (const [name, context] of contexts) {
    const secret = ctx.kinds.secrets.get(state.namespace, name);
    if (secret) {
      await update(ctx, 'secrets', secret, changed => {
        changed.metadata.annotations = {
          ...changed.metadata.annotations,
          [TLS_PROFILE_CONTEXT]: JSON.stringify(context),
        };
      });
    }
  }
}

/** Takes the mark of a TLS profile away from the Secret that it rested on. */
export async function forgetProfile(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const secret = ctx.kinds.secrets.get(namespace, name);
  if (secret?.metadata.annotations?.[TLS_PROFILE_CONTEXT] !== undefined) {
    await update(ctx, 'secrets', secret, changed => {
      delete changed.metadata.annotations![TLS_PROFILE_CONTEXT];
    });
  }
}

/** Called when a Secret changed: rewrites the configuration if a TLS profile rests on it. */
export const onSecretChange: Handler = async (ctx, namespace, name) => {
  const state = ctx.sites.get(namespace);
  if (
    state &&
    [...state.profiles.values()].some(profile => profile.secret === name)
  ) {
    await writeRouterConfig(ctx, state);
  }
};
