import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  FLEET_API,
  grant,
  guideSpec,
  hubSite,
  memberSite,
} from './__fixtures__/objects';
import { skupperGuideDifferences } from './guideDifferences';
import {
  certificateLinkObjects,
  certificateObject,
  connectorObject,
  grantObject,
  linkSecretObject,
  listenerObject,
  siteObject,
  tokenObject,
} from './objects';
import { hubPlace, linkTarget, memberPlace } from './targets';

const spec = guideSpec();
const target = linkTarget(spec, spec.members[0]);
const hub = hubPlace(spec);
const member = memberPlace(spec, spec.members[0]);
const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'link-supernode-1' },
  data: { 'ca.crt': 'a', 'tls.crt': 'b', 'tls.key': 'c' },
};

/** What the guide's commands make, by the CLI's own rules. */
const guide: [string, KubeObject, KubeObject][] = [
  [
    'skupper site create superlink-interconnect --enable-link-access',
    {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Site',
      metadata: {
        name: 'superlink-interconnect',
        namespace: 'flower-openshift-demo',
      },
      spec: { linkAccess: 'default' },
    },
    siteObject(hub),
  ],
  [
    'skupper site create supernode-1-interconnect',
    {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Site',
      metadata: {
        name: 'supernode-1-interconnect',
        namespace: 'flower-supernode-1',
      },
      spec: {},
    },
    siteObject(member),
  ],
  [
    'skupper link generate',
    {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Certificate',
      metadata: {
        name: 'link-superlink-interconnect',
        namespace: 'flower-openshift-demo',
      },
      spec: {
        ca: 'skupper-site-ca',
        client: true,
        subject: '198.51.100.7,198.51.100.7',
      },
    },
    certificateObject(target, hubSite(), memberSite()),
  ],
  [
    'skupper link generate',
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'link-superlink-interconnect',
        namespace: 'flower-supernode-1',
      },
      type: 'kubernetes.io/tls',
      data: { 'ca.crt': 'a', 'tls.crt': 'b', 'tls.key': 'c' },
    },
    linkSecretObject(target, secret, memberSite()),
  ],
  [
    'skupper link generate',
    {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Link',
      metadata: {
        name: 'link-superlink-interconnect-skupper-router',
        namespace: 'flower-supernode-1',
      },
      spec: {
        endpoints: hubSite().status?.endpoints,
        tlsCredentials: 'link-superlink-interconnect',
        cost: 1,
      },
    },
    certificateLinkObjects(target, hubSite(), memberSite())[0],
  ],
  [
    'skupper token issue',
    {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'AccessGrant',
      metadata: {
        name: 'superlink-interconnect-5b0c2e0e-7a3c-4b55-9a0e-2f6a3b0f2f11',
        namespace: 'flower-openshift-demo',
      },
      spec: { redemptionsAllowed: 1, expirationWindow: '15m0s' },
    },
    grantObject(target),
  ],
  [
    'skupper token redeem',
    {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'AccessToken',
      metadata: {
        name: 'superlink-interconnect-5b0c2e0e-7a3c-4b55-9a0e-2f6a3b0f2f11',
        namespace: 'flower-supernode-1',
      },
      spec: {
        url: 'https://198.51.100.8:9090/uid-grant',
        code: 'code-of-the-grant',
        ca: 'authority',
        linkCost: 1,
      },
    },
    tokenObject(target, grant()),
  ],
  [
    'skupper connector create fleet-api 9092 --workload deployment/superlink',
    {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Connector',
      metadata: { name: 'fleet-api', namespace: 'flower-openshift-demo' },
      spec: {
        routingKey: 'fleet-api',
        port: 9092,
        selector: 'app=superlink',
        type: 'tcp',
      },
    },
    connectorObject(hub, FLEET_API),
  ],
  [
    'skupper listener create fleet-api 9092',
    {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Listener',
      metadata: { name: 'fleet-api', namespace: 'flower-supernode-1' },
      spec: {
        routingKey: 'fleet-api',
        host: 'fleet-api',
        port: 9092,
        type: 'tcp',
      },
    },
    listenerObject(member, FLEET_API),
  ],
];

/** Fields one level below `metadata` and `spec` that differ. */
function differences(theirs: KubeObject, ours: KubeObject): string[] {
  const flat = (o: KubeObject) => {
    const fields: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(o)) {
      if (key === 'metadata' || key === 'spec') {
        for (const [field, content] of Object.entries(value as object)) {
          fields[`${key}.${field}`] = content;
        }
      } else fields[key] = value;
    }
    return fields;
  };
  const [a, b] = [flat(theirs), flat(ours)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter(key => JSON.stringify(a[key]) !== JSON.stringify(b[key]))
    .sort();
}

describe('the guide’s objects', () => {
  it.each(guide)('%s: only listed differences', (command, theirs, ours) => {
    const listed = skupperGuideDifferences.filter(
      d => d.kind === theirs.kind && command.startsWith(d.command),
    );
    expect(differences(theirs, ours)).toEqual(listed.map(d => d.path).sort());
    listed.forEach(d => expect(d.reason).toMatch(/\.$/));
  });

  it('lists no difference that there is not', () => {
    const kinds = new Set(guide.map(([, { kind }]) => kind));
    expect(new Set(skupperGuideDifferences.map(d => d.kind))).toEqual(kinds);
  });
});
