import { Finding } from '@backstage-federation/plugin-federation-common';
import { configuredError, isTrue, isUnseen } from '../conditions';
import type { LinkEvidence } from './link';
import {
  Overdue,
  USUAL,
  addMemberAgain,
  conditionEvidence,
  finding,
  linkSubject,
  objectEvidence,
} from './build';

const reissue = (e: LinkEvidence, text: string) =>
  addMemberAgain(e.federation, e.from, text);

/**
 * Why a router has not been told to connect. `fine` stands for: it takes its time, or the site's own finding names the
 * cause.
 *
 * @internal
 */
export function linkSetUpFinding(
  e: LinkEvidence,
  overdue: Overdue,
): Finding | 'fine' | undefined {
  const { link, memberSite } = e;
  const error = configuredError(link);
  if (!memberSite) return withoutSite(e);
  if (error === 'No active site in namespace') {
    // A site that has just been made is seen by its links at the controller's next resync.
    return overdue(memberSite.metadata.creationTimestamp, USUAL.controller)
      ? linkNotReacting(e)
      : 'fine';
  }
  if (error) return refused(e, error);
  const unusable = withoutEndpoint(e);
  if (unusable) return unusable;
  if (isUnseen(link)) {
    return overdue(link.metadata.creationTimestamp, USUAL.controller)
      ? linkNotReacting(e)
      : 'fine';
  }
  return isTrue(memberSite, 'Running') ? undefined : 'fine';
}

/** @internal */
export function linkNotReacting({ id, from, to, link }: LinkEvidence): Finding {
  return finding(
    'controller-not-reacting',
    'error',
    linkSubject(id, from.label, to),
    `The Skupper controller of ${from.cluster} does not react to the link of ${from.label}.`,
    'It looks at each link at least every 30 seconds. It is not running, or does not control this namespace.',
    [conditionEvidence(from, link, 'Configured')],
    `Check that the pod "skupper-controller" is running in cluster "${from.cluster}".`,
  );
}

function withoutSite(e: LinkEvidence): Finding {
  return finding(
    'link-without-site',
    'error',
    linkSubject(e.id, e.from.label, e.to),
    `The link of ${e.from.label} has no site in its namespace.`,
    `A link belongs to the site of its namespace, and "${e.from.namespace}" of cluster "${e.from.cluster}" has none.`,
    [conditionEvidence(e.from, e.link, 'Configured')],
    reissue(e, 'Add the member again: that makes the site.'),
  );
}

/** An edge router connects to the hub's port for edges, any other to that for routers. */
function withoutEndpoint(e: LinkEvidence): Finding | undefined {
  const wanted = e.memberSite?.spec?.edge ? 'edge' : 'inter-router';
  const names = (e.link.spec?.endpoints ?? []).map(endpoint => endpoint.name);
  if (names.includes(wanted)) return undefined;
  return finding(
    'link-without-endpoint',
    'error',
    linkSubject(e.id, e.from.label, e.to),
    `The link of ${e.from.label} has no address that its router can use.`,
    `Its site needs an address of kind "${wanted}", and the link lists ${
      names.length ? `only "${names.join('", "')}"` : 'none'
    }. Skupper accepts such a link, and waits for ever.`,
    [
      objectEvidence(
        e.from,
        { kind: 'Link', name: e.link.metadata.name },
        `spec.endpoints: ${names.join(', ') || 'none'}`,
      ),
    ],
    reissue(
      e,
      'Delete this link, then add the member again: that issues one with all addresses of the hub.',
    ),
  );
}

function refused(e: LinkEvidence, error: string): Finding {
  const { from, link } = e;
  const subject = linkSubject(e.id, from.label, e.to);
  const evidence = [conditionEvidence(from, link, 'Configured')];
  const name = link.metadata.name;
  if (/Secret not found for proxy/i.test(error)) {
    return finding(
      'link-proxy-secret-missing',
      'error',
      subject,
      `The link of ${from.label} is to go through a proxy whose Secret does not exist.`,
      `The Secret with the proxy’s address is missing in namespace "${from.namespace}". The Skupper controller of cluster "${from.cluster}" crashes at such a link, and looks after no site of the cluster until it runs again.`,
      evidence,
      reissue(
        e,
        `Delete link "${name}". Make the Secret first, if a proxy is needed; otherwise add the member again.`,
      ),
    );
  }
  if (/not found/i.test(error)) {
    return finding(
      'link-secret-missing',
      'error',
      subject,
      `A Secret that the link of ${from.label} needs is missing.`,
      'The router cannot connect without it.',
      evidence,
      reissue(e, 'Add the member again: that issues a new link.'),
    );
  }
  return finding(
    'link-not-configured',
    'error',
    subject,
    `The Skupper controller cannot set up the link of ${from.label}.`,
    'The router is not told to connect while it cannot.',
    evidence,
    reissue(
      e,
      'Delete this link, then add the member again: that issues a new one.',
    ),
  );
}
