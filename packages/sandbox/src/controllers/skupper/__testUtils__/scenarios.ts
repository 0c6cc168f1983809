import type { KubeObject } from '../../../client';
import type { Scenario } from '../../__testUtils__/scenario';

const site = (
  namespace: string,
  name: string,
  spec: object = {},
): KubeObject => ({
  apiVersion: 'skupper.io/v2alpha1',
  kind: 'Site',
  metadata: { name, namespace },
  spec,
});
const NODEPORT = { linkAccess: 'nodeport' };

const LINK: KubeObject = {
  apiVersion: 'skupper.io/v2alpha1',
  kind: 'Link',
  metadata: {
    name: 'to-superlink',
    namespace: 'fed',
    generation: 2,
  },
  spec: {
    cost: 5,
    endpoints: [
      {
        group: 'skupper-router',
        host: '127.0.0.1',
        name: 'inter-router',
        port: '32622',
      },
      {
        group: 'skupper-router',
        host: '127.0.0.1',
        name: 'edge',
        port: '32529',
      },
    ],
    tlsCredentials: 'to-superlink',
  },
};

const HUB_AND_MEMBER: Scenario['before'] = [
  ['c1', site('fed', 'superlink-interconnect', NODEPORT)],
  ['c2', site('fed', 'member-b')],
  ['c2', LINK],
];

/**
 * All recordings, and how each is done again.
 *
 * Of each the states that every object went through are compared one by one, with the time to 6 s: labels, annotations,
 * owners, generation and spec; conditions with status, reason, message and observed generation; all fields of the
 * status; the router's configuration element by element; of Secrets the type, the keys and what each certificate says
 * and by whom it is signed; deletions; and what the API server refused, in its words. What the simulated roles wrote
 * (pods' status, addresses, network status) is sent again and not compared.
 *
 * Of none is compared: times, UIDs, resource versions, managed fields, grant codes (their length is), node ports, cluster
 * addresses, the values of the config digest (the generation tells whether it changed), the order of what comes from
 * Go maps (endpoints, ports, services, conditions), and keys: the emulation's are ECDSA, which is faster than RSA.
 *
 * An exclusion without which nothing would differ makes the test fail.
 */
export const scenarios: Scenario[] = [
  { name: 'site-plain' },
  { name: 'edge' },
  { name: 'ca', resyncs: { c1: 19.8 } },
  { name: 'connector-edits', before: HUB_AND_MEMBER, resyncs: { c2: 26.5 } },
  {
    name: 'connector-listener',
    before: HUB_AND_MEMBER,
    resyncs: { c1: 20, c2: 24.4 },
  },
  {
    name: 'controller-off',
    resyncs: { c3: 2.2 },
    operations: [
      { t: 4, cluster: 'c3', do: 'start', options: { grants: false } },
      { t: 53, cluster: 'c3', do: 'start' },
      { t: 84.1, cluster: 'c3', do: 'stop' },
      { t: 91.3, cluster: 'c3', do: 'start' },
    ],
  },
  { name: 'default-issuer' },
  {
    name: 'deletion',
    resyncs: { c1: 20, c2: 17.5 },
    // What a Site that is made again at once still finds.
    collectAfterMs: { custom: 500, pods: 300 },
    exclusions: [
      {
        object: /^c2 Certificate del-member\/skupper-local-server#2$/,
        paths: /^condition Ready$/,
        why: 'the garbage collector took it before its CA, so it was made again before its CA; that order is random',
      },
    ],
  },
  { name: 'errors-link-listener-connector', resyncs: { c3: 23.5 } },
  { name: 'errors-site', resyncs: { c3: 6 }, coreResyncs: { c3: 95.7 } },
  {
    name: 'errors-token',
    before: [['c1', site('err-hub', 'hub', NODEPORT)]],
    resyncs: { c3: 29.2 },
    exclusions: [
      {
        object: /^c3 ConfigMap err-member\/skupper-router#1$/,
        paths: /^config (connector|sslProfile) (early|first)/,
        why: 'two Links come in at the same resync; their order is random',
      },
    ],
  },
  {
    name: 'errors-token-2',
    before: [
      ['c1', site('err-nolink', 'nolink')],
      ['c3', site('err-member', 'member')],
    ],
    resyncs: { c3: 25.8 },
  },
  { name: 'grant-server', options: { grantServer: 'given' } },
  {
    name: 'grant-server-autoconfigure',
    options: { grantServer: 'autoconfigure' },
    asleep: ['c3'],
    operations: [{ t: 0.01, cluster: 'c3', do: 'start' }],
  },
  { name: 'ha', resyncs: { c1: 29.6 } },
  {
    name: 'link-certificate',
    before: [
      ['c1', site('fed', 'superlink-interconnect', NODEPORT)],
      ['c3', site('fed', 'member-c')],
    ],
    resyncs: { c1: 20, c3: 8.9 },
  },
  {
    name: 'link-proxy-crash',
    operations: [{ t: 7.8, cluster: 'c3', do: 'start' }],
  },
  { name: 'link-token', resyncs: { c1: 20, c2: 27.6 } },
  {
    name: 'multikey-attached',
    before: HUB_AND_MEMBER,
    resyncs: { c1: 20, c2: 26.5 },
  },
  { name: 'network-status' },
  {
    name: 'route-crash',
    operations: [
      { t: 12.1, cluster: 'c3', do: 'start' },
      { t: 24.1, cluster: 'c3', do: 'start' },
      { t: 38, cluster: 'c3', do: 'start' },
    ],
  },
  { name: 'site-link-access' },
];
