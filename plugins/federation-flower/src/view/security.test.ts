import { REAPPLY_TEMPLATE } from '@backstage-federation/plugin-federation-common';
import { createClusterSnapshot } from '@backstage-federation/plugin-federation-node';
import { ControlReading } from '../control/types';
import { superLinkObjects, superNodeObjects } from '../objects';
import { authorityConfigMap } from '../objects/credentialObjects';
import { makeAuthority } from '../security/certificates';
import { sha256 } from '../security/superNodeKey';
import { T0, testNode, testPod, testSpec } from '../__testUtils__/federation';
import { assembleFlower } from './assembleFlower';

const NOW = new Date(T0);
const KEYS = { north: 'key of north\n', west: 'key of west\n' };
const certificate = {
  hosts: ['127.0.0.1', 'fleet-api', 'localhost'],
  notAfter: '2031-11-20T00:00:00.000Z',
  fingerprint: 'ab'.repeat(32),
  trusted: true,
};
const node = (member: keyof typeof KEYS, change = {}) =>
  testNode(member === 'north' ? '1' : '2', {
    publicKey: KEYS[member],
    ...change,
  });
const crashing = {
  restarts: 4,
  containerState: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1, reason: 'Error' } },
};

describe('the view with SuperNode authentication', () => {
  let ca: string;
  let otherCa: string;
  beforeAll(async () => {
    ca = (await makeAuthority('a', NOW)).certificate;
    otherCa = (await makeAuthority('a', NOW)).certificate;
  });

  function view(
    options: {
      version?: string;
      control?: Partial<ControlReading>;
      nodes?: ReturnType<typeof node>[];
      northCa?: string;
      north?: Parameters<typeof testPod>[1];
      log?: string;
    } = {},
  ) {
    const spec = testSpec(options.version ?? '1.39.0', 'supernode-auth');
    const [superLink, ...rest] = superLinkObjects(spec, 'kubernetes');
    const status = { updatedReplicas: 1, availableReplicas: 1 };
    const clusters = [
      createClusterSnapshot({ name: 'east', state: 'connected', since: T0 }, [
        { ...superLink, status },
        ...rest,
        testPod(superLink),
        authorityConfigMap(spec, { namespace: 'retail' }, ca),
      ]),
      ...spec.members.map(member => {
        const name = member.name as keyof typeof KEYS;
        const [deployment] = superNodeObjects(
          spec,
          member,
          member.superNodes[0],
          'kubernetes',
          { authority: 'x', publicKey: sha256(KEYS[name]), nodeId: '1' },
        ) as any[];
        const pod = testPod(deployment, name === 'north' ? options.north : {});
        pod.metadata.annotations =
          deployment.spec.template.metadata.annotations;
        const trusted = (name === 'north' && options.northCa) || ca;
        return createClusterSnapshot({ name, state: 'connected', since: T0 }, [
          { ...deployment, status },
          pod,
          authorityConfigMap(
            spec,
            { namespace: 'retail', member: name },
            trusted,
          ),
        ]);
      }),
    ];
    const nodes = options.nodes ?? [node('north'), node('west')];
    const control = {
      state: 'ok',
      nodes,
      readAt: T0,
      certificate,
      ...options.control,
    } as ControlReading;
    const logs = options.log
      ? [
          {
            cluster: 'north',
            namespace: 'retail',
            pod: 'supernode-1-abc',
            text: options.log,
          },
        ]
      : [];
    const {
      superLink: line,
      superNodes,
      findings,
    } = assembleFlower(spec, clusters, control, logs, NOW);
    const [north] = superNodes;
    return {
      line,
      north,
      superNodes,
      causes: findings.map(({ cause, subject }) => `${subject.kind} ${cause}`),
      findings,
    };
  }

  it('knows SuperNodes by their keys, also where logs tell nothing', () => {
    const { superNodes, causes, line } = view({ version: '1.23.0' });
    expect(causes).toEqual([]);
    expect(superNodes.map(({ nodeId }) => nodeId)).toEqual(['1', '2']);
    expect(line.certificate).toEqual({
      hosts: certificate.hosts,
      notAfter: certificate.notAfter,
    });
  });

  it('names a key that is not registered, whatever the release says of it', () => {
    for (const north of [undefined, crashing]) {
      const found = view({ nodes: [node('west')], north });
      expect(found.causes).toEqual(['supernode supernode-not-registered']);
      expect(found.north.state.kind).toBe('down');
      // What applies the federation again registers it: the steps of a plan.
      expect(found.findings[0].remedy.template).toEqual({
        ref: REAPPLY_TEMPLATE,
        formData: {},
      });
    }
  });

  it('says of 1.36 that the pod looks healthy and never tries again', () => {
    const { findings, north } = view({
      version: '1.36.0',
      nodes: [node('west')],
      log: 'ERROR :     <_InactiveRpcError details = "{"code": 2004, "x": 1}"',
    });
    expect(north.pod?.ready).toBe(true);
    expect(north.state).toMatchObject({
      kind: 'down',
      reason: 'Its key is not registered.',
    });
    expect(findings[0].explanation).toContain('its pod stays ready');
    expect(findings[0].evidence.map(({ kind }) => kind)).toEqual([
      'api',
      'log',
    ]);
  });

  it('tells a key that was unregistered from one that never was', () => {
    const { causes, findings } = view({
      nodes: [node('north', { status: 'unregistered' }), node('west')],
    });
    expect(causes).toEqual(['supernode supernode-unregistered']);
    expect(findings[0].remedy.text).toContain('supernode-1-key');
  });

  it('names the host that a certificate lacks, which Flower does not', () => {
    const { causes, findings } = view({
      nodes: [node('north', { status: 'offline' }), node('west')],
      control: {
        certificate: { ...certificate, hosts: ['127.0.0.1', 'other'] },
      },
      log: 'WARNING :   Connection attempt failed, retrying in 2.1 seconds',
    });
    expect(causes).toEqual(['supernode supernode-certificate-host']);
    expect(findings[0].title).toContain('does not name fleet-api');
    expect(findings[0].evidence[0].text).toBe('names 127.0.0.1, other');
  });

  it('names a member that trusts another authority', () => {
    const { causes, findings } = view({
      nodes: [node('north', { status: 'registered' }), node('west')],
      northCa: otherCa,
      north: crashing,
    });
    expect(causes).toEqual(['supernode supernode-other-authority']);
    expect(findings[0].evidence.map(({ source }) => source)).toEqual([
      'north/retail ConfigMap superlink-ca',
      'east/retail ConfigMap superlink-ca',
    ]);
  });

  it.each([
    [
      '2026-12-10T00:00:00.000Z',
      'online',
      ['superlink superlink-certificate-expires-soon'],
    ],
    [
      '2026-11-20T00:00:00.000Z',
      'offline',
      [
        'superlink superlink-certificate-expired',
        'supernode supernode-certificate-expired',
      ],
    ],
  ])('tells of a certificate that ends on %s', (notAfter, status, expected) => {
    const { causes } = view({
      nodes: [node('north', { status }), node('west')],
      control: { certificate: { ...certificate, notAfter } },
    });
    expect(causes).toEqual(expected);
  });

  it('says why runs will stay pending', () => {
    const { causes } = view({
      control: { certificate: { ...certificate, hosts: ['fleet-api'] } },
    });
    expect(causes).toEqual(['superlink superlink-certificate-loopback']);
    const before = view({
      version: '1.36.0',
      control: { certificate: { ...certificate, hosts: ['fleet-api'] } },
    });
    expect(before.causes).toEqual([]);
  });

  it.each([
    [
      'its certificate was not signed by the federation’s authority',
      { ...certificate, trusted: false },
      'superlink-certificate-untrusted',
    ],
    ['it does not speak TLS', undefined, 'superlink-without-tls'],
  ])('explains when %s', (reason, served, cause) => {
    const { causes } = view({
      control: { state: 'failed', reason, since: T0, certificate: served },
    });
    expect(causes).toEqual([`superlink ${cause}`]);
  });
});
