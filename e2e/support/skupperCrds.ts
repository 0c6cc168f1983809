import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { Kube } from './kube';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/**
 * Installs those of a folder's CustomResourceDefinitions that a cluster lacks, and waits until they are served.
 * @returns removes what was installed, with all objects of these types
 */
export async function installSkupperCrds(
  kube: Kube,
  folder: string,
): Promise<() => Promise<void>> {
  const wanted = readdirSync(folder)
    .filter(file => /\.ya?ml$/.test(file))
    .flatMap(file =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')),
    )
    .map(document => document.toJS() as any)
    .filter(object => object?.kind === 'CustomResourceDefinition');
  const there = new Set(
    (await kube.list(PATH)).map(({ metadata }) => metadata.name),
  );
  const missing = wanted.filter(({ metadata }) => !there.has(metadata.name));
  const names = missing.map(({ metadata }): string => metadata.name);
  const remove = async () => {
    await Promise.all(
      names.map(name => kube.send('DELETE', `${PATH}/${name}`)),
    );
    await until(kube, items =>
      items.every(({ metadata }) => !names.includes(metadata.name)),
    );
  };
  await Promise.all(missing.map(crd => kube.send('POST', PATH, crd)));
  await until(kube, items =>
    names.every(name =>
      items
        .find(({ metadata }) => metadata.name === name)
        ?.status?.conditions?.some(
          ({ type, status }: any) =>
            type === 'Established' && status === 'True',
        ),
    ),
  );
  // Discovery of a type follows its condition by a moment.
  for (const { spec } of missing) {
    const path = `/apis/${spec.group}/${spec.versions[0].name}/${spec.names.plural}`;
    await retried(() => kube.list(path));
  }
  return remove;
}

async function until(kube: Kube, holds: (items: any[]) => boolean) {
  await retried(async () => {
    if (!holds(await kube.list(PATH))) {
      throw new Error('The CustomResourceDefinitions are not in place.');
    }
  });
}

async function retried(attempt: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(200);
    }
  }
}
