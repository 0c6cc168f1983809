import type { KubeObject } from '../../client';
import { readTemplates } from '../../shared/templates';
import { bundleOf, contentOf } from './catalog';

const template = readTemplates(require.resolve('./objects.yaml'));

/** What decides what a namespace's Subscriptions get. */
export interface NamespaceFacts {
  subscriptions: KubeObject[];
  /** Its ClusterServiceVersions. */
  versions: KubeObject[];
  /** The CatalogSources that it may use. */
  catalogs: KubeObject[];
}

/** A version that a Subscription gets next. */
export interface Step {
  subscription: KubeObject;
  /** Name of the version. */
  version: string;
  /** Name of the one that it replaces. */
  replaces?: string;
}

/** Why nothing in a namespace is installed, and nothing upgraded. */
export interface Failure {
  reason: 'ConstraintsNotSatisfiable' | 'ErrorPreventedResolution';
  error: string;
}

/** What is to be done in a namespace, or why nothing is. */
export interface Resolution {
  steps: Step[];
  failure?: Failure;
}

/** Decides for all Subscriptions of a namespace together: what one of them cannot have keeps the others from theirs. Pure. */
export function resolve(facts: NamespaceFacts): Resolution {
  const errors = facts.catalogs
    .filter(catalog => !contentOf(catalog))
    .map(({ metadata }) => template('unreachable', { ...metadata }));
  if (errors.length && facts.subscriptions.length) {
    const error = errors.join(', ');
    return {
      steps: [],
      failure: { reason: 'ErrorPreventedResolution', error },
    };
  }
  const wishes = facts.subscriptions.map(s => wishOf(s, facts));
  const unsatisfied = wishes.flatMap(wish => wish.unsatisfied ?? []);
  return unsatisfied.length
    ? {
        steps: [],
        failure: {
          reason: 'ConstraintsNotSatisfiable',
          error: unsatisfied.join(', '),
        },
      }
    : { steps: wishes.flatMap(wish => wish.step ?? []) };
}

/** The versions that are a Subscription's: the one that it has or is about to get, and the one before. */
function ownOf({ status }: KubeObject): string[] {
  return [status?.currentCSV, status?.installedCSV].filter(Boolean);
}

function wishOf(
  subscription: KubeObject,
  facts: NamespaceFacts,
): { step?: Step; unsatisfied?: string[] } {
  const { name, namespace } = subscription.metadata;
  const { spec } = subscription;
  const catalog = facts.catalogs.find(
    ({ metadata }) =>
      metadata.name === spec.source &&
      metadata.namespace === spec.sourceNamespace,
  );
  const offered = catalog && contentOf(catalog)![spec.name];
  const channel = spec.channel ?? offered?.default;
  const text = (why: string, values = {}) =>
    template<Record<string, string>>('constraints', {
      ...spec,
      package: spec.name,
      channel,
      subscription: name,
      namespace,
      ...values,
    })[why];
  const impossible = (why: string) => ({
    unsatisfied: [text(why), text('exists')],
  });
  const entries = offered?.channels[channel];
  const own = ownOf(subscription);
  const installed = own.find(version =>
    facts.versions.some(({ metadata }) => metadata.name === version),
  );
  if (!catalog) return impossible('noCatalog');
  if (!offered) return impossible('noPackage');
  if (!entries) return impossible('noChannel');
  const { startingCSV } = spec;
  if (!installed && startingCSV && !entries.includes(startingCSV)) {
    return impossible('noVersion');
  }
  // One that was deleted is not made again.
  if (!installed && own.length) return {};
  const place = installed ? entries.indexOf(installed) : -1;
  const first = startingCSV ?? entries.at(-1)!;
  // Only what replaces the installed version comes after it.
  const next = installed ? place >= 0 && entries[place + 1] : first;
  if (!next || own.includes(next)) return {};
  const other = otherOf(spec.name, installed, facts);
  if (other) {
    const candidate = `${spec.source}/${spec.sourceNamespace}/${channel}/${next}`;
    const values = { candidate, version: other.name };
    return {
      unsatisfied: [
        text('exists'),
        text('requires', values),
        ...(other.isOrphan ? [text('orphan', values)] : []),
        text('samePackage', values),
      ],
    };
  }
  return { step: { subscription, version: next, replaces: installed } };
}

/** A version of a package that is there, and not the Subscription's own. */
function otherOf(
  wanted: string,
  installed: string | undefined,
  { subscriptions, versions }: NamespaceFacts,
) {
  const referenced = new Set(subscriptions.flatMap(ownOf));
  const replaced = new Set(versions.map(({ spec }) => spec.replaces));
  const other = versions.find(
    ({ metadata }) =>
      bundleOf(metadata.name)?.package === wanted &&
      metadata.name !== installed &&
      !replaced.has(metadata.name),
  );
  return (
    other && {
      name: other.metadata.name,
      isOrphan: !referenced.has(other.metadata.name),
    }
  );
}
