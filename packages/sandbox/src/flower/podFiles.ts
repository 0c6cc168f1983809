import { lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { resources } from '../client';
import type { ContainerContext } from '../runtime/types';

/** Home and working folder of Flower's images. */
const APP = '/app';

/** A container's file system, as far as a process without one of its own can have it. */
export interface ContainerFiles {
  /** Where a path of the container really is; paths outside of its folders stay as they are. */
  path(inContainer: string): string;
  /** The real folder of the image's working folder, `/app`. */
  cwd: string;
}

/** Keeps the volumes of pods in a folder. */
export interface PodFiles {
  /** Writes Secrets and ConfigMaps, links the volumes in. emptyDirs live as long as the pod. */
  prepare(context: ContainerContext): Promise<ContainerFiles>;
  /** Deletes what belonged to a pod. */
  remove(podUid: string): Promise<void>;
}

/** @param folder - is the sandbox's own; volumes of claims are kept below it for as long as it exists */
export function createPodFiles(folder: string): PodFiles {
  const podFolder = (uid: string) => join(folder, 'pods', uid);

  return {
    async prepare(context) {
      const { pod, container, cluster } = context;
      const base = podFolder(pod.metadata.uid ?? pod.metadata.name);
      const root = join(base, 'containers', container.name);
      await rm(root, { recursive: true, force: true });
      await mkdir(join(root, APP), { recursive: true });
      const mounted = [APP];
      for (const mount of container.volumeMounts ?? []) {
        const volume = pod.spec?.volumes?.find(
          (v: any) => v.name === mount.name,
        );
        const claim = volume?.persistentVolumeClaim?.claimName;
        const source = claim
          ? join(folder, 'claims', cluster, await volumeOf(context, claim))
          : join(base, 'volumes', mount.name);
        await mkdir(source, { recursive: true });
        await fill(context, volume ?? {}, source);
        const target = join(root, mount.mountPath);
        await mkdir(dirname(target), { recursive: true });
        const taken = await lstat(target).catch(() => undefined);
        if (!taken) {
          await symlink(
            mount.subPath ? join(source, mount.subPath) : source,
            target,
          );
        }
        mounted.push(mount.mountPath.replace(/\/+$/, ''));
      }
      return {
        cwd: join(root, APP),
        path(inContainer) {
          const path = normalize(inContainer);
          const inside = mounted.some(
            mount => path === mount || path.startsWith(`${mount}/`),
          );
          return isAbsolute(inContainer) && inside
            ? join(root, path)
            : inContainer;
        },
      };
    },

    async remove(podUid) {
      await rm(podFolder(podUid), {
        recursive: true,
        force: true,
        // A process of the pod may still be writing its last file.
        maxRetries: 5,
        retryDelay: 200,
      });
    },
  };
}

/** A claim that is made anew has another volume. */
async function volumeOf(
  { client, pod }: ContainerContext,
  name: string,
): Promise<string> {
  const { namespace } = pod.metadata;
  const claims = resources.persistentVolumeClaims;
  const claim = await client.get(claims, namespace, name);
  return claim?.spec.volumeName ?? join(namespace!, name);
}

async function fill(
  context: ContainerContext,
  volume: any,
  folder: string,
): Promise<void> {
  const { client, pod } = context;
  const { namespace } = pod.metadata;
  for (const source of [volume, ...(volume.projected?.sources ?? [])]) {
    const secret = source.secret?.secretName ?? source.secret?.name;
    if (secret) {
      const object = await client.get(resources.secrets, namespace, secret);
      await writeKeys(folder, object?.data, source.secret, 'base64');
    }
    const { configMap } = source;
    if (configMap?.name) {
      const { configMaps } = resources;
      const object = await client.get(configMaps, namespace, configMap.name);
      await writeKeys(folder, object?.data, configMap, 'utf8');
      await writeKeys(folder, object?.binaryData, configMap, 'base64');
    }
  }
}

async function writeKeys(
  folder: string,
  data: Record<string, string> = {},
  source: { items?: { key: string; path: string }[] },
  encoding: 'utf8' | 'base64',
): Promise<void> {
  const files =
    source.items ?? Object.keys(data).map(key => ({ key, path: key }));
  for (const { key, path } of files) {
    if (data[key] !== undefined) {
      const file = join(folder, normalize(`/${path}`));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, data[key], { encoding, mode: 0o600 });
    }
  }
}
