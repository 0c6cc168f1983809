import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { ActionContext } from './context';
import type { ActionPermission } from './defineAction';
import { findStoredSpec } from './storedSpec';

async function authorize(
  context: ActionContext,
  permission: BasicPermission | ResourcePermission,
  federation: string,
): Promise<void> {
  const [decision] = await context.permissions.authorize(
    [
      permission.type === 'resource'
        ? { permission, resourceRef: federation }
        : { permission },
    ],
    { credentials: await context.credentials() },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `You lack the permission ${permission.name} for federation "${federation}"; whoever maintains this Backstage's permission policy can grant it. Nothing was changed.`,
    );
  }
}

/** Undefined when a cluster that did not answer may know it. */
async function isKnown(
  { federation }: { federation: string },
  context: ActionContext,
): Promise<boolean | undefined> {
  const { spec, silent } = await findStoredSpec(context, federation);
  return spec || !silent.length ? Boolean(spec) : undefined;
}

/**
 * Checks an action's permission with the credentials of the person who launched the template: the one for a federation
 * that exists, the one for a federation that does not, or both when that is not known.
 *
 * @throws NotAllowedError that names the permission and who can grant it
 * @internal
 */
export async function authorizeAction<T extends { federation: string }>(
  context: ActionContext,
  { existing, missing, exists = isKnown }: ActionPermission<T>,
  input: T,
): Promise<void> {
  const known = missing ? await exists(input, context) : true;
  if (missing && !known) await authorize(context, missing, input.federation);
  if (known !== false) await authorize(context, existing, input.federation);
}
