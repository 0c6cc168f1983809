import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
  isResourcePermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  federationReadPermission,
  FederationSpec,
  federationUpdatePermission,
  placeAllowed,
} from '@backstage-federation/plugin-federation-common';
import {
  FoundClaims,
  findSpecClaims,
  leavingMembers,
} from '@backstage-federation/federation-plans';
import { labelledPlaces } from '../planner/namespaces';
import { ActionContext } from './context';
import type { ActionPermission } from './defineAction';
import { resourceRefOf } from './resourceRef';

/** What an action works with once the permission is known. @public */
export interface PermittedContext extends ActionContext {
  /** The specs that bear the federation's name in all clusters. Looked for once, so that what was judged is what is changed. */
  claims(): Promise<FoundClaims>;
  /**
   * Checks the permission for the federation as it would be, or with the places where something is changed for it. The
   * stored one has been judged already.
   * @throws NotAllowedError that names the permission
   */
  permit(wanted: FederationSpec): Promise<void>;
}

/**
 * Says that a permission is lacking, and who can grant it.
 *
 * @param subject - what for: `federation "retail-fl"`
 * @param excluded - the place that the person may not use
 * @public
 */
export function refusal(
  { name }: BasicPermission | ResourcePermission,
  subject: string,
  excluded?: { cluster: string; namespace: string },
): NotAllowedError {
  const place = excluded
    ? ` in namespace "${excluded.namespace}" of cluster "${excluded.cluster}"`
    : '';
  return new NotAllowedError(
    `You lack the permission ${name} for ${subject}${place}; whoever maintains this Backstage's permission policy can grant it. Nothing was changed.`,
  );
}

async function isAllowed(
  { permissions, credentials }: ActionContext,
  permission: BasicPermission | ResourcePermission,
  resourceRef: string,
): Promise<boolean> {
  const [decision] = await permissions.authorize(
    [
      isResourcePermission(permission)
        ? { permission, resourceRef }
        : { permission },
    ],
    { credentials: await credentials() },
  );
  return decision.result === AuthorizeResult.ALLOW;
}

/** Undefined when a cluster that did not answer may know it. */
async function isKnown(
  { federation }: { federation: string },
  { standing, silent }: FoundClaims,
): Promise<boolean | undefined> {
  return standing.has(federation) || (silent.length ? undefined : false);
}

/**
 * Checks an action's permission with the credentials of the person who launched the template: the one for a federation
 * that exists, the one for a federation that does not, or both when that is not known. Conditions are applied to the stored spec that was
 * found, and then to what is wanted. What is made anew has nothing to apply them to but its places: none of them may be one that
 * the conditions of what the person may change or read exclude.
 *
 * @throws NotAllowedError that names the permission and who can grant it
 * @internal
 */
export async function authorizeAction<T extends { federation: string }>(
  context: ActionContext,
  { existing, missing, exists = isKnown }: ActionPermission<T>,
  input: T,
): Promise<PermittedContext> {
  const { federation } = input;
  const subject = `federation "${federation}"`;
  let search: Promise<FoundClaims> | undefined;
  const claims = () => {
    search ??= findSpecClaims(context.clusters, federation, context.signal);
    return search;
  };
  const demand = async (permission: BasicPermission | ResourcePermission) => {
    if (!(await isAllowed(context, permission, federation))) {
      throw refusal(permission, subject);
    }
  };
  const known = missing ? await exists(input, await claims(), context) : true;
  if (missing && !known) await demand(missing);
  if (known !== false) await demand(existing);

  const asked = [
    ...(known !== false ? [{ permission: existing, whole: true }] : []),
    ...(known
      ? []
      : [federationUpdatePermission, federationReadPermission].map(
          permission => ({ permission, whole: false }),
        )),
  ].flatMap(({ permission, whole }) =>
    isResourcePermission(permission) ? [{ permission, whole }] : [],
  );
  const decisions = await context.permissions.authorizeConditional(
    asked.map(({ permission }) => ({ permission })),
    { credentials: await context.credentials() },
  );
  const limits = asked.flatMap((one, i) => {
    const decision = decisions[i];
    return decision.result === AuthorizeResult.CONDITIONAL
      ? [{ ...one, conditions: decision.conditions }]
      : [];
  });
  const permit = async (wanted: FederationSpec) => {
    for (const { permission, whole, conditions } of limits) {
      const excluded = labelledPlaces(wanted).find(
        ({ cluster, namespace }) =>
          placeAllowed(conditions, cluster, namespace) === false,
      );
      const allowed = whole
        ? await isAllowed(context, permission, resourceRefOf(wanted))
        : !excluded;
      if (!allowed) throw refusal(permission, subject, excluded);
    }
  };
  if (limits.some(({ whole }) => whole)) {
    const claim = (await claims()).standing.get(federation);
    if (claim) {
      const { members } = claim.spec;
      const leaving = leavingMembers(claim.object);
      await permit({ ...claim.spec, members: [...members, ...leaving] });
    }
  }
  return { ...context, claims, permit };
}
