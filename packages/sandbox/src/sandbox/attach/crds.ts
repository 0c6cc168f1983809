import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import {
  KubeObject,
  KubeStatusError,
  resources,
  SandboxClient,
} from '../../client';
import { isMarked, MARK } from './marks';

const TYPE = resources.customResourceDefinitions;
const TIMEOUT_MS = 60_000;

/** The CustomResourceDefinitions in the YAML files of a folder. */
export async function readCrds(folder: string): Promise<KubeObject[]> {
  const files = (await readdir(folder)).filter(name => /\.ya?ml$/.test(name));
  const texts = await Promise.all(
    files.sort().map(name => readFile(join(folder, name), 'utf8')),
  );
  return texts
    .flatMap(text => parseAllDocuments(text))
    .map(document => document.toJS())
    .filter(object => object?.kind === TYPE.kind);
}

/** Installs those that a cluster lacks, marked as the sandbox's, and waits until it serves them. */
export async function installCrds(
  client: SandboxClient,
  crds: KubeObject[],
): Promise<void> {
  for (const crd of crds) {
    await client
      .create(TYPE, {
        ...crd,
        metadata: {
          ...crd.metadata,
          labels: { ...crd.metadata.labels, ...MARK },
        },
      })
      .catch(error => {
        const there =
          error instanceof KubeStatusError && error.reason === 'AlreadyExists';
        if (!there) throw error;
      });
  }
  const deadline = Date.now() + TIMEOUT_MS;
  for (const { metadata, spec } of crds) {
    const [{ name: version }] = spec.versions;
    const type = {
      apiVersion: `${spec.group}/${version}`,
      kind: spec.names.kind,
      plural: spec.names.plural,
      namespaced: true,
    };
    for (;;) {
      try {
        await client.list(type);
        break;
      } catch (error) {
        const early = error instanceof KubeStatusError && error.code === 404;
        if (!early || Date.now() > deadline) {
          throw new Error(
            `${client.cluster}: ${metadata.name} is not served: ${
              (error as Error).message
            }`,
          );
        }
      }
      await pause(100);
    }
  }
}

/** Removes those that the sandbox installed, with all their objects. */
export async function removeCrds(client: SandboxClient): Promise<void> {
  for (const crd of await client.list(TYPE)) {
    if (isMarked(crd)) {
      await client.delete(TYPE, undefined, crd.metadata.name);
    }
  }
  const deadline = Date.now() + TIMEOUT_MS;
  while ((await client.list(TYPE)).some(isMarked) && Date.now() < deadline) {
    await pause(200);
  }
}
