import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  FLEET_API,
  grant,
  guideSpec,
  hubSite,
  memberSite,
  observedOf,
} from '../__fixtures__/objects';
import { grantProgress, redemptionProgress } from '../steps/linkPredicates';
import { problemsOf } from '../validate';
import {
  Explained,
  HOUR,
  explanationOf,
  viewAt,
} from '../__testUtils__/explained';
import { guidePlan, specsOf, waitsFor, writtenBy } from '../__fixtures__/plans';

const token = (
  name: string,
  t: number,
  finds: string,
  says: RegExp,
): Explained => ({
  scene: `access token “${name}”`,
  t,
  finds: [finds],
  says,
});
const OFF = 'access grants switched off and on';
const UP = 'a link by token, up and down';

describe('access grants and tokens: explained', () => {
  it.each<[string, Explained]>([
    [
      'wrong code',
      token('wrong-code', 34, 'access-token-wrong-code', /its code is wrong/),
    ],
    [
      'expired, while the grant stays Ready',
      token('late', 47, 'access-grant-expired', /Apply the federation again/),
    ],
    [
      'used up, while the grant stays Ready',
      token('second', 40, 'access-grant-used-up', /Apply the federation again/),
    ],
    [
      'a window that the API server admits and the controller cannot read',
      {
        scene: 'access grant “days”',
        t: 49,
        finds: ['access-grant-invalid'],
        says: /such as "15m"/,
      },
    ],
    [
      'the same in ISO 8601',
      { scene: 'access grant “iso”', t: 50, finds: ['access-grant-invalid'] },
    ],
    [
      'a token of such a grant',
      token('from-days', 62, 'access-grant-invalid', /not a duration/),
    ],
    [
      'a negative window: Ready, and expired',
      {
        scene: 'access grant “neg”',
        t: 51,
        finds: ['access-grant-expired'],
        says: /Skupper calls it Ready all the same/,
      },
    ],
    [
      'a negative number of redemptions: Ready, and of no use',
      {
        scene: 'access grant “negative”',
        t: 63,
        finds: ['access-grant-invalid'],
        says: /allows -1 redemptions/,
      },
    ],
    [
      'a Secret of the token’s name exists',
      token(
        'taken',
        68,
        'link-secret-exists',
        /Delete Secret "link-hub".*in namespace "err-member" of cluster "c3"/,
      ),
    ],
    [
      'each attempt uses the grant up, until the message is another',
      token('taken', 119, 'access-grant-used-up', /Every attempt counts/),
    ],
    [
      'a Link of the token’s name exists',
      token('linktaken', 70.8, 'link-name-exists', /Delete link "link-hub"/),
    ],
    [
      'the next attempt then finds the Secret that the first one made',
      token('linktaken', 71, 'link-secret-exists', /and link "link-hub" if/),
    ],
    [
      'no such grant',
      token('unknown', 72, 'access-grant-expired', /no longer exists/),
    ],
    [
      'a URL that is not HTTPS',
      token('http', 72, 'access-token-not-https', /over HTTPS only/),
    ],
    [
      'an empty authority',
      token('noca', 72, 'grant-server-untrusted', /does not trust/),
    ],
    [
      'a foreign authority',
      token('badca', 72, 'grant-server-untrusted', /does not trust/),
    ],
    [
      'nothing listens',
      token(
        'closed',
        72,
        'grant-server-refused',
        /"skupper-controller" is running in cluster "c1"/,
      ),
    ],
    [
      'a grant of a site without link access: the site is what is wrong',
      {
        scene: 'access token “err-nolink”',
        t: 2,
        laterMs: HOUR,
        finds: ['no-link-access'],
      },
    ],
    [
      'a grant in a namespace without a site: the site is what is missing',
      {
        scene: 'access token “err-empty”',
        t: 7,
        laterMs: HOUR,
        finds: ['site-missing'],
      },
    ],
    [
      'a token before its site is redeemed when the site is there: no alarm',
      { scene: 'access token “early”', t: 30, finds: [] },
    ],
    [
      'a grant server that waits for its address',
      {
        scene: 'a grant server that waits for its address',
        t: 8,
        laterMs: HOUR,
        finds: ['grant-server-no-address'],
        says: /"skupper-grant-server" of the controller in cluster "c3"/,
      },
    ],
    [
      'grants switched off: an old grant stays Ready, and only its message tells',
      {
        scene: OFF,
        t: 5,
        finds: ['access-grants-disabled'],
        says: /link mode "certificate"/,
      },
    ],
    [
      'grants switched off: a new grant has an empty status and the message',
      {
        scene: 'an access grant made while grants are off',
        t: 11,
        finds: ['access-grants-disabled'],
      },
    ],
    [
      'a restarted controller lets all grants flicker: no alarm',
      { scene: OFF, t: 53.395, finds: [] },
    ],
    [
      'a grant and its token on the way to a link: no alarm',
      { scene: UP, t: 5, finds: [] },
    ],
  ])('%s', (_line, row) => {
    expect(explanationOf(row)).toEqual(row);
  });

  it('a link that waits for a redemption that fails is down, not waiting', () => {
    expect(viewAt('access token “closed”', 72).links[0].state).toMatchObject({
      kind: 'down',
      reason: 'The access token could not be redeemed.',
    });
  });
});

describe('access grants and tokens: prevented', () => {
  it('windows and numbers that make a grant useless', () => {
    expect(specsOf('AccessGrant')).toEqual([
      { redemptionsAllowed: 1, expirationWindow: '15m0s' },
    ]);
  });

  it('codes, URLs and authorities that do not belong together: a token is made of its grant, when that has all', () => {
    const { url, code, ca } = grant().status!;
    expect(specsOf('AccessToken')).toEqual([{ url, code, ca, linkCost: 1 }]);
    for (const part of ['url', 'code', 'ca'] as const) {
      expect(grantProgress(grant({ [part]: undefined })).state).toBe('waiting');
    }
  });

  it('expired and used grants: a run takes away what an earlier one left', () => {
    const labels = { 'backstage-federation.dev/federation': 'guide' };
    const old: KubeObject = {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'AccessToken',
      metadata: {
        name: 'link-superlink-interconnect',
        namespace: 'flower-supernode-1',
        labels,
      },
    };
    const plan = guidePlan(
      {},
      observedOf([hubSite(), grant({ redemptions: 1 })], [memberSite(), old]),
    );
    expect(
      waitsFor(
        plan,
        'supernode-1/link/grant',
        'supernode-1/link/remove-old-grant',
      ),
    ).toBe(true);
    expect(
      plan.flatMap(s => (s.kind === 'remove' ? s.keys.map(k => k.name) : [])),
    ).toEqual(
      expect.arrayContaining([
        'guide-supernode-1',
        'link-superlink-interconnect',
      ]),
    );
  });

  it('redemptions that are tried for ever: a run ends with the first refusal', () => {
    expect(
      redemptionProgress(
        {
          apiVersion: 'skupper.io/v2alpha1',
          kind: 'AccessToken',
          metadata: { name: 't' },
          status: {
            conditions: [
              {
                type: 'Redeemed',
                status: 'False',
                reason: 'Error',
                message:
                  'Controller got failed response: 404 (Not Found) No such claim',
              },
            ],
          },
        },
        undefined,
      ),
    ).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('The access grant has expired'),
    });
  });

  it('sites without access, and no sites: a grant waits for the hub’s site, a token for both', () => {
    const plan = guidePlan();
    const grantId = 'supernode-1/link/grant';
    const tokenId = 'supernode-1/link/token';
    expect(waitsFor(plan, grantId, 'hub/site-ready')).toBe(true);
    expect(waitsFor(plan, tokenId, 'supernode-1/site-ready')).toBe(true);
    expect(waitsFor(plan, tokenId, 'supernode-1/link/grant-ready')).toBe(true);
  });

  it.each(['Secret', 'Link', 'AccessToken'])(
    'a %s of the token’s name that is somebody else’s',
    kind => {
      const object: KubeObject = {
        apiVersion: 'v1',
        kind,
        metadata: {
          name: 'link-superlink-interconnect',
          namespace: 'flower-supernode-1',
        },
      };
      expect(
        problemsOf(
          guideSpec(),
          [FLEET_API],
          observedOf([hubSite()], [memberSite(), object]),
        ),
      ).toEqual([expect.stringMatching(`has an? ${kind} "link-superlink`)]);
    },
  );

  it('a hub with two routers, whose token becomes two links of other names', () => {
    const hub = hubSite({ spec: { linkAccess: 'default', ha: true } });
    const observed = observedOf([hub], [memberSite()]);
    const problems = (linkMode: 'token' | 'certificate') =>
      problemsOf(
        guideSpec({ interconnect: { kind: 'skupper', linkMode } }),
        [FLEET_API],
        observed,
      );
    expect(problems('token')).toEqual([
      expect.stringMatching(/^members\[0\]\.linkMode: .*"certificate"/),
    ]);
    expect(problems('certificate')).toEqual([]);
  });

  it('codes in what a plan shows: they are in the token alone', () => {
    const written = writtenBy(guidePlan()).filter(({ object }) =>
      JSON.stringify(object).includes('code-of-the-grant'),
    );
    expect(written.map(({ id }) => id)).toEqual(['supernode-1/link/token']);
  });
});
