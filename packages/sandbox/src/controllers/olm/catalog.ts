import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { KubeObject } from '../../client';
import { readDefinitions } from '../../apiserver/data';
import { fill } from '../../shared/templates';

/** A package of an index image. */
export interface Package {
  /** Name of the channel that is taken where none is asked for. */
  default: string;
  /** Names of versions, oldest first. */
  channels: Record<string, string[]>;
}

/** A version of an operator, as its bundle has it. */
export interface Bundle {
  package: string;
  displayName: string;
  provider: string;
  version: string;
  minKubeVersion?: string;
  /** Types of others that must be there. */
  required?: { name: string; kind: string; version: string }[];
  /** The definitions that come with it. */
  definitions: KubeObject[];
  deployments: { name: string; spec: any }[];
  /** Whether it can be unpacked. */
  unpacks: boolean;
  /** An object of it that API servers refuse. */
  refused?: KubeObject;
}

const { indexes, bundles, deployments } = parse(
  readFileSync(require.resolve('./catalogs.yaml'), 'utf8'),
  { merge: true },
);

/** What a CatalogSource offers, by package; undefined while it is unreachable. */
export function contentOf(
  catalog: KubeObject,
): Record<string, Package> | undefined {
  return indexes[catalog.spec?.image];
}

const known = new Map<string, Bundle>();

/** A version by its name; undefined for what no catalog has. */
export function bundleOf(name: string): Bundle | undefined {
  if (bundles[name] && !known.has(name)) {
    const { types, deployment, ...bundle } = bundles[name];
    known.set(name, {
      unpacks: true,
      ...bundle,
      definitions: types ? readDefinitions(types) : [],
      deployments: [fill(deployments[deployment], bundle)],
    });
  }
  return known.get(name);
}
