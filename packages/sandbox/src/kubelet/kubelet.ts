import { once } from 'node:events';
import { resources } from '../client';
import { objectKey } from '../shared/informer';
import { timestamp } from '../shared/objects';
import { pause } from '../shared/sleep';
import { readTemplates } from '../shared/templates';
import { createEventRecorder } from './events';
import { PodWorker } from './podWorker';
import { defaultTimings, scaleTimings } from './timings';
import { HOST_IP, Kubelet, KubeletOptions, PodDeps } from './types';

const template = readTemplates(require.resolve('./node.yaml'));

/**
 * One node that takes every pod of a cluster: scheduler and kubelet in one. It knows the cluster by its Kubernetes API
 * only, and runs containers by the runtimes it is given.
 */
export function startKubelet(options: KubeletOptions): Kubelet {
  const { client, nodeName, signal, logs } = options;
  const recorder = createEventRecorder(client, nodeName);
  const deps: PodDeps = {
    options,
    timings: scaleTimings(
      { ...defaultTimings, ...options.timings },
      options.timeScale ?? 1,
    ),
    event: recorder.event,
    images: new Set(),
  };
  const workers = new Map<string, PodWorker>();
  const ending = new Set<Promise<void>>();
  const addresses = createAddresses();

  const remove = (key: string, worker: PodWorker) => {
    workers.delete(key);
    const [namespace, pod] = key.split('/');
    const ended = worker.remove().then(() => {
      addresses.release(worker.podIP);
      recorder.forget(worker.uid);
      options.onPodRemoved?.(worker.uid ?? '');
      if (!workers.has(key)) {
        logs.remove({ cluster: client.cluster, namespace, pod });
      }
    });
    ending.add(ended);
    void ended.finally(() => ending.delete(ended));
  };

  void registerNode(options);
  client.watch(resources.pods, {
    signal,
    onUpsert(pod) {
      const key = objectKey(pod);
      const known = workers.get(key);
      if (known && known.uid === pod.metadata.uid) {
        known.update(pod);
        return;
      }
      if (known) {
        remove(key, known);
      }
      const foreign = pod.spec?.nodeName && pod.spec.nodeName !== nodeName;
      const over = ['Succeeded', 'Failed'].includes(pod.status?.phase);
      if (!foreign && !(over && !pod.metadata.deletionTimestamp)) {
        workers.set(key, new PodWorker(deps, pod, addresses.take()));
      }
    },
    onDelete(pod) {
      const key = objectKey(pod);
      const known = workers.get(key);
      if (known) {
        remove(key, known);
      }
    },
  });

  const endAll = async () => {
    if (!signal.aborted) {
      await once(signal, 'abort');
    }
    for (const [key, worker] of [...workers]) {
      remove(key, worker);
    }
    await Promise.all(ending);
  };

  return {
    containers: () => [...workers.values()].flatMap(w => w.containers()),
    async kill(namespace, pod) {
      const worker = workers.get(`${namespace}/${pod}`);
      await worker?.kill();
      return worker !== undefined;
    },
    stopped: endAll(),
  };
}

/** Pod addresses 10.244.x.y; one is used again only after its pod ended. */
function createAddresses() {
  const used = new Set<string>();
  let last = 1;
  return {
    take(): string {
      let address: string;
      do {
        last = (last + 1) % 65_536;
        address = `10.244.${last >> 8}.${last % 256}`;
      } while (used.has(address) || [0, 255].includes(last % 256));
      used.add(address);
      return address;
    },
    release: (address: string) => used.delete(address),
  };
}

/** Registers the Node, again and again while the API server is not there yet. */
async function registerNode(options: KubeletOptions): Promise<void> {
  const { client, nodeName, signal, endpoint } = options;
  const node = template('node', { nodeName });
  Object.assign(node.metadata.labels!, options.labels);
  const status = template('status', {
    nodeName,
    now: timestamp(),
    address: endpoint?.address ?? HOST_IP,
    daemonEndpoints: endpoint && { kubeletEndpoint: { Port: endpoint.port } },
  });
  const patch = { status };
  for (let delay = 100; !signal.aborted; delay = Math.min(delay * 2, 5_000)) {
    try {
      await client.apply(resources.nodes, node, 'kubelet');
      await client.patch(resources.nodes, undefined, nodeName, patch, 'status');
      return;
    } catch {
      await pause(delay, signal);
    }
  }
}
