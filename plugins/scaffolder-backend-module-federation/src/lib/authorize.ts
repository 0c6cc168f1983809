import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { ActionDeps } from './deps';

/**
 * Checks a permission with the credentials of the person who launched the template.
 *
 * @param federation - name of the federation that a resource permission is about
 * @throws NotAllowedError that names the permission and who can grant it
 */
export async function authorize(
  deps: ActionDeps,
  credentials: BackstageCredentials,
  permission: BasicPermission | ResourcePermission,
  federation: string,
): Promise<void> {
  const [decision] = await deps.permissions.authorize(
    [
      permission.type === 'resource'
        ? { permission, resourceRef: federation }
        : { permission },
    ],
    { credentials },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `You lack the permission ${permission.name} for federation "${federation}"; whoever maintains this Backstage's permission policy can grant it. Nothing was changed.`,
    );
  }
}
