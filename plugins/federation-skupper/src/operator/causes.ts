import { Progress } from '@backstage-federation/plugin-federation-node';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface CauseRow {
  /** Whether it is good, may change by itself, or will not. */
  state: Progress['state'];
  /** How long it may last until it counts as final, milliseconds; without it as long as the wait goes on. */
  forMs?: number;
  /** What is said, with the parameters in braces. */
  text: string;
}

const WITHDRAW =
  'While it is there it keeps all others of namespace {namespace} from being installed. {wayOut}';

/**
 * Every state of the operator's installation, with what it means and what is done about it. OLM says of a failed resolution
 * nothing that is final at once: it belongs to the whole namespace, stays for 3 min 15 s after its reason went, and ends within
 * a second when a catalog is back.
 */
const rows = {
  installed: { state: 'done', text: '{version} installed' },
  'subscription-gone': {
    state: 'waiting',
    forMs: 30 * SECOND,
    text: 'the Subscription for {package} in namespace {namespace} is gone; somebody has deleted it. Run this again',
  },
  'subscribed-twice': {
    state: 'failed',
    text: 'namespace {namespace} has several Subscriptions for {package}: {names}. OLM carries out none of them then. Delete all but one{wayOut}',
  },
  v1: {
    state: 'failed',
    text: '{version} is Skupper 1, from channel "{channel}" of Subscription {subscription}; a federation needs Skupper 2. Run "Prepare a cluster for federations" (skupper:controller:ensure) with changeChannel: true to change the channel to "{wanted}" for the whole cluster; sites of Skupper 1 do not come along',
  },
  'v1-unsubscribed': {
    state: 'failed',
    text: '{version} is Skupper 1, and no Subscription updates it; a federation needs Skupper 2. Delete it (oc delete csv {version} -n {namespace}), then run this again',
  },
  'v1-stays': {
    state: 'waiting',
    forMs: 5 * MINUTE,
    text: 'OLM has not replaced {version}, which is Skupper 1, since the channel is "{channel}". If it stays, no version of that channel replaces it: delete Subscription {subscription} and ClusterServiceVersion {version} in namespace {namespace}, then run this again',
  },
  'no-operator-group': {
    state: 'waiting',
    forMs: 20 * SECOND,
    text: 'namespace {namespace} has no OperatorGroup, so OLM installs nothing there. Make one for all namespaces, or run this again',
  },
  'operator-groups': {
    state: 'failed',
    text: 'namespace {namespace} has {count} OperatorGroups: {names}. OLM installs nothing there until only one is left, and says so nowhere. Delete all but the one for all namespaces',
  },
  'unsupported-group': {
    state: 'failed',
    text: '{version} cannot be installed by the OperatorGroup of namespace {namespace}: {message}. It must be one for all namespaces, without targetNamespaces',
  },
  'plan-failed': {
    state: 'failed',
    text: 'InstallPlan {plan} failed: {message}. OLM does not try it again: when its cause is mended, delete Subscription {subscription} in namespace {namespace}, and {version} if it is there, then run this again',
  },
  'unpack-failed': {
    state: 'failed',
    text: 'OLM could not unpack the bundle of the operator: {message}. Often the cluster cannot pull its image. When that is mended, delete the failed Job in namespace {catalogNamespace} and Subscription {subscription}, then run this again',
  },
  'version-failed': {
    state: 'waiting',
    forMs: 30 * SECOND,
    text: '{version} failed ({reason}): {message}',
  },
  requirements: {
    state: 'waiting',
    forMs: MINUTE,
    text: '{version} waits for what it requires and the cluster does not have: {message}',
  },
  'not-available': {
    state: 'waiting',
    forMs: 3 * MINUTE,
    text: '{version} cannot start: {message}',
  },
  approval: {
    state: 'waiting',
    text: 'InstallPlan {plan} waits for a person to approve it, because {why}. It installs {versions}. Approve it (oc patch installplan {plan} -n {namespace} --type merge -p \'{"spec":{"approved":true}}\'), or run "Prepare a cluster for federations" (skupper:controller:ensure) with approve: true',
  },
  'catalog-missing': {
    state: 'waiting',
    forMs: MINUTE,
    text: 'Subscription {subscription} names CatalogSource {catalog}, which is not there{message}',
  },
  'catalog-away': {
    state: 'waiting',
    forMs: 3 * MINUTE,
    text: 'CatalogSource {catalog} does not answer ({message}). OLM goes on by itself as soon as it does',
  },
  'catalog-of-others': {
    state: 'waiting',
    forMs: 3 * MINUTE,
    text: 'CatalogSource {catalog} does not answer, which is not the one of Subscription {subscription}, but OLM resolves nothing in namespace {namespace} without it: {message}',
  },
  'resolution-prevented': {
    state: 'waiting',
    forMs: 3 * MINUTE,
    text: 'OLM could not resolve namespace {namespace}: {message}',
  },
  'resolution-left-over': {
    state: 'waiting',
    forMs: 5 * MINUTE,
    text: 'OLM still says what was wrong before ({message}); it looks again within about four minutes',
  },
  'resolution-of-others': {
    state: 'waiting',
    forMs: 5 * MINUTE,
    text: 'Subscription {names} in namespace {namespace} cannot be resolved, and until that is mended or deleted OLM installs nothing there: {message}',
  },
  'version-unsubscribed': {
    state: 'waiting',
    forMs: MINUTE,
    text: 'ClusterServiceVersion {names} in namespace {namespace} is there without a Subscription, so OLM cannot resolve {subscription}: {message}. Delete it or the Subscription',
  },
  resolution: {
    state: 'waiting',
    forMs: MINUTE,
    text: `OLM cannot resolve Subscription {subscription}: {message}. ${WITHDRAW}`,
  },
  unpacking: {
    state: 'waiting',
    text: 'waiting for OLM to unpack the bundle of the operator',
  },
  installing: {
    state: 'waiting',
    text: 'waiting for OLM to install {version}{message}',
  },
  resolving: { state: 'waiting', text: 'waiting for OLM' },
} satisfies Record<string, CauseRow>;

/** What holds an installation up, or that it is done. @internal */
export type OperatorCause = keyof typeof rows;

/** All of them. @internal */
export const OPERATOR_CAUSES = Object.keys(rows) as OperatorCause[];

/** What is the case, and what it is about. @internal */
export interface OperatorVerdict {
  cause: OperatorCause;
  params: Record<string, string>;
}

/** What a wait makes of a verdict. @internal */
export function progressOf({ cause, params }: OperatorVerdict): Progress {
  const { state, text, forMs }: CauseRow = rows[cause];
  const message = text.replace(/\{(\w+)\}/g, (all, name) =>
    name in params ? params[name] : all,
  );
  return {
    state,
    message,
    ...(forMs && { stuck: { by: cause, forMs } }),
  };
}
