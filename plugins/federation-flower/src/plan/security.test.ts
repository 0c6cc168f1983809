import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  CallContext,
  CallStep,
  Observed,
  planFederation,
  PlanStep,
  RemovalPart,
  StepInputs,
  planRemoval,
} from '@backstage-federation/plugin-federation-node';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import {
  planFederationRemoval,
  planMemberRemoval,
} from '../../../federation-node/src/planner/planFederation';
import { flower } from '../flower';
import { superLinkObjects, superNodeObjects } from '../objects';
import {
  authorityConfigMap,
  secretText,
  superNodeKeyObject,
} from '../objects/credentialObjects';
import { certificateFacts, isSignedBy } from '../security/certificates';
import { isPublicKey, sha256 } from '../security/superNodeKey';
import { superNodeKeyPart, superNodePart } from './removal';
import {
  flowerAlone,
  testSpec,
  workloadSteps,
} from '../__testUtils__/federation';

const spec = testSpec('1.39.0', 'supernode-auth');
const [north] = spec.members;
const empty: Observed = { clusters: {} };

function callStep(steps: PlanStep[], id: string): CallStep {
  const step = steps.find(found => found.id === id);
  expect(step?.kind).toBe('call');
  return step as CallStep;
}

/** A dry-run on a cluster where nothing runs. */
const dry: CallContext = {
  clusters: () =>
    ({ list: async () => [] } as unknown as ReturnType<
      CallContext['clusters']
    >),
  signal: new AbortController().signal,
  dryRun: true,
  report: () => {},
};

async function objectsOf(
  step: CallStep,
  inputs: Partial<StepInputs> = {},
): Promise<KubeObject[]> {
  const result = await step.call(inputs, dry);
  if ('missing' in result) throw new Error(result.missing);
  return result.objects ?? [];
}

describe('a plan with SuperNode authentication', () => {
  const steps = flower.plan(spec, empty);
  const order = Object.fromEntries(
    steps.map(({ id, dependsOn }) => [id, dependsOn]),
  );

  it('starts a SuperNode only when its key is registered', () => {
    expect(order['hub/certificates']).toEqual(['hub/namespace']);
    expect(order['hub/superlink']).toContain('hub/certificates');
    expect(order['north/authority']).toContain('hub/certificates');
    expect(order['north/supernodes-registered']).toEqual([
      'hub/superlink-available',
      'north/supernode-keys',
    ]);
    expect(order['north/supernodes']).toEqual([
      'north/namespace',
      'north/authority',
      'north/supernodes-registered',
    ]);
  });

  it('makes certificates once: again, they are the same', async () => {
    const step = callStep(steps, 'hub/certificates');
    const [authority, server, publicPart] = await objectsOf(step);
    expect(await objectsOf(step, { authority, server })).toEqual([
      authority,
      server,
      publicPart,
    ]);
    const ca = secretText(authority, 'tls.crt')!;
    expect(isSignedBy(secretText(server, 'tls.crt')!, ca)).toBe(true);
    expect(secretText(server, 'ca.crt')).toBe(ca);
    expect(publicPart.data).toEqual({ 'ca.crt': ca });
    expect(
      step.produces?.map(({ type, name }) => `${type.kind} ${name}`),
    ).toEqual([
      'Secret superlink-ca',
      'Secret superlink-tls',
      'ConfigMap superlink-ca',
    ]);
  });

  it('says beforehand when a certificate will be renewed', async () => {
    const made = await objectsOf(callStep(steps, 'hub/certificates'));
    const observe = (annotation: string, value: string): Observed => ({
      clusters: {
        east: {
          objects: made.map(({ data: _, ...object }) => ({
            ...object,
            metadata: {
              ...object.metadata,
              annotations: {
                ...object.metadata.annotations,
                [`backstage-federation.dev/${annotation}`]: value,
              },
            },
          })) as KubeObject[],
        },
      },
    });
    const title = (observed: Observed) =>
      callStep(flower.plan(spec, observed), 'hub/certificates').title;
    expect(title({ clusters: { east: { objects: made } } })).toBe(
      'hub: certificate of the SuperLink',
    );
    expect(title(observe('not-after', '2020-01-01T00:00:00Z'))).toBe(
      "hub: renew the SuperLink's certificate, as it ended on 2020-01-01",
    );
    expect(
      title(observe('hosts', 'localhost,127.0.0.1,superlink-service')),
    ).toMatch(/as it does not name fleet-api, superlink-service\.retail/);
  });

  it('starts the SuperLink anew with another certificate', async () => {
    const certificates = callStep(steps, 'hub/certificates');
    const step = callStep(steps, 'hub/superlink');
    const mark = async () => {
      const [, tls] = await objectsOf(certificates);
      const [deployment] = (await objectsOf(step, { tls })) as any[];
      const facts = certificateFacts(secretText(tls, 'tls.crt')!)!;
      expect(deployment.spec.template.metadata.annotations).toEqual({
        'backstage-federation.dev/certificate-sha256': facts.fingerprint,
      });
      return facts.fingerprint;
    };
    expect(await mark()).not.toBe(await mark());
    expect(await step.call({}, dry)).toEqual({
      missing: 'needs its certificate first',
    });
  });

  it('makes a key once, and a new one for one that was cut', async () => {
    const step = callStep(steps, 'north/supernode-keys');
    const [secret] = await objectsOf(step);
    expect(secret.type).toBe('kubernetes.io/ssh-auth');
    const inputs = { 'supernode-1': secret };
    expect(await objectsOf(step, inputs)).toEqual([secret]);
    const publicKey = secretText(secret, 'public.pem')!;
    expect(isPublicKey(publicKey)).toBe(true);
    const cut = {
      ...secret,
      data: { 'ssh-privatekey': 'x', 'public.pem': 'x' },
    };
    const [next] = await objectsOf(step, { 'supernode-1': cut });
    expect(secretText(next, 'public.pem')).not.toBe(publicKey);
  });

  it('keeps a SuperNode as it is in a dry-run without a SuperLink', async () => {
    const [key] = await objectsOf(callStep(steps, 'north/supernode-keys'));
    const [, , authority] = await objectsOf(
      callStep(steps, 'hub/certificates'),
    );
    const credentials = {
      authority: certificateFacts(
        (authority.data as Record<string, string>)['ca.crt'],
      )!.fingerprint,
      publicKey: sha256(secretText(key, 'public.pem')!),
      nodeId: '7',
    };
    const present = superNodeObjects(
      spec,
      north,
      north.superNodes[0],
      'kubernetes',
      credentials,
    );
    const inputs = {
      'the authority': authority,
      'supernode-1': key,
      'deployment supernode-1': present[0],
    };
    expect(
      await objectsOf(callStep(steps, 'north/supernodes'), inputs),
    ).toEqual(present);
  });

  it('writes nothing secret into objects that everybody may read', async () => {
    const made = await objectsOf(callStep(steps, 'north/supernode-keys'));
    const key = secretText(made[0], 'ssh-privatekey')!.split('\n')[3];
    const inputs = { 'supernode-1': made[0] };
    const rest = [
      await callStep(steps, 'north/supernodes-registered').call(inputs, dry),
      { ...made[0], data: undefined },
      steps.map(step => step.title),
    ];
    expect(JSON.stringify(rest)).not.toContain(key);
  });
});

describe('removal with SuperNode authentication', () => {
  const deployment = superNodeObjects(
    spec,
    north,
    north.superNodes[0],
    'kubernetes',
    { authority: 'a', publicKey: 'b', nodeId: '1' },
  )[0];
  const observed: Observed = {
    clusters: {
      east: { objects: [] },
      west: { objects: [] },
      north: { objects: [deployment] },
    },
  };

  it('unregisters a member’s SuperNodes before it removes them and their keys', () => {
    const [unregister, ...removals] = workloadSteps(
      planMemberRemoval(spec, north, observed, flowerAlone),
    );
    expect(unregister).toMatchObject({
      kind: 'call',
      cluster: 'east',
      title: 'north: unregister supernode-1',
    });
    expect(removals[0]).toMatchObject({
      kind: 'remove',
      dependsOn: [unregister.id],
    });
    expect(removals[1]).toMatchObject({
      kind: 'remove',
      dependsOn: [unregister.id, removals[0].id],
    });
    expect(
      removals
        .flatMap(step => (step.kind === 'remove' ? step.keys : []))
        .map(({ type, name }) => `${type.kind} ${name}`),
    ).toEqual([
      'Deployment supernode-1',
      'NetworkPolicy supernode-1',
      'Secret supernode-1-key',
    ]);
  });

  it('has nothing to unregister when the SuperLink does not run', async () => {
    const [unregister] = workloadSteps(
      planMemberRemoval(spec, north, observed, flowerAlone),
    );
    expect(
      await (unregister as CallStep).call({}, { ...dry, dryRun: false }),
    ).toEqual({ message: 'The SuperLink has no ready pod' });
  });

  it('does not unregister where the SuperLink goes too', () => {
    const plan = planFederationRemoval(spec, observed, flowerAlone);
    expect(workloadSteps(plan).map(({ id }) => id)).toEqual([
      'north/supernodes-removed',
      'north/supernode-keys-removed',
    ]);
  });
});

describe('what is no longer wanted where a place stays', () => {
  const objectsOfNode = (name: string) =>
    superNodeObjects(spec, north, { name }, 'kubernetes', {
      authority: 'a',
      publicKey: name,
      nodeId: '1',
    });
  const key = (name: string) =>
    superNodeKeyObject(spec, north, name, { publicKey: '', privateKey: '' });
  const observed = (): Observed => ({
    clusters: {
      east: {
        objects: [
          specConfigMap(spec),
          ...superLinkObjects(spec, 'kubernetes'),
          authorityConfigMap(spec, { namespace: 'retail' }, 'ca'),
        ],
      },
      west: { objects: [] },
      north: {
        objects: [...objectsOfNode('supernode-1'), key('supernode-1')],
      },
    },
  });
  const obsolete = (to: typeof spec, seen: Observed) =>
    planFederation(to, seen, flowerAlone)
      .steps.filter(({ id }) => id.endsWith('-obsolete'))
      .map(step => [
        step.id,
        step.dependsOn,
        step.kind === 'remove'
          ? step.keys.map(({ type, name }) => `${type.kind} ${name}`)
          : [],
      ]);

  it('credentials go after what started with them is made anew', () => {
    expect(obsolete(testSpec('1.39.0', 'insecure'), observed())).toEqual([
      [
        'north/supernode-keys-obsolete',
        ['north/supernodes'],
        ['Secret supernode-1-key'],
      ],
      [
        'hub/certificates-obsolete',
        ['west/supernodes', 'north/supernodes', 'hub/superlink'],
        [
          'ConfigMap superlink-ca',
          'Secret superlink-ca',
          'Secret superlink-tls',
        ],
      ],
    ]);
  });

  it('a SuperNode too many is unregistered, then goes, and its key at last', () => {
    const seen = observed();
    seen.clusters.north.objects.push(...objectsOfNode('old'), key('old'));
    expect(obsolete(spec, seen)).toEqual([
      ['north/supernodes-unregistered-obsolete', ['hub/spec'], []],
      [
        'north/supernodes-obsolete',
        ['north/supernodes-unregistered-obsolete'],
        ['Deployment old', 'NetworkPolicy old'],
      ],
      [
        'north/supernode-keys-obsolete',
        [
          'north/supernodes-unregistered-obsolete',
          'north/supernodes-obsolete',
          'north/supernodes',
        ],
        ['Secret old-key'],
      ],
    ]);
  });

  it('a key can go alone, and a SuperNode without the others', () => {
    const seen = observed();
    seen.clusters.north.objects.push(...objectsOfNode('old'), key('old'));
    const removed = (part: RemovalPart) =>
      planRemoval([part], { federation: spec.name, observed: seen })
        .flatMap(step => (step.kind === 'remove' ? step.keys : []))
        .map(({ type, name }) => `${type.kind} ${name}`);
    expect(removed(superNodeKeyPart(spec, north, 'old'))).toEqual([
      'Secret old-key',
    ]);
    expect(removed(superNodePart(spec, north, 'old', seen))).toEqual([
      'Deployment old',
      'NetworkPolicy old',
      'Secret old-key',
    ]);
  });

  it('nothing goes of a federation that stays as it is', () => {
    expect(obsolete(spec, observed())).toEqual([]);
  });
});
