import { State } from '@backstage-federation/plugin-federation-common';
import {
  conditionOf,
  configuredError,
  isSaidReady,
  isTrue,
  isUnseen,
} from '../conditions';
import { USUAL } from './build';
import { linkTargets } from './linkLog';
import { isContainerReady } from './routerPods';
import { LinkModel } from '../facts/links';
import { Model, state, unknownState } from '../facts/model';

/** @internal */
export function linkState(l: LinkModel, model: Model): State {
  const { member, link } = l;
  if (!member.heard) {
    const hears =
      model.hub.heard && l.hubReport.state === 'up'
        ? ' The hub still sees the link up.'
        : '';
    const base = unknownState(member);
    return hears ? { ...base, reason: `${base.reason}${hears}` } : base;
  }
  if (link.metadata.deletionTimestamp) {
    return state('progressing', 'Deleting');
  }
  return setUpState(l, model) ?? frozen(l, model) ?? reportedState(l, model);
}

/** What the errors in a Link's `Configured` mean; first match wins. */
const ERRORS: [RegExp, string][] = [
  [/^No active site in namespace$/, 'There is no site in its namespace.'],
  [/^Secret not found for proxy/, 'The Secret of its proxy is missing.'],
  [/not found/i, 'A Secret that it needs is missing.'],
  [/./, 'The Skupper controller cannot set it up.'],
];

/** While the router has not been told to connect. */
function setUpState(l: LinkModel, model: Model): State | undefined {
  const { link, member } = l;
  const created = link.metadata.creationTimestamp;
  const waiting = state(
    'progressing',
    'Linking',
    'Waiting for the Skupper controller.',
    created,
  );
  const error = configuredError(link);
  if (!member.site) {
    return model.overdue(model.wantedSince, USUAL.plan)
      ? state('down', 'Down', 'There is no site in its namespace.')
      : state('progressing', 'Waiting for the site');
  }
  // A site that has just been made is seen by its links at the controller's next resync.
  const young = !model.overdue(
    member.site.metadata.creationTimestamp,
    USUAL.controller,
  );
  if (error === 'No active site in namespace' && young) return waiting;
  if (error) {
    return state(
      'down',
      'Down',
      ERRORS.find(([text]) => text.test(error))?.[1],
      conditionOf(link, 'Configured')?.lastTransitionTime,
    );
  }
  if (!linkTargets(link, member.site.spec?.edge).length) {
    return state('down', 'Down', 'It has no address that its router can use.');
  }
  if (!isUnseen(link)) return undefined;
  return model.overdue(created, USUAL.controller)
    ? state(
        'down',
        'Down',
        'The Skupper controller does not react to the link.',
        created,
      )
    : waiting;
}

/** A frozen last state: only a router that runs writes network status. */
function frozen({ link, member }: LinkModel, model: Model): State | undefined {
  const { site } = member;
  if (!site || isTrue(site, 'Running')) return undefined;
  const since = conditionOf(site, 'Running')?.lastTransitionTime;
  if (member.pods.some(pod => isContainerReady(pod, 'router'))) {
    return state(
      'unknown',
      'Unknown',
      `The router of ${member.label} does not report: its control container is not ready. Traffic may still flow.`,
      since,
    );
  }
  const begins =
    !conditionOf(link, 'Operational') &&
    !model.overdue(since ?? site.metadata.creationTimestamp, USUAL.router);
  return begins
    ? state(
        'progressing',
        'Linking',
        `Waiting for the router of ${member.label}.`,
        since,
      )
    : state(
        'down',
        'Down',
        `The router of ${member.label} is not running.`,
        since,
      );
}

function reportedState(l: LinkModel, model: Model): State {
  const { link, report, member } = l;
  if (report.state === 'up') {
    return upState(l, model, report.remoteSiteId);
  }
  const created = link.metadata.creationTimestamp;
  const operational = conditionOf(link, 'Operational');
  const saysReady = isSaidReady(link);
  if (report.state === 'no-route') {
    return model.overdue(created, USUAL.link)
      ? state('down', 'Down', 'Connected, but what answers is not the hub.')
      : state('progressing', 'Linking', 'Waiting for the network status.');
  }
  if (saysReady && report.state === 'absent') {
    return state(
      'down',
      'Down',
      `The link says Ready, but the router of ${member.label} does not report it.`,
    );
  }
  const was = operational !== undefined || report.state === 'lost';
  const since = was
    ? operational?.lastTransitionTime
    : conditionOf(link, 'Configured')?.lastTransitionTime ?? created;
  if (!was && !model.overdue(since, USUAL.link)) {
    return state(
      'progressing',
      'Linking',
      'Waiting for the router to connect.',
      created,
    );
  }
  return state(
    'down',
    'Down',
    was ? 'The connection to the hub is lost.' : 'The link has never come up.',
    // Until the controller has taken up what the router says, its time is that of the former state.
    saysReady ? undefined : since,
  );
}

function upState(l: LinkModel, model: Model, remoteSiteId: string): State {
  const { link, member } = l;
  const created = link.metadata.creationTimestamp;
  const hubId = model.hub.site?.metadata.uid;
  if (remoteSiteId === member.site?.metadata.uid) {
    return state('down', 'Down', 'The link leads to its own site.', created);
  }
  if (l.toHub && hubId && remoteSiteId !== hubId) {
    return state(
      'down',
      'Down',
      'The link leads to a site that is not the hub.',
      created,
    );
  }
  return isSaidReady(link)
    ? state(
        'ready',
        'Operational',
        undefined,
        conditionOf(link, 'Operational')?.lastTransitionTime,
      )
    : state(
        'progressing',
        'Linking',
        'Waiting for the Skupper controller.',
        created,
      );
}
