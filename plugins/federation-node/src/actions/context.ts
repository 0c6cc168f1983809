import { FederationAdapters } from '@backstage-federation/plugin-federation-node';
import { PermissionsService } from '@backstage/backend-plugin-api';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { ActionContext } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';

/** What every action needs. */
export interface ActionDeps {
  adapters: FederationAdapters;
  clusters: KubernetesClusters;
  permissions: PermissionsService;
}

/** The part of an action's context that does not depend on its input. */
export type ActionRun = Pick<
  ActionContext<JsonObject>,
  'logger' | 'signal' | 'isDryRun' | 'getInitiatorCredentials'
>;

/** The task's signal; older runners and dry-runs have none. */
export function signalOf(run: ActionRun): AbortSignal {
  return run.signal ?? new AbortController().signal;
}
