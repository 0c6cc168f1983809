import { resources } from '../client';
import { ControlInputError } from './controlServer';
import type { SandboxCluster, SandboxState } from './types';

/** The cluster of a name. @throws ControlInputError that names those there are */
export function findCluster(
  state: SandboxState,
  name: unknown,
): SandboxCluster {
  const cluster = state.clusters.get(String(name));
  if (!cluster) {
    throw new ControlInputError(
      `There is no cluster "${name}"; there are ${[
        ...state.clusters.keys(),
      ].join(', ')}.`,
    );
  }
  return cluster;
}

/** Parts of `<cluster>/<namespace>/<name>`. @throws ControlInputError if one is missing */
export function parseObject(
  state: SandboxState,
  target: unknown,
  what: string,
): { cluster: SandboxCluster; namespace: string; name: string } {
  const [cluster, namespace, name, ...rest] = String(target).split('/');
  if (!namespace || !name || rest.length > 0) {
    throw new ControlInputError(
      `"${target}" does not name a ${what}: give <cluster>/<namespace>/<${what}>.`,
    );
  }
  return { cluster: findCluster(state, cluster), namespace, name };
}

/** A link, or all links of a site. */
export interface LinkTarget {
  cluster: string;
  namespace: string;
  link?: string;
}

/**
 * The links that `<cluster>[/<namespace>[/<link>]]` means: without a namespace those of all sites of the cluster,
 * without a link all of the site. @throws ControlInputError if there is no such site or link
 */
export async function findLinks(
  state: SandboxState,
  target: unknown,
): Promise<LinkTarget[]> {
  const [name, namespace, link] = String(target).split('/');
  const { client } = findCluster(state, name);
  const sites = await client.list(resources.sites, { namespace });
  if (sites.length === 0) {
    const where = namespace ? `${name}/${namespace}` : name;
    throw new ControlInputError(`There is no site in ${where}.`);
  }
  if (link) {
    const links = await client.list(resources.links, { namespace });
    if (!links.some(({ metadata }) => metadata.name === link)) {
      const names = links.map(({ metadata }) => metadata.name).join(', ');
      throw new ControlInputError(
        `There is no link "${link}" in ${name}/${namespace}${
          names ? `; there are ${names}` : ''
        }.`,
      );
    }
    return [{ cluster: name, namespace, link }];
  }
  return [...new Set(sites.map(site => site.metadata.namespace!))].map(ns => ({
    cluster: name,
    namespace: ns,
  }));
}

/** The first link there is, to break one for show. */
export async function firstLink(
  state: SandboxState,
): Promise<LinkTarget | undefined> {
  for (const { name, client, api } of state.clusters.values()) {
    if (api.state === 'running') {
      const [link] = await client.list(resources.links);
      if (link) {
        return {
          cluster: name,
          namespace: link.metadata.namespace!,
          link: link.metadata.name,
        };
      }
    }
  }
  return undefined;
}
