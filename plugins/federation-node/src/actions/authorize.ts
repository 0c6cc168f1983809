import { NotAllowedError } from '@backstage/errors';
import {
  federationCreatePermission,
  federationUpdatePermission,
} from '@backstage-federation/plugin-federation-common';
import {
  AuthorizeResult,
  BasicPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { ActionDeps, ActionRun } from './deps';

/**
 * Checks a permission with the credentials of the person who launched the template.
 *
 * @param federation - name of the federation that a resource permission is about
 * @throws NotAllowedError that names the permission and who can grant it
 */
export async function authorize(
  deps: ActionDeps,
  run: ActionRun,
  permission: BasicPermission | ResourcePermission,
  federation: string,
): Promise<void> {
  const [decision] = await deps.permissions.authorize(
    [
      permission.type === 'resource'
        ? { permission, resourceRef: federation }
        : { permission },
    ],
    { credentials: await run.getInitiatorCredentials() },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `You lack the permission ${permission.name} for federation "${federation}"; whoever maintains this Backstage's permission policy can grant it. Nothing was changed.`,
    );
  }
}

/**
 * Checks the permission to make something for a federation: `federation.update` when it exists, `federation.create` when
 * it does not, both when that is not known.
 *
 * @throws NotAllowedError
 */
export async function authorizeChange(
  deps: ActionDeps,
  run: ActionRun,
  federation: string,
  exists: boolean | undefined,
): Promise<void> {
  if (exists !== true) {
    await authorize(deps, run, federationCreatePermission, federation);
  }
  if (exists !== false) {
    await authorize(deps, run, federationUpdatePermission, federation);
  }
}
