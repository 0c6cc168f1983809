import {
  KubeObject,
  KubeStatusError,
  resources,
  SandboxClient,
} from '../../client';
import { objectKey, startInformer } from '../../shared/informer';
import { createQueue } from '../../shared/queue';
import { readTemplates } from '../../shared/templates';

const template = readTemplates(require.resolve('./objects.yaml'));

const PROVISIONER = 'sandbox.backstage-federation.dev';
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const { persistentVolumeClaims, persistentVolumes, pods, storageClasses } =
  resources;

/** Options of {@link startStorageController}. */
export interface StorageControllerOptions {
  client: SandboxClient;
  signal: AbortSignal;
  /** Binds claims to volumes, and protects what is used; off where a real kube-controller-manager does it. On by default. */
  binds?: boolean;
  /** Labels of what is made. */
  labels?: Record<string, string>;
  onError?(error: unknown, key: string): void;
}

/** Names of the claims that a pod has volumes of. */
const claimsOf = (pod: KubeObject): string[] =>
  (pod.spec?.volumes ?? []).flatMap(
    (volume: any) => volume.persistentVolumeClaim?.claimName ?? [],
  );

const isOver = ({ status }: KubeObject) =>
  ['Succeeded', 'Failed'].includes(status?.phase);

/**
 * Runs what a storage provisioner does, with a class `standard` that is the default one unless the cluster has one; and
 * what kube-controller-manager does with its volumes.
 *
 * @returns resolves when the class is there
 */
export function startStorageController(
  options: StorageControllerOptions,
): Promise<void> {
  const { client, signal, onError, binds = true, labels } = options;

  const isUsed = async ({ metadata }: KubeObject) =>
    (await client.list(pods, { namespace: metadata.namespace })).some(
      pod => !isOver(pod) && claimsOf(pod).includes(metadata.name),
    );

  async function provision(claim: KubeObject): Promise<KubeObject | undefined> {
    const { name, namespace, uid } = claim.metadata;
    const { storageClassName, accessModes, volumeMode } = claim.spec;
    const type =
      storageClassName &&
      (await client.get(storageClasses, undefined, storageClassName));
    if (type?.provisioner !== PROVISIONER) {
      return undefined;
    }
    const waits = type.volumeBindingMode === 'WaitForFirstConsumer';
    if (waits && !(await isUsed(claim))) {
      return undefined;
    }
    const volume = template('volume', {
      labels,
      provisioner: PROVISIONER,
      storageClassName,
      accessModes,
      volumeMode,
      storage: claim.spec.resources.requests.storage,
      namespace,
      name,
      uid,
    });
    try {
      return await client.create(persistentVolumes, volume);
    } catch (error) {
      if (
        error instanceof KubeStatusError &&
        error.reason === 'AlreadyExists'
      ) {
        return volume;
      }
      throw error;
    }
  }

  async function bind(claim: KubeObject, { metadata, spec }: KubeObject) {
    const { namespace, name } = claim.metadata;
    const bound = { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } };
    await client.patch(persistentVolumeClaims, namespace, name, {
      metadata: bound,
      spec: { volumeName: metadata.name },
    });
    const { accessModes, capacity } = spec;
    const status = { phase: 'Bound', accessModes, capacity };
    await client.patch(
      persistentVolumes,
      undefined,
      metadata.name,
      { status: { phase: 'Bound' } },
      'status',
    );
    await client.patch(
      persistentVolumeClaims,
      namespace,
      name,
      { status },
      'status',
    );
  }

  const queue = createQueue(
    async key => {
      const [namespace, name] = key.split('/');
      const claim = await client.get(persistentVolumeClaims, namespace, name);
      if (!claim) {
        return;
      }
      if (claim.metadata.deletionTimestamp) {
        if (binds && !(await isUsed(claim))) {
          await client.patch(persistentVolumeClaims, namespace, name, {
            metadata: { finalizers: null },
          });
        }
      } else if (claim.status?.phase !== 'Bound') {
        const volume = await provision(claim);
        if (volume && binds) {
          await bind(claim, volume);
        }
      }
    },
    { signal, onError },
  );

  const volumes = createQueue(
    async key => {
      const name = key.slice(1);
      const volume = await client.get(persistentVolumes, undefined, name);
      const claim = volume?.spec?.claimRef;
      if (!claim || volume.spec.csi?.driver !== PROVISIONER) {
        return;
      }
      const live = await client.get(
        persistentVolumeClaims,
        claim.namespace,
        claim.name,
      );
      if (live?.metadata.uid === claim.uid) {
        return;
      }
      if (binds) {
        await client.patch(persistentVolumes, undefined, name, {
          metadata: { finalizers: null },
        });
      }
      await client.delete(persistentVolumes, undefined, name);
    },
    { signal, onError },
  );

  startInformer(client, persistentVolumeClaims, {
    signal,
    onEvent({ object, deleted }) {
      if (!deleted) {
        queue.add(objectKey(object));
      } else if (object.spec?.volumeName) {
        volumes.add(`/${object.spec.volumeName}`);
      }
    },
  });
  startInformer(client, persistentVolumes, {
    signal,
    onEvent: ({ object }) => volumes.add(objectKey(object)),
  });
  startInformer(client, pods, {
    signal,
    onEvent: ({ object }) =>
      claimsOf(object).forEach(claim =>
        queue.add(`${object.metadata.namespace}/${claim}`),
      ),
  });
  return ensureClass(client, labels);
}

async function ensureClass(
  client: SandboxClient,
  labels?: Record<string, string>,
): Promise<void> {
  const isDefault = ({ metadata }: KubeObject) =>
    metadata.annotations?.[DEFAULT_CLASS] === 'true';
  if (!(await client.list(storageClasses)).some(isDefault)) {
    const made = template('class', { labels, provisioner: PROVISIONER });
    await client.apply(storageClasses, made, 'sandbox');
  }
}
