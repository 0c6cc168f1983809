import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { readRecording } from '../__testUtils__/replay';
import { always } from '../facts/overdue';
import { explainSite } from '../diagnose/explain';
import { diagnoseListener } from '../diagnose/listener';
import { redemptionCause } from '../diagnose/redemption';
import {
  SkupperAccessGrant,
  SkupperAccessToken,
  SkupperListener,
  SkupperSite,
} from '../types';
import { grantProgress, redemptionProgress } from './linkPredicates';
import { siteProgress } from './sitePredicate';

/** The states that a real controller (Skupper 2.2.1) gave to objects of a kind, in order. */
function statesOf<T extends KubeObject>(
  recording: string,
  kind: string,
  namespace?: string,
): T[] {
  return readRecording(recording)
    .entries.filter(({ type, object }) => type !== 'DELETED' && object)
    .map(({ object }) => object as T)
    .filter(
      o =>
        o.kind === kind &&
        (namespace === undefined || o.metadata.namespace === namespace),
    );
}

const place = {
  federation: 'guide',
  cluster: 'c1',
  namespace: 'fed',
  site: 'superlink-interconnect',
};
const changes = (texts: string[]) =>
  texts.filter((text, i) => text !== texts[i - 1]);

describe('siteProgress over recordings', () => {
  it('follows a site with link access to its end', () => {
    const seen = statesOf<SkupperSite>(
      'site-link-access',
      'Site',
      'superlink',
    ).map(site => siteProgress(site, true));
    expect(changes(seen.map(p => `${p.state}: ${p.message}`))).toEqual([
      'waiting: waiting for the Skupper controller',
      'waiting: router not ready: no router pod has been made yet',
      'waiting: router not ready: its pod is starting',
      'waiting: router not ready: containers "router" and "kube-adaptor" of its pod are not ready',
      'waiting: waiting for an address at which other sites can link',
      'done: site ready, reachable at 192.0.2.10:55671',
      'waiting: router not ready: containers "router" and "kube-adaptor" of its pod are not ready',
      'done: site ready, reachable at 192.0.2.10:55671',
      'done: site ready, reachable at lb.example:55671',
    ]);
  });

  it('follows a site without link access', () => {
    const seen = statesOf<SkupperSite>('site-plain', 'Site');
    expect(seen.map(site => siteProgress(site, false).state)).toEqual([
      'waiting',
      'waiting',
      'waiting',
      'done',
    ]);
  });

  it('gives up on errors that waiting does not mend, and only on those', () => {
    const failed = ['errors-site', 'deletion', 'route-crash']
      .flatMap(name => statesOf<SkupperSite>(name, 'Site'))
      .filter(site => site.status?.status === 'Error')
      .map(site => ({ site, progress: siteProgress(site, false) }));
    for (const { site, progress } of failed) {
      const heals = /certificates\.skupper\.io/.test(
        site.status?.message ?? '',
      );
      expect(progress.state).toBe(heals ? 'waiting' : 'failed');
      expect(explainSite(place, true, { site: [site] })[0]?.cause).toMatch(
        heals
          ? /^(site-not-configured|controller-restarting)$/
          : /^(second-site|link-access-unsupported)$/,
      );
    }
    expect(failed.length).toBeGreaterThan(6);
  });
});

describe('redemption over recordings', () => {
  const tokens = ['errors-token', 'errors-token-2', 'deletion'].flatMap(name =>
    statesOf<SkupperAccessToken>(name, 'AccessToken'),
  );

  it('fails at once with the cause of each refusal', () => {
    const causes = new Map(
      tokens
        .filter(t => t.status?.status === 'Error')
        .map(t => [t.status?.message ?? '', redemptionProgress(t, undefined)]),
    );
    for (const [message, progress] of causes) {
      expect(progress.state).toBe('failed');
      expect(progress.message).toContain(message);
    }
    expect(
      [...causes.keys()].map(m => redemptionCause(m).cause).sort(),
    ).toEqual([
      'access-grant-expired',
      'access-grant-invalid',
      'access-grant-used-up',
      'access-token-not-https',
      'access-token-of-deleted-site',
      'access-token-wrong-code',
      'grant-server-refused',
      'grant-server-untrusted',
      'hub-no-link-access',
      'hub-site-missing',
      'link-name-exists',
      'link-secret-exists',
      'link-secret-exists',
    ]);
  });

  it('waits for the rest', () => {
    for (const token of tokens.filter(t => t.status?.status !== 'Error')) {
      expect(redemptionProgress(token, undefined).state).toBe('waiting');
    }
  });
});

describe('grantProgress over recordings', () => {
  it('fails when grants are switched off, even where the status says Ready', () => {
    const grants = statesOf<SkupperAccessGrant>(
      'controller-off',
      'AccessGrant',
    );
    for (const grant of grants) {
      const { message, status } = grant.status ?? {};
      const rest = status === 'Ready' ? 'done' : 'waiting';
      const off = message === 'AccessGrants are not enabled';
      expect(grantProgress(grant).state).toBe(off ? 'failed' : rest);
    }
    expect(grants.length).toBeGreaterThan(10);
  });
});

describe('diagnoseListener over recordings', () => {
  it.each<[string, string]>([
    ['Service taken already exists in namespace', 'listener-service-taken'],
    [
      'Listener a with host same and port 80 already exists in namespace',
      'listener-duplicate',
    ],
    ['No active site in namespace', 'service-without-site'],
  ])('%s', (message, cause) => {
    const listener = statesOf<SkupperListener>(
      'errors-link-listener-connector',
      'Listener',
    ).find(l => (l.status as { message?: string })?.message === message);
    expect(
      diagnoseListener({
        place: { cluster: 'c1', namespace: 'fed', label: 'west' },
        end: listener!,
        overdue: always,
      }).findings.map(f => f.cause),
    ).toEqual([cause]);
  });
});
