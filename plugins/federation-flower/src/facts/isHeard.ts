import { ClusterStatus } from '@backstage-federation/plugin-federation-common';

/** Whether absence of a Deployment or Pod in what is known of a cluster means that there is none. @internal */
export function isHeard(status: ClusterStatus | undefined): boolean {
  if (status?.state === 'connected') return true;
  return (
    status?.state === 'forbidden' &&
    !(status.forbidden ?? ['pods']).some(type =>
      /(^|\/)(deployments|pods)$/.test(type),
    )
  );
}
