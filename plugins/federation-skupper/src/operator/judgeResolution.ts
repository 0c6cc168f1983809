import { OperatorVerdict } from './causes';
import { OperatorFacts } from './facts';
import {
  holding,
  isMadeHere,
  OPERATORS_NAMESPACE,
  PACKAGE,
  Subscription,
} from './objects';

/** Words after "subscription" that are no name of one. */
const NO_NAMES = new Set(['to', 'exists', 'requires', 'requirement', 'is']);

/** The Subscriptions that OLM's sentence names. */
function subscriptionsIn(message: string): string[] {
  const found = [
    ...message.matchAll(
      /\bsubscription (?:\S+\/)?([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)/g,
    ),
  ].map(([, name]) => name);
  return [...new Set(found)].filter(name => !NO_NAMES.has(name));
}

/** The ClusterServiceVersions that nobody subscribes to, as OLM's sentence names them. */
function unsubscribedIn(message: string): string[] {
  return [
    ...message.matchAll(
      /clusterserviceversion (\S+) exists and is not referenced by a subscription/g,
    ),
  ].map(([, name]) => name);
}

/** Whether OLM speaks of what the Subscription asked for before it was changed. */
function isPast(message: string, { spec }: Subscription): boolean {
  const [, channel, of] =
    /in channel (\S+) of package (\S+)/.exec(message) ?? [];
  return of === PACKAGE && channel !== spec?.channel;
}

/**
 * What keeps OLM from finding out what to install: whose fault it is, as a failed resolution is said of every Subscription of
 * the namespace.
 *
 * @internal
 */
export function judgeResolution(
  facts: OperatorFacts,
): OperatorVerdict | undefined {
  const { subscription, others, catalogs } = facts;
  if (!subscription) return undefined;
  const { metadata, spec, status } = subscription;
  const catalog = `${spec?.sourceNamespace}/${spec?.source}`;
  const params = {
    namespace: OPERATORS_NAMESPACE,
    subscription: metadata.name,
    catalog,
  };
  const failed = holding(status?.conditions, 'ResolutionFailed');
  const message = failed?.message ?? failed?.reason ?? '';

  const readable = catalogs.get(spec?.sourceNamespace ?? '');
  const source = readable?.find(one => one.metadata.name === spec?.source);
  const unhealthy = holding(status?.conditions, 'CatalogSourcesUnhealthy');
  const isMissing = readable
    ? !source
    : unhealthy?.reason === 'NoCatalogSourcesFound';
  if (isMissing) {
    const names = (readable ?? []).map(one => one.metadata.name).sort();
    const there = names.length ? `. There are: ${names.join(', ')}` : '';
    return { cause: 'catalog-missing', params: { ...params, message: there } };
  }
  const state = source?.status?.connectionState?.lastObservedState;
  if (state && state !== 'READY') {
    return { cause: 'catalog-away', params: { ...params, message: state } };
  }
  if (!failed) {
    return unhealthy
      ? {
          cause: 'catalog-away',
          params: { ...params, message: unhealthy.message ?? '' },
        }
      : undefined;
  }

  if (failed.reason === 'ErrorPreventedResolution') {
    const named = [
      ...message.matchAll(/catalogsource ([^\s/]+\/[^\s:]+)/g),
    ].map(([, name]) => name);
    if (named.includes(catalog)) {
      return { cause: 'catalog-away', params: { ...params, message } };
    }
    return named.length
      ? {
          cause: 'catalog-of-others',
          params: { ...params, catalog: named.join(', '), message },
        }
      : { cause: 'resolution-prevented', params: { ...params, message } };
  }

  return judgeNamed(subscription, others, { ...params, message });
}

function judgeNamed(
  subscription: Subscription,
  others: Subscription[],
  params: Record<string, string> & { message: string },
): OperatorVerdict {
  const { message } = params;
  const named = subscriptionsIn(message);
  const unsubscribed = unsubscribedIn(message);
  if (unsubscribed.length) {
    const names = unsubscribed.join(', ');
    return { cause: 'version-unsubscribed', params: { ...params, names } };
  }
  const own = subscription.metadata.name;
  if (named.length && !named.includes(own)) {
    const there = others
      .map(({ metadata }) => metadata.name)
      .filter(name => named.includes(name));
    return there.length
      ? {
          cause: 'resolution-of-others',
          params: { ...params, names: there.join(', ') },
        }
      : { cause: 'resolution-left-over', params };
  }
  if (isPast(message, subscription)) {
    return { cause: 'resolution-left-over', params };
  }
  if (!named.length) return { cause: 'resolution-prevented', params };
  return {
    cause: 'resolution',
    params: {
      ...params,
      wayOut: isMadeHere(subscription)
        ? 'To take it away again, run "Prepare a cluster for federations" (skupper:controller:ensure) with withdraw: true'
        : `It was not made here: correct it, or delete it (oc delete subscription ${own} -n ${params.namespace})`,
    },
  };
}
