import { resources, SandboxClient } from '../../client';
import { Informer, objectKey, startInformer } from '../../shared/informer';
import { createQueue } from '../../shared/queue';
import { reconcileDeployment } from './deployments';
import { loadBalancerAddresses, reconcileLoadBalancer } from './loadBalancers';
import { reconcileReplicaSet } from './replicaSets';

/** Options of {@link startWorkloadController}. */
export interface WorkloadControllerOptions {
  client: SandboxClient;
  signal: AbortSignal;
  /** Deployments and ReplicaSets; off where a real kube-controller-manager does them. On by default. */
  deployments?: boolean;
  /** External addresses for Services of type LoadBalancer. On by default. */
  loadBalancers?: boolean;
  /** The addresses to give out; those of the first cluster by default. */
  addresses?: string[];
  onError?(error: unknown, key: string): void;
}

/** Runs what kube-controller-manager and a cloud's load balancers do: pods for Deployments, addresses for Services. */
export function startWorkloadController(
  options: WorkloadControllerOptions,
): void {
  if (options.deployments !== false) {
    startDeployments(options);
  }
  if (options.loadBalancers !== false) {
    startLoadBalancers(options);
  }
}

function startDeployments({
  client,
  signal,
  onError,
}: WorkloadControllerOptions) {
  const queue = createQueue(
    async key => {
      const [kind, namespace, name] = key.split('/');
      await (kind === 'Deployment'
        ? reconcileDeployment(client, namespace, name)
        : reconcileReplicaSet(client, namespace, name));
    },
    { signal, onError, concurrency: 4 },
  );
  startInformer(client, resources.deployments, {
    signal,
    onEvent: ({ object }) => queue.add(`Deployment/${objectKey(object)}`),
  });
  const sets = startInformer(client, resources.replicaSets, {
    signal,
    onEvent: ({ object }) => {
      queue.add(`ReplicaSet/${objectKey(object)}`);
      addOwners(object, 'Deployment');
    },
  });
  startInformer(client, resources.pods, {
    signal,
    onEvent: ({ object, deleted }) => {
      addOwners(object, 'ReplicaSet');
      if (deleted) {
        // Strategy Recreate waits for the last pod of a former template.
        for (const owner of object.metadata.ownerReferences ?? []) {
          const set = sets.get(object.metadata.namespace, owner.name);
          if (set) {
            addOwners(set, 'Deployment');
          }
        }
      }
    },
  });
  function addOwners(object: any, kind: string) {
    for (const owner of object.metadata.ownerReferences ?? []) {
      if (owner.kind === kind && owner.controller) {
        queue.add(`${kind}/${object.metadata.namespace}/${owner.name}`);
      }
    }
  }
}

function startLoadBalancers(options: WorkloadControllerOptions) {
  const { client, signal, onError } = options;
  const addresses = options.addresses ?? loadBalancerAddresses(0);
  const queue = createQueue(
    async key => {
      // The cache may lag behind an own write; two Services must never get one address.
      const all = await client.list(resources.services);
      const service = all.find(s => objectKey(s) === key);
      await reconcileLoadBalancer(client, service, all, addresses);
    },
    { signal, onError },
  );
  const services: Informer = startInformer(client, resources.services, {
    signal,
    onEvent: ({ object, deleted }) => {
      if (!deleted) {
        queue.addAfter(objectKey(object), 0);
      } else if (object.spec?.type === 'LoadBalancer') {
        // An address came free: others may wait for one.
        services
          .list()
          .filter(s => s.spec?.type === 'LoadBalancer')
          .forEach(s => queue.addAfter(objectKey(s), 0));
      }
    },
  });
}
