import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { SKUPPER_API } from '../resources';
import { RecordedSite, Scene } from './replay';

const ready = (type: string) => ({
  type,
  status: 'True',
  reason: 'Ready',
  message: 'OK',
  observedGeneration: 1,
  lastTransitionTime: '2026-11-21T02:00:00Z',
});

/** A working Site, for the end of a federation that a recording does not hold. */
function site(
  namespace: string,
  name: string,
  linkAccess?: string,
  uid: string = name,
  address: string = 'hub.example:55671',
) {
  const [host, port] = address.split(':');
  const object: KubeObject = {
    apiVersion: SKUPPER_API,
    kind: 'Site',
    metadata: {
      name,
      namespace,
      uid,
      generation: 1,
      creationTimestamp: '2026-11-21T02:00:00Z',
    },
    spec: linkAccess ? { linkAccess } : {},
    status: {
      status: 'Ready',
      message: 'OK',
      conditions: ['Configured', 'Ready', 'Resolved', 'Running'].map(ready),
      ...(linkAccess && {
        endpoints: [
          {
            name: 'inter-router',
            host,
            port,
            group: 'skupper-router',
          },
        ],
      }),
    },
  };
  return object;
}
const hub = (uid?: string, address?: string) => ({
  cluster: 'hub',
  object: site('hub', 'hub', 'nodeport', uid, address),
});
/** The recording holds only its Site. */
const startingPod = {
  cluster: 'c3',
  object: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'skupper-router-6b466c5885-v9dm9',
      namespace: 'e-issuer',
      creationTimestamp: '2026-11-21T02:13:50Z',
      labels: { 'skupper.io/component': 'router', 'skupper.io/type': 'site' },
    },
    status: { phase: 'Pending' },
  },
};
const west = { cluster: 'west', object: site('west', 'west') };

const westOf = (cluster: string, namespace: string) => ({
  cluster,
  object: site(namespace, 'west'),
});

/** One federation per token, as if it were the only one. */
function tokenScenes(
  recording: string,
  hubSite: RecordedSite,
  grants: Record<string, string>,
  given: Scene['given'] = [],
): Record<string, Scene> {
  const name = hubSite.split('/')[2];
  return Object.fromEntries(
    Object.entries(grants).map(([token, grant]) => [
      `access token “${token}”`,
      {
        recording,
        hub: hubSite,
        member: 'c3/err-member/member' as const,
        named: {
          [`AccessToken ${token}`]: `link-${name}`,
          [`AccessGrant ${grant}`]: 'fed-west',
        },
        given,
        // The others' links would be this one's.
        without: ['Link'],
      },
    ]),
  );
}

/** A grant that nobody redeems yet. */
const grantScene = (name: string): Scene => ({
  recording: 'errors-token',
  hub: 'c1/err-hub/hub',
  member: 'west/west/west',
  named: { [`AccessGrant ${name}`]: 'fed-west' },
  given: [{ cluster: 'c1', object: site('err-hub', 'hub', 'nodeport') }, west],
});

/** Each recording, as the federation or federations that it could have been. */
export const SCENES: Record<string, Scene> = {
  'a hub behind a load balancer': {
    recording: 'site-link-access',
    hub: 'c1/superlink/superlink-interconnect',
    member: 'west/west/west',
    given: [west],
    until: 28,
  },
  'a hub at node ports': {
    recording: 'site-link-access',
    hub: 'c1/superlink-nodeport/superlink-interconnect',
    member: 'west/west/west',
    given: [west],
    from: 28.7,
    until: 38,
  },
  'a hub whose link access changes from local to nodeport': {
    recording: 'site-link-access',
    hub: 'c1/superlink-local/superlink-interconnect',
    member: 'west/west/west',
    given: [west],
    from: 38.09,
  },
  'a member’s site': {
    recording: 'site-plain',
    hub: 'hub/hub/hub',
    member: 'c2/supernode/supernode',
    given: [hub()],
  },
  'an edge site as a member': {
    recording: 'edge',
    hub: 'hub/hub/hub',
    member: 'c2/edge-site/e',
    given: [hub()],
  },
  'a hub with two routers, and a member with two links': {
    recording: 'ha',
    hub: 'c1/ha-site/s',
    member: 'c1/ha-member/m',
    named: { 'AccessToken to-ha': 'link-s', 'AccessGrant g': 'fed-west' },
  },
  'a link by token, up and down': {
    recording: 'link-token',
    hub: 'c1/fed/superlink-interconnect',
    member: 'c2/fed/member-b',
    named: {
      'AccessToken to-superlink': 'link-superlink-interconnect',
      'AccessGrant member-b': 'fed-west',
    },
  },
  'a link by certificate': {
    recording: 'link-certificate',
    hub: 'hub/hub/hub',
    member: 'c3/fed/member-c',
    given: [hub('UID-1', '127.0.0.1:32622')],
  },
  'network status, good and broken': {
    recording: 'network-status',
    hub: 'hub/hub/hub',
    member: 'c2/fed/member-b',
    given: [hub('UID-2')],
  },
  'connectors and listeners': {
    recording: 'connector-listener',
    hub: 'c1/fed/superlink-interconnect',
    member: 'c2/fed/member-b',
  },
  'connectors whose selectors are edited': {
    recording: 'connector-edits',
    hub: 'hub/hub/hub',
    member: 'c2/fed/west',
    given: [hub(), westOf('c2', 'fed')],
  },
  'multi-key listeners and attached connectors': {
    recording: 'multikey-attached',
    hub: 'c1/fed/superlink-interconnect',
    member: 'c2/fed/member-b',
  },
  'a second site in the hub’s namespace': {
    recording: 'errors-site',
    hub: 'c3/e-second/second',
    member: 'west/west/west',
    given: [west],
    until: 38,
  },
  'a hub with link access that the controller does not offer': {
    recording: 'errors-site',
    hub: 'c3/e-access/s',
    member: 'west/west/west',
    given: [west],
    from: 39.7,
  },
  'an edge site with HA': {
    recording: 'errors-site',
    hub: 'hub/hub/hub',
    member: 'c3/e-edgeha/s',
    given: [hub()],
    from: 59.2,
  },
  'a hub whose link access is switched off and on': {
    recording: 'errors-site',
    hub: 'c3/e-off/s',
    member: 'west/west/west',
    given: [west],
    from: 66.9,
  },
  'a hub with an issuer of its own': {
    recording: 'errors-site',
    hub: 'c3/e-issuer/s',
    member: 'west/west/west',
    given: [west],
    from: 93.3,
  },
  'objects without a site': {
    recording: 'errors-link-listener-connector',
    hub: 'hub/hub/hub',
    member: 'c3/e-nosite2/late',
    given: [hub()],
    until: 27,
  },
  'links, listeners and connectors that cannot work': {
    recording: 'errors-link-listener-connector',
    hub: 'hub/hub/hub',
    member: 'c3/e-bind2/s',
    given: [hub()],
    from: 27.1,
  },
  'access grants switched off and on': {
    recording: 'controller-off',
    hub: 'c3/nogrants/hub',
    member: 'west/west/west',
    named: { 'AccessGrant before': 'fed-west' },
    given: [
      west,
      { cluster: 'c3', object: site('nogrants', 'hub', 'nodeport') },
    ],
    until: 84,
  },
  'an access grant made while grants are off': {
    recording: 'controller-off',
    hub: 'c3/nogrants/hub',
    member: 'west/west/west',
    named: { 'AccessGrant after': 'fed-west' },
    given: [
      west,
      { cluster: 'c3', object: site('nogrants', 'hub', 'nodeport') },
    ],
    until: 84,
  },
  'a namespace handed to another controller': {
    recording: 'controller-off',
    hub: 'hub/hub/hub',
    member: 'c3/nogrants/s',
    given: [hub()],
    from: 84,
  },
  'a member’s site deleted and made again': {
    recording: 'deletion',
    hub: 'c1/del-hub/hub',
    member: 'c2/del-member/member',
    named: { 'AccessToken l2': 'link-hub', 'AccessGrant l2': 'fed-west' },
  },
  'authorities and certificates made anew': {
    recording: 'ca',
    hub: 'c1/ca-hub/hub',
    member: 'west/west/west',
    given: [west],
  },
  'a link from a hub with an issuer of its own': {
    recording: 'default-issuer',
    hub: 'c3/e-issuer/s',
    member: 'c3/ca-member/m',
    named: { 'AccessToken via-my-ca': 'link-s', 'AccessGrant g': 'fed-west' },
    given: [startingPod],
  },
  'routes where there are none': {
    recording: 'route-crash',
    hub: 'c3/route-site/s',
    member: 'west/west/west',
    given: [west],
  },
  'a link through a proxy without its Secret': {
    recording: 'link-proxy-crash',
    hub: 'hub/hub/hub',
    member: 'c3/proxy-site/s',
    given: [hub()],
  },
  'certificates of a grant server': {
    recording: 'grant-server',
    hub: 'c1/skupper/hub',
    member: 'c2/skupper/west',
    given: [
      { cluster: 'c1', object: site('skupper', 'hub', 'nodeport') },
      westOf('c2', 'skupper'),
    ],
  },
  'a grant server that waits for its address': {
    recording: 'grant-server-autoconfigure',
    hub: 'c3/auto/hub',
    member: 'west/west/west',
    named: { 'AccessGrant g': 'fed-west' },
    given: [{ cluster: 'c3', object: site('auto', 'hub', 'nodeport') }, west],
  },
  'access grant “days”': grantScene('days'),
  'access grant “iso”': grantScene('iso'),
  'access grant “neg”': grantScene('neg'),
  'access grant “negative”': grantScene('negative'),
  ...tokenScenes(
    'errors-token',
    'c1/err-hub/hub',
    {
      early: 'plain',
      'wrong-code': 'plain',
      first: 'defaults',
      second: 'defaults',
      late: 'short',
      'from-days': 'days',
      taken: 'collide',
      linktaken: 'collide2',
      unknown: '',
      http: 'plain',
      noca: 'plain',
      badca: 'plain',
      closed: 'plain',
    },
    [{ cluster: 'c1', object: site('err-hub', 'hub', 'nodeport') }],
  ),
  ...tokenScenes('errors-token-2', 'c1/err-nolink/hub', { 'err-nolink': 'g' }, [
    { cluster: 'c1', object: site('err-nolink', 'hub') },
    { cluster: 'c3', object: site('err-member', 'member') },
  ]),
  ...tokenScenes('errors-token-2', 'c1/err-empty/hub', { 'err-empty': 'g' }, [
    { cluster: 'c3', object: site('err-member', 'member') },
  ]),
};
