import { REAPPLY_TEMPLATE } from '@backstage-federation/plugin-federation-common';
import { planMemberRemoval } from '../../../federation-node/src/planner/planFederation';
import { Overdue, always, overdueAt } from '../facts/overdue';
import { diagnoseLink } from '../diagnose/link';
import {
  HUB_UID,
  condition,
  guideSpec,
  hubSite,
  memberSite,
  observedOf,
  tokenLink,
} from '../__fixtures__/objects';
import { decideLink } from '../steps/linkDecision';
import { linkTarget } from '../targets';
import { LinkReport } from '../networkStatus';
import { SkupperLink } from '../types';
import {
  Explained,
  HOUR,
  explanationOf,
  viewAt,
} from '../__testUtils__/explained';
import {
  guidePlan,
  skupperAlone,
  specsOf,
  waitsFor,
  writtenBy,
} from '../__fixtures__/plans';

const NO_SITE = 'objects without a site';
const BROKEN = 'links, listeners and connectors that cannot work';
const PROXY = 'a link through a proxy without its Secret';

describe('links: explained', () => {
  it.each<[string, Explained]>([
    [
      'without a site, links, listeners and connectors say so: one cause, the site’s',
      { scene: NO_SITE, t: 1, laterMs: HOUR, finds: ['site-missing'] },
    ],
    [
      'while the site is being made that is no alarm',
      { scene: NO_SITE, t: 1, finds: [] },
    ],
    [
      'once it is there, links and listeners see it at the next resync only: no alarm',
      { scene: NO_SITE, t: 22, finds: [] },
    ],
    [
      'a link that has only the address for edge sites waits for ever',
      {
        scene: BROKEN,
        t: 37.6,
        finds: ['link-without-endpoint'],
        says: /lists only "edge".*Delete this link/,
      },
    ],
    [
      'a link whose Secret is missing waits for ever, without an error',
      {
        scene: BROKEN,
        t: 56,
        laterMs: HOUR,
        finds: ['link-without-endpoint', 'link-never-operational'],
        says: /Secret "nope".*is missing, which Skupper does not say/,
      },
    ],
    [
      'a proxy whose Secret is missing crashes the controller',
      {
        scene: PROXY,
        t: 3.8,
        finds: ['link-proxy-secret-missing'],
        says: /crashes at such a link.*Delete link "proxied"/,
      },
    ],
    [
      'a new link gets no status for up to half a minute: no alarm',
      { scene: 'a link by token, up and down', t: 27, finds: [] },
    ],
    [
      'a link that has never had a peer',
      {
        scene: 'a link by token, up and down',
        t: 33,
        laterMs: HOUR,
        finds: ['link-never-operational'],
        says: /has never come up/,
      },
    ],
    [
      'a link that was up and is down',
      {
        scene: 'a link by token, up and down',
        t: 39,
        finds: ['link-lost'],
        says: /worked and is now down/,
      },
    ],
  ])('%s', (_line, row) => {
    expect(explanationOf(row)).toEqual(row);
  });

  it('while a site has just been made, its link is linking, not down', () => {
    expect(viewAt(NO_SITE, 6.7).links[0].state).toMatchObject({
      kind: 'progressing',
      word: 'Linking',
    });
  });

  const ofLink = (
    status: SkupperLink['status'],
    report: LinkReport,
    overdue: Overdue = always,
  ) =>
    diagnoseLink(
      {
        id: 'l',
        federation: 'guide',
        from: { cluster: 'west', namespace: 'w', label: 'west' },
        to: 'hub',
        hub: { cluster: 'east', namespace: 'e' },
        hubSiteId: HUB_UID,
        link: tokenLink({ status }),
        memberSite: memberSite(),
        report,
      },
      overdue,
    ).findings;

  it('an error without a text of its own is named, with what to do', () => {
    const error = {
      type: 'Configured',
      status: 'False' as const,
      reason: 'Error',
      message: 'something new',
    };
    expect(
      ofLink({ status: 'Error', conditions: [error] }, { state: 'absent' }),
    ).toMatchObject([
      {
        cause: 'link-not-configured',
        title: 'The Skupper controller cannot set up the link of west.',
        evidence: [{ text: 'something new' }],
        remedy: { template: { ref: REAPPLY_TEMPLATE } },
      },
    ]);
  });

  it('a link that is up and that a stopped controller does not call Ready: only a run that waits for it can tell', () => {
    const pending = {
      status: 'Pending' as const,
      conditions: [condition('Configured', true), condition('Ready', false)],
    };
    const up = { state: 'up' as const, remoteSiteId: HUB_UID };
    expect(ofLink(pending, up).map(f => f.cause)).toEqual([
      'controller-not-reacting',
    ]);
    expect(ofLink(pending, up, overdueAt(new Date('2027-01-01')))).toEqual([]);
  });
});

describe('links: prevented', () => {
  it('a link before its site: it waits for both sites', () => {
    const plan = guidePlan();
    for (const site of ['hub/site-ready', 'supernode-1/site-ready']) {
      expect(waitsFor(plan, 'supernode-1/link/token', site)).toBe(true);
    }
  });

  it('a link without its Secret: both are written in one step, the Secret first', () => {
    const written = writtenBy(
      guidePlan({ interconnect: { kind: 'skupper', linkMode: 'certificate' } }),
    ).filter(({ id }) => id === 'supernode-1/link/create');
    expect(written.map(({ object }) => object.kind)).toEqual([
      'Secret',
      'Link',
    ]);
    const [secret, link] = written.map(({ object }) => object as any);
    expect(link.spec.tlsCredentials).toBe(secret.metadata.name);
    expect(Object.keys(secret.data)).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
  });

  it('a link with some addresses only, or through a proxy', () => {
    const [link] = specsOf('Link');
    expect(link.endpoints.map((e: { name: string }) => e.name)).toEqual([
      'inter-router',
      'edge',
    ]);
    expect(specsOf('Link').some(spec => 'settings' in spec)).toBe(false);
  });

  it('the wait for a new link: it is touched once', () => {
    expect(
      waitsFor(
        guidePlan(),
        'supernode-1/link-operational',
        'supernode-1/link/touch',
      ),
    ).toBe(true);
  });

  const spec = guideSpec();
  const target = linkTarget(spec, spec.members[0]);
  const labels = { 'backstage-federation.dev/federation': 'guide' };
  const left = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'link-superlink-interconnect',
      namespace: 'flower-supernode-1',
      labels: { ...labels, 'backstage-federation.dev/component': 'link' },
    },
  };

  it('the Secret that a deleted link leaves: it goes with the member', () => {
    const { steps } = planMemberRemoval(
      spec,
      spec.members[0],
      observedOf([hubSite()], [memberSite(), tokenLink(), left]),
      skupperAlone,
    );
    expect(
      steps.flatMap(s => (s.kind === 'remove' ? s.keys : [])),
    ).toContainEqual(
      expect.objectContaining({ name: 'link-superlink-interconnect' }),
    );
  });

  it('credentials of a former hub: a hub made again gets a new link, certificate and Secret', () => {
    const certificate = {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Certificate',
      metadata: {
        name: 'link-supernode-1',
        namespace: 'flower-openshift-demo',
        labels,
      },
    };
    const again = hubSite();
    again.metadata.uid = 'another';
    expect(
      decideLink(
        target,
        observedOf([again, certificate], [memberSite(), tokenLink(), left]),
      ),
    ).toMatchObject({
      action: 'issue',
      credentials: 'link-superlink-interconnect-renewed',
      old: {
        links: ['link-superlink-interconnect'],
        secrets: ['link-superlink-interconnect'],
      },
      left: { certificate: 'link-supernode-1' },
    });
  });
});
