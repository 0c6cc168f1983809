import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isServed, KubeObject, resources, SandboxClient } from '../../client';
import { createIfMissing } from '../../shared/objects';
import { eventually } from '../../shared/sleep';
import { deleteMarked, isMarked, MARK } from './marks';

const TYPE = resources.customResourceDefinitions;

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
    const labels = { ...crd.metadata.labels, ...MARK };
    const metadata = { ...crd.metadata, labels };
    await createIfMissing(client, TYPE, { ...crd, metadata });
  }
  for (const { metadata, spec } of crds) {
    const type = {
      apiVersion: `${spec.group}/${spec.versions[0].name}`,
      kind: spec.names.kind,
      plural: spec.names.plural,
      namespaced: true,
    };
    const missing = `${client.cluster}: ${metadata.name} is not served`;
    await eventually(
      () =>
        isServed(client, type).catch(error => {
          throw new Error(`${missing}: ${error.message}`);
        }),
      missing,
    );
  }
}

/** Removes those that the sandbox installed, with all their objects. */
export async function removeCrds(client: SandboxClient): Promise<void> {
  await deleteMarked(client, TYPE);
  await eventually(
    async () => !(await client.list(TYPE)).some(isMarked),
    `${client.cluster}: the types of Skupper do not end`,
  );
}
