import {
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { FederationLease } from '@backstage-federation/federation-plans';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { JsonValue } from '@backstage/types';
import { EntityLookup } from '../entities/refuseTakenNames';
import type { FederationAdapters } from '../contract/FederationAdapters';

/** What an action works with in one run. @public */
export interface ActionContext {
  /** The adapters that are installed. */
  adapters: FederationAdapters;
  /** Every cluster of the configuration. */
  clusters: KubernetesClusters;
  /** Decides what the person may do. */
  permissions: PermissionsService;
  /** Finds entities whoever may see them, to tell which names are taken; without it nobody looks. */
  entities?: EntityLookup;
  /** Tells the person what happens. Nothing secret may go there. */
  logger: Pick<LoggerService, 'info'>;
  /** Ends every wait and call. */
  signal: AbortSignal;
  /** Who acts, as others read it who have to wait: `task 1234 of user:default/ada`. The same when a task goes on. */
  holder: string;
  /** How long to wait for others who change the federation, in milliseconds; default: two minutes. */
  waitMs?: number;
  /** Of what changes a federation; takes its lease, when nothing has taken it yet. */
  lease?: Pick<FederationLease, 'take'>;
  /** Nothing may be changed anywhere. */
  dryRun: boolean;
  /** Folder with what earlier steps of the template have fetched. */
  workspacePath: string;
  /** Of the person who launched the template. */
  credentials(): Promise<BackstageCredentials>;
  /** Does something once, however often the task is run: later runs get what the first one remembered under the key. */
  checkpoint<T extends JsonValue>(options: {
    key: string;
    fn(): Promise<T>;
  }): Promise<T>;
}
