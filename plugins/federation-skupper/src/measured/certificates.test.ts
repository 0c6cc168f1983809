import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  FLEET_API,
  guideSpec,
  hubSite,
  memberSite,
  observedOf,
} from '../__fixtures__/objects';
import { readRecording } from '../__testUtils__/replay';
import { certificateFindings } from '../diagnose/certificate';
import { skupperReads } from '../reads';
import { linkTarget } from '../targets';
import { problemsOf } from '../validate';
import { textOf } from '../__testUtils__/explained';
import { specsOf } from '../__fixtures__/plans';

const byCertificate = guideSpec({
  interconnect: { kind: 'skupper', linkMode: 'certificate' },
});
const target = linkTarget(byCertificate, byCertificate.members[0]);

/** The last state that a real controller gave to a Certificate. */
function recorded(name: string): KubeObject {
  const states = readRecording('ca').entries.filter(
    ({ object }) =>
      object?.kind === 'Certificate' && object.metadata.name === name,
  );
  return states[states.length - 1].object!;
}

describe('certificates: explained', () => {
  it.each<[string, KubeObject | undefined, string, RegExp]>([
    [
      'an authority that does not exist',
      recorded('orphan'),
      'link-certificate-no-authority',
      /no certificate authority "no-such-ca".*spec\.defaultIssuer/,
    ],
    [
      'a Secret of that name that Skupper did not make',
      recorded('foreign'),
      'link-certificate-secret-taken',
      /Delete Secret "link-supernode-1" in namespace "flower-openshift-demo" of cluster "east"/,
    ],
    [
      'no status at all',
      undefined,
      'link-certificate-not-issued',
      /"skupper-controller" is running in cluster "east"/,
    ],
  ])('%s', (_line, certificate, cause, says) => {
    const [finding, ...more] = certificateFindings(target, certificate);
    expect([finding.cause, more]).toEqual([cause, []]);
    expect(textOf(finding)).toMatch(says);
  });
});

describe('certificates: prevented', () => {
  const secret: KubeObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'link-supernode-1', namespace: 'flower-openshift-demo' },
  };
  const problems = (object: KubeObject) =>
    problemsOf(
      byCertificate,
      [FLEET_API],
      observedOf([hubSite(), object], [memberSite()]),
    );

  it('a Secret of that name that Skupper did not make', () => {
    expect(problems(secret)).toEqual([
      expect.stringMatching(/Secret "link-supernode-1" that Skupper did not/),
    ]);
    const owner = {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Certificate',
      name: 'link-supernode-1',
      uid: 'u',
    };
    expect(
      problems({
        ...secret,
        metadata: { ...secret.metadata, ownerReferences: [owner] },
      }),
    ).toEqual([]);
    // It can be seen only when it was asked for; links by token read no Secret of the hub's for it.
    const reads = (spec: typeof byCertificate) =>
      skupperReads(spec, [FLEET_API]).filter(
        ({ name }) => name === 'link-supernode-1',
      ).length;
    expect([reads(byCertificate), reads(guideSpec())]).toEqual([1, 0]);
  });

  it('an authority that does not exist: the one that the hub’s site names is used', () => {
    expect(specsOf('Certificate')).toEqual([
      { ca: 'skupper-site-ca', client: true, subject: 'uid-member' },
    ]);
  });
});

describe('refusals of the API server: prevented', () => {
  it('a connector has a selector or a host, not both and not neither', () => {
    const specs = specsOf('Connector');
    expect(specs.length).toBeGreaterThan(0);
    for (const { selector, host, routingKey, port } of specs) {
      expect([Boolean(selector), Boolean(host)]).toEqual([true, false]);
      expect([typeof routingKey, typeof port]).toEqual(['string', 'number']);
    }
  });

  it('a listener has all that it must have, and no observer', () => {
    for (const spec of specsOf('Listener')) {
      expect(Object.keys(spec).sort()).toEqual([
        'host',
        'port',
        'routingKey',
        'type',
      ]);
    }
  });

  it('a link has endpoints, with ports as text', () => {
    const [{ endpoints }] = specsOf('Link');
    for (const { name, host, port } of endpoints) {
      expect([typeof name, typeof host, typeof port]).toEqual([
        'string',
        'string',
        'string',
      ]);
    }
  });

  it('a grant’s numbers are numbers, and its window has a unit', () => {
    const [{ redemptionsAllowed, expirationWindow }] = specsOf('AccessGrant');
    expect(redemptionsAllowed).toBe(1);
    expect(expirationWindow).toMatch(/^(\d+[hms])+$/);
  });

  it('a token has url, code and ca', () => {
    const [spec] = specsOf('AccessToken');
    expect(Object.keys(spec).sort()).toEqual(['ca', 'code', 'linkCost', 'url']);
  });
});
