import recordings from '../__fixtures__/recordings.json';
import { explainSite } from '../findings/explain';
import { listenerFindings } from '../findings/listeners';
import { always } from '../findings/build';
import { redemptionCause } from '../tokenMessages';
import { SkupperAccessGrant, SkupperAccessToken, SkupperSite } from '../types';
import { grantProgress, redemptionProgress } from './linkPredicates';
import { siteProgress } from './sitePredicate';

/** What a real controller (Skupper 2.2.1) wrote, in order. */
const sites = (name: 'siteWithLinkAccess' | 'siteWithout' | 'siteErrors') =>
  recordings[name] as unknown as SkupperSite[];
const place = {
  federation: 'guide',
  cluster: 'c1',
  namespace: 'fed',
  site: 'superlink-interconnect',
};

describe('siteProgress over recordings', () => {
  it('follows a site with link access to its end', () => {
    const seen = sites('siteWithLinkAccess').map(site =>
      siteProgress(site, true),
    );
    expect(seen.map(p => `${p.state}: ${p.message}`)).toEqual([
      'waiting: waiting for the Skupper controller',
      'waiting: router not ready: no router pod has been made yet',
      'waiting: router not ready: no router pod has been made yet',
      'waiting: router not ready: its pod is starting',
      'waiting: router not ready: containers "router" and "kube-adaptor" of its pod are not ready',
      'waiting: waiting for an address at which other sites can link',
      expect.stringMatching(/^done: site ready, reachable at \S+:\d+$/),
      'waiting: router not ready: containers "router" and "kube-adaptor" of its pod are not ready',
    ]);
  });

  it('follows a site without link access', () => {
    const states = sites('siteWithout').map(s => siteProgress(s, false).state);
    expect(states).toEqual(['waiting', 'waiting', 'waiting', 'done']);
  });

  it('gives up on errors that waiting does not mend', () => {
    for (const site of sites('siteErrors')) {
      expect(siteProgress(site, false)).toEqual({
        state: 'failed',
        message: site.status?.message,
      });
      expect(explainSite(place, true, { site: [site] })[0]?.cause).toMatch(
        /^(second-site|link-access-unsupported)$/,
      );
    }
  });
});

describe('redemption over recordings', () => {
  const tokens = recordings.tokens as unknown as SkupperAccessToken[];

  it('fails at once with the cause of each refusal', () => {
    const causes = new Map(
      tokens
        .filter(t => t.status?.status === 'Error')
        .map(t => [t.status?.message ?? '', redemptionProgress(t, undefined)]),
    );
    for (const [message, progress] of causes) {
      expect(progress.state).toBe('failed');
      expect(progress.message).toContain(message);
      expect(redemptionCause(message).cause).not.toBe(
        'access-token-not-redeemed',
      );
    }
    expect([...causes.keys()].map(m => redemptionCause(m).cause)).toEqual(
      expect.arrayContaining([
        'access-token-wrong-code',
        'access-grant-used-up',
        'access-grant-expired',
        'access-grant-invalid',
        'link-secret-exists',
        'link-name-exists',
        'access-token-not-https',
        'grant-server-untrusted',
        'grant-server-refused',
        'hub-no-link-access',
        'hub-site-missing',
      ]),
    );
  });

  it('waits for the rest', () => {
    for (const token of tokens.filter(t => t.status?.status !== 'Error')) {
      expect(redemptionProgress(token, undefined).state).toBe('waiting');
    }
  });
});

describe('grantProgress over recordings', () => {
  it('fails when grants are switched off, even where the status says Ready', () => {
    const grants = recordings.grants as unknown as SkupperAccessGrant[];
    for (const grant of grants) {
      const { message, status } = grant.status ?? {};
      const rest = status === 'Ready' ? 'done' : 'waiting';
      const off = message === 'AccessGrants are not enabled';
      expect(
        grantProgress({
          ...grant,
          // The recording leaves the authority out.
          status: grant.status && { ...grant.status, ca: 'authority' },
        }).state,
      ).toBe(off ? 'failed' : rest);
    }
  });
});

describe('listenerFindings over recordings', () => {
  it.each<[string, string]>([
    ['Service taken already exists in namespace', 'listener-service-taken'],
    [
      'Listener a with host same and port 80 already exists in namespace',
      'listener-duplicate',
    ],
    ['No active site in namespace', 'service-without-site'],
  ])('%s', (message, cause) => {
    const listener = recordings.services.find(
      s => s.kind === 'Listener' && s.status?.message === message,
    );
    expect(listener).toBeDefined();
    expect(
      listenerFindings(
        { cluster: 'c1', namespace: 'fed', label: 'west' },
        listener as unknown as SkupperSite,
        always,
      ).map(f => f.cause),
    ).toEqual([cause]);
  });
});
