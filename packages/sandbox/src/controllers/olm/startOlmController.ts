import { setTimeout as delay } from 'node:timers/promises';
import { KubeObject, resources, SandboxClient } from '../../client';
import { Informer, objectKey, startInformer } from '../../shared/informer';
import { isEqual, isOwnedBy } from '../../shared/objects';
import { createQueue } from '../../shared/queue';
import { randomSuffix } from '../workload/names';
import {
  CSV,
  csvStatus,
  isOffered,
  newCsv,
  newInstallPlan,
  nextPhase,
  subscriptionStatus,
} from './status';

/** Options of {@link startOlmController}. */
export interface OlmControllerOptions {
  client: SandboxClient;
  signal: AbortSignal;
  /** Called while the ClusterServiceVersion is Installing: makes the operator's Deployment and starts its work. */
  onInstalled(namespace: string, csv: KubeObject): void | Promise<void>;
  /** Called when the ClusterServiceVersion was deleted. */
  onUninstalled?(namespace: string, csv: KubeObject): void | Promise<void>;
  /** Milliseconds that the ClusterServiceVersion stays in each phase. */
  phaseMs?: number;
  onError?(error: unknown, key: string): void;
}

/** Runs what the Operator Lifecycle Manager of an OpenShift cluster does for a Subscription. */
export function startOlmController(options: OlmControllerOptions): void {
  const { client, signal, phaseMs = 500 } = options;
  const queue = createQueue(
    async key => {
      const [what, namespace, name] = key.split('/');
      if (what === 'csv') {
        await advance(namespace, name);
      } else {
        await subscribe(namespace, name);
      }
    },
    { signal, onError: options.onError },
  );
  const subscriptions = startInformer(client, resources.subscriptions, {
    signal,
    onEvent: ({ object }) => queue.add(`subscription/${objectKey(object)}`),
  });
  const plans = startInformer(client, resources.installPlans, {
    signal,
    onEvent: ({ object }) => touchSubscriptions(object),
  });
  const csvs = startInformer(client, resources.clusterServiceVersions, {
    signal,
    onEvent: ({ object, deleted }) => {
      if (deleted) {
        const { namespace } = object.metadata;
        Promise.resolve(options.onUninstalled?.(namespace!, object)).catch(
          error => options.onError?.(error, 'uninstall'),
        );
      } else {
        queue.add(`csv/${objectKey(object)}`);
      }
      touchSubscriptions(object);
    },
  });

  function touchSubscriptions(object: KubeObject) {
    subscriptions
      .list(object.metadata.namespace)
      .forEach(s => queue.add(`subscription/${objectKey(s)}`));
  }

  async function subscribe(namespace: string, name: string) {
    await Promise.all([plans.synced, csvs.synced]);
    const subscription = subscriptions.get(namespace, name);
    if (!subscription || subscription.metadata.deletionTimestamp) {
      return;
    }
    const offered = isOffered(subscription.spec);
    let plan = plans
      .list(namespace)
      .find(p => isOwnedBy(p, subscription.metadata.uid));
    const csv = offered ? csvs.get(namespace, CSV) : undefined;
    if (offered && !plan && !csv) {
      plan = plans.adopt(
        await client.create(
          resources.installPlans,
          newInstallPlan(subscription, `install-${randomSuffix()}`),
        ),
      );
    }
    if (offered && plan) {
      plan = await execute(plan);
    }
    const status = subscriptionStatus({ subscription, plan, csv });
    if (!isEqual(status, withoutTime(subscription.status))) {
      await writeStatus(subscriptions, subscription, {
        ...status,
        lastUpdated: new Date().toISOString(),
      });
    }
  }

  async function execute(plan: KubeObject): Promise<KubeObject> {
    if (plan.status?.phase === 'Complete') {
      return plan;
    }
    if (!plan.spec.approved) {
      return plan.status?.phase === 'RequiresApproval'
        ? plan
        : writeStatus(plans, plan, {
            phase: 'RequiresApproval',
            catalogSources: [],
          });
    }
    const { namespace } = plan.metadata;
    if (!csvs.get(namespace, CSV)) {
      csvs.adopt(
        await client.create(
          resources.clusterServiceVersions,
          newCsv(namespace!),
        ),
      );
    }
    return writeStatus(plans, plan, { phase: 'Complete', catalogSources: [] });
  }

  async function advance(namespace: string, name: string) {
    const csv = csvs.get(namespace, name);
    const phase = nextPhase(csv?.status?.phase);
    if (!csv || !phase || name !== CSV) {
      return;
    }
    await delay(phaseMs, undefined, { signal });
    if (phase === 'Succeeded') {
      await options.onInstalled(namespace, csv);
    }
    await writeStatus(csvs, csv, csvStatus(csv, phase));
  }

  async function writeStatus(
    informer: Informer,
    object: KubeObject,
    status: unknown,
  ): Promise<KubeObject> {
    return informer.adopt(
      await client.replaceStatus(informer.type, { ...object, status }),
    );
  }
}

function withoutTime(status: any) {
  const { lastUpdated, ...rest } = status ?? {};
  return rest;
}
