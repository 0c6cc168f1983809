import {
  hubSite,
  memberSite,
  networkStatus,
  observedOf,
  tokenLink,
} from '../__fixtures__/objects';
import { linkProgress } from '../steps/linkPredicates';
import {
  Explained,
  HOUR,
  explanationOf,
  viewAt,
} from '../__testUtils__/explained';
import { guidePlan, waitsFor } from '../__fixtures__/plans';

const STATUS = 'network status, good and broken';
const UP = 'a link by token, up and down';
const AGAIN = 'a member’s site deleted and made again';
const HANDED = 'a namespace handed to another controller';
const ROUTE = 'routes where there are none';

describe('surprises: explained', () => {
  it.each<[string, Explained]>([
    [
      'a link stays Ready when its record is missing',
      {
        scene: UP,
        t: 55,
        finds: ['link-ready-is-stale'],
        says: /says Ready, but its router does not report it/,
      },
    ],
    [
      'a link stays Ready when no site is listed any more',
      { scene: STATUS, t: 5.25, finds: ['link-ready-is-stale'] },
    ],
    [
      'a link stays Ready when its peer is nobody’s',
      {
        scene: STATUS,
        t: 12.4,
        finds: ['link-up-without-site'],
        says: /not the hub’s router/,
      },
    ],
    [
      'a link stays Ready when the network status is not JSON',
      { scene: STATUS, t: 37, finds: ['link-ready-is-stale'] },
    ],
    [
      'a link stays Ready when the network status has no data',
      { scene: STATUS, t: 42, finds: ['link-ready-is-stale'] },
    ],
    [
      'a link stays Ready when the network status is deleted',
      { scene: STATUS, t: 80, finds: ['link-ready-is-stale'] },
    ],
    [
      'a status in capitals is a status: no alarm',
      { scene: STATUS, t: 18.1, finds: [] },
    ],
    [
      'the first crash: a route where there is no Route API',
      {
        scene: ROUTE,
        t: 12,
        laterMs: HOUR,
        finds: ['route-not-available', 'router-not-ready'],
        says: /crashes at this.*Delete site "s" in namespace "route-site"/,
      },
    ],
    [
      'it says only that something exists already, after each start',
      {
        scene: ROUTE,
        t: 26,
        laterMs: HOUR,
        finds: ['route-not-available'],
      },
    ],
    [
      'the second crash: a link through a proxy whose Secret is missing',
      {
        scene: 'a link through a proxy without its Secret',
        t: 5,
        finds: ['link-proxy-secret-missing'],
        says: /crashes at such a link/,
      },
    ],
    [
      'what a restart leaves in a site for a second: no alarm of its own',
      {
        scene: 'a link through a proxy without its Secret',
        t: 9,
        finds: ['link-proxy-secret-missing'],
      },
    ],
    [
      'a new cost leaves a link’s other conditions at the old generation: no alarm',
      { scene: UP, t: 61.95, finds: [] },
    ],
    [
      'a stopped controller does not look at a new site',
      {
        scene: HANDED,
        t: 87,
        laterMs: HOUR,
        finds: ['controller-not-reacting'],
        says: /"skupper-controller" is running in cluster "c3"/,
      },
    ],
    [
      'a namespace that a ConfigMap hands to another controller: frozen, without a hint',
      {
        scene: HANDED,
        t: 102,
        laterMs: HOUR,
        finds: ['controller-elsewhere'],
        says: /"elsewhere\/other".*delete ConfigMap "skupper" in namespace "nogrants"/,
      },
    ],
    [
      'a redeemed token whose site is gone: one cause, the site’s',
      { scene: AGAIN, t: 48, laterMs: HOUR, finds: ['site-missing'] },
    ],
    [
      'and when the site is there again, it needs a new link',
      {
        scene: AGAIN,
        t: 90,
        finds: ['access-token-of-deleted-site'],
        says: /Apply the federation again/,
      },
    ],
    [
      'deleted and made again without a pause: its error heals in seconds, no alarm',
      {
        scene: AGAIN,
        t: 118.1,
        finds: ['access-token-of-deleted-site'],
      },
    ],
    [
      'when that error stays, it is named',
      {
        scene: AGAIN,
        t: 118.1,
        laterMs: HOUR,
        finds: ['site-not-configured'],
        says: /it has not/,
      },
    ],
    [
      'a site with two routers is Ready with one of them',
      {
        scene: 'a hub with two routers, and a member with two links',
        t: 33.3,
        laterMs: HOUR,
        finds: ['router-half-running', 'site-missing'],
        says: /One of the two routers/,
      },
    ],
    [
      'its second pod starting is no alarm',
      {
        scene: 'a hub with two routers, and a member with two links',
        t: 5,
        finds: [],
      },
    ],
  ])('%s', (_line, row) => {
    expect(explanationOf(row)).toEqual(row);
  });

  it.each([5.25, 12.4, 37, 42, 80])(
    'no such link counts as operational (%s s)',
    t => expect(viewAt(STATUS, t).links[0].state.kind).toBe('down'),
  );

  it('connectors and listeners of a site made again say Ready: they are not', () => {
    const words = [85, 108, 138].flatMap(t =>
      viewAt(AGAIN, t).services.map(s => s.state.kind),
    );
    expect(words).not.toContain('ready');
  });

  it('what is absent is not false: a matched pair is Ready', () => {
    expect(
      viewAt('connectors and listeners', 126.6).services.find(
        s => s.routingKey === 'db',
      )?.state.kind,
    ).toBe('ready');
  });

  it('an address follows at once, though Ready says nothing of it', () => {
    const [before, after] = [42.95, 48.5].map(
      t =>
        viewAt('a hub whose link access changes from local to nodeport', t)
          .sites[0].endpoint,
    );
    expect(before).toMatch(/^skupper-router\.superlink-local:55671$/);
    expect(after).toMatch(/^127\.0\.0\.1:\d+$/);
  });
});

describe('surprises: prevented', () => {
  it('a stale Ready: a run waits until the network status agrees', () => {
    const objects = {
      links: [tokenLink()],
      hubSite: hubSite(),
      memberSite: memberSite(),
    };
    expect(linkProgress(objects).state).toBe('waiting');
    expect(
      linkProgress({ ...objects, networkStatus: networkStatus() }).state,
    ).toBe('done');
  });

  it('a token without its grant, that is tried for ever: the token goes first', () => {
    expect(
      waitsFor(
        guidePlan(),
        'supernode-1/link/clean-grant',
        'supernode-1/link/clean-token',
      ),
    ).toBe(true);
  });

  it('a black-holed grant server, which stops the controller: a run ends after a minute', () => {
    const step = guidePlan().find(s => s.id === 'supernode-1/link/redeemed');
    expect(step).toMatchObject({ kind: 'until', timeoutMs: 60_000 });
  });

  it('a re-run over what is there: nothing is issued twice', () => {
    const plan = guidePlan(
      {},
      observedOf([hubSite()], [memberSite(), tokenLink()]),
    );
    expect(plan.some(s => /link\/(grant|token|create)$/.test(s.id))).toBe(
      false,
    );
  });
});
