import {
  FlowerWorkloadSpec,
  workloadPersistenceSchema,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeDeployment,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import {
  Observed,
  planFederation,
} from '@backstage-federation/plugin-federation-node';
import { planFederationRemoval } from '../../../federation-node/src/planner/planFederation';
import { flower } from '../flower';
import { superLinkObjects } from '../objects';
import {
  flowerAlone,
  testSpec,
  workloadSteps,
} from '../__testUtils__/federation';
import { superLinkPart } from './removal';

const auth = testSpec('1.41.0', 'supernode-auth');
const withWorkload = (change: Partial<FlowerWorkloadSpec>) => ({
  ...auth,
  workload: { ...auth.workload, ...change },
});

const storageClass = (name: string, isDefault = false): KubeObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name,
    annotations: {
      'storageclass.kubernetes.io/is-default-class': String(isDefault),
    },
  },
});
const standard = storageClass('standard', true);
const fast = storageClass('fast');

/** A hub whose storage classes may be read, with these objects in it. */
const hub = (...objects: KubeObject[]): Observed => ({
  clusters: {
    east: {
      objects,
      served: ['persistentvolumeclaims', 'storageclasses.storage.k8s.io'],
    },
    north: { objects: [] },
    west: { objects: [] },
  },
});
const unreadable: Observed = {
  clusters: {
    east: {
      objects: [],
      served: ['storageclasses.storage.k8s.io'],
      unread: [{ resource: 'storageclasses.storage.k8s.io', message: 'no' }],
    },
  },
};

function deploymentIn(objects: KubeObject[]): KubeDeployment {
  return objects.find(({ kind }) => kind === 'Deployment') as KubeDeployment;
}

function planned(spec: typeof auth, observed: Observed) {
  const steps = flower.plan(spec, observed);
  const volume = steps.find(({ id }) => id === 'hub/superlink-volume');
  const superLink = steps.find(({ id }) => id === 'hub/superlink')!;
  const drafts =
    superLink.kind === 'call' ? superLink.drafts! : (superLink as any).objects;
  const { volumes } = deploymentIn(drafts).spec!.template.spec!;
  const { name: _, ...source } = volumes!.find(
    ({ name }) => name === 'state-volume',
  ) ?? { name: '' };
  return {
    title: volume?.title,
    claim: volume?.kind === 'ensure' ? volume.objects[0] : undefined,
    source,
    superLink,
  };
}

const onClaim = { persistentVolumeClaim: { claimName: 'superlink-state' } };
const inPod = { emptyDir: { sizeLimit: '1Gi' } };
const claimOf = (observed: Observed, change = {}) =>
  planned(withWorkload(change), observed).claim!;

describe('the volume of the SuperLink’s database', () => {
  it('is there by default where a default storage class is, and the plan says which', () => {
    const { title, claim, source, superLink } = planned(
      auth,
      hub(fast, standard),
    );
    expect(title).toBe(
      'hub: volume of the SuperLink\'s database, storage class "standard"',
    );
    expect(source).toEqual(onClaim);
    expect(superLink.dependsOn).toContain('hub/superlink-volume');
    expect(claim).toMatchObject({
      metadata: { name: 'superlink-state', namespace: 'retail' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'standard',
        resources: { requests: { storage: '5Gi' } },
      },
    });
  });

  it.each([
    ['no class is the default', auth, hub(fast), inPod],
    ['classes may not be read', auth, unreadable, inPod],
    ['nobody looked', auth, { clusters: {} }, inPod],
    [
      'it was not wanted',
      withWorkload({ persistence: 'none' }),
      hub(standard),
      inPod,
    ],
    [
      'nothing is registered',
      withWorkload({ security: 'tls' }),
      hub(standard),
      {},
    ],
  ])('is not there where %s', (_, spec, observed, wanted) => {
    const { claim, source } = planned(spec, observed);
    expect(claim).toBeUndefined();
    expect(source).toEqual(wanted);
  });

  it('is of the class that the spec names', () => {
    const named = { storageClass: 'fast' };
    expect(claimOf(hub(standard, fast), named).spec).toMatchObject({
      storageClassName: 'fast',
    });
    expect(claimOf(unreadable, named).spec).toMatchObject({
      storageClassName: 'fast',
    });
    // Then the API server chooses.
    expect(
      claimOf(unreadable, { persistence: 'volume' }).spec,
    ).not.toHaveProperty('storageClassName');
  });

  it.each([
    [
      { persistence: 'volume' as const },
      [fast],
      /^workload\.persistence: cluster "east" has no default storage class; name one in workload\.storageClass \(there are "fast"\), or choose "none"$/,
    ],
    [
      { persistence: 'volume' as const },
      [],
      /no default storage class; .*\(there is none\)/,
    ],
    [
      { storageClass: 'slow' },
      [fast, standard],
      /^workload\.storageClass: cluster "east" has no storage class "slow"; there are "fast", "standard"$/,
    ],
  ])('is refused where %j cannot be given', (change, classes, message) => {
    expect(() => planned(withWorkload(change), hub(...classes))).toThrow(
      message,
    );
  });

  it('keeps class and size once it is there, whatever the default is now', () => {
    const made = claimOf(hub(standard));
    const grown = {
      ...made,
      spec: {
        ...(made as any).spec,
        resources: { requests: { storage: '20Gi' } },
      },
    } as KubeObject;
    for (const observed of [
      hub(made, storageClass('newer', true)),
      hub(made),
      { clusters: { east: { ...unreadable.clusters.east, objects: [made] } } },
    ]) {
      expect(claimOf(observed)).toEqual(made);
    }
    expect(claimOf(hub(grown))).toEqual(grown);
    expect(() => claimOf(hub(made, fast), { storageClass: 'fast' })).toThrow(
      /^workload\.storageClass: PersistentVolumeClaim superlink-state in namespace "retail" of cluster "east" is of class "standard", which can never be changed/,
    );
  });

  it('says that the database moves, either way', () => {
    const made = claimOf(hub(standard));
    const before = deploymentIn(superLinkObjects(auth, 'kubernetes'));
    const after = deploymentIn(
      superLinkObjects(auth, 'kubernetes', undefined, true),
    );
    const title = (observed: Observed, change = {}) =>
      planned(withWorkload(change), observed).superLink.title;
    expect(title(hub(standard, before))).toBe(
      'hub: SuperLink 1.41.0; its database moves to PersistentVolumeClaim superlink-state, and the SuperNodes are registered again',
    );
    expect(title(hub(made, after), { persistence: 'none' })).toBe(
      'hub: SuperLink 1.41.0; its database leaves PersistentVolumeClaim superlink-state, which stays until the federation is deleted, and the SuperNodes are registered again',
    );
    expect(title(hub(made, after))).toBe('hub: SuperLink 1.41.0');
    expect(title(hub(before))).toBe('hub: SuperLink 1.41.0');
  });

  it('is refused to a release that cannot read what a newer one wrote there, and to no other', () => {
    const made = claimOf(hub(standard));
    const at = (version: string, persistent = true) =>
      deploymentIn(
        superLinkObjects(
          { ...auth, workload: { ...auth.workload, version } },
          'kubernetes',
          undefined,
          persistent,
        ),
      );
    const plan = (live: KubeDeployment, change = {}) =>
      planned(withWorkload(change), hub(standard, made, live));
    // With real Flower: 1.41.0 ends with status 1 on a database of 1.42.0.
    expect(() => plan(at('1.42.0'))).toThrow(
      /^workload\.version: Flower 1\.41\.0 cannot read the SuperLink's database, which Flower 1\.42\.0 has on PersistentVolumeClaim superlink-state in namespace "retail" of cluster "east"\. Choose workload\.persistence "none"/,
    );
    expect(() => plan(at('1.42.0'), { version: '1.39.0' })).toThrow(
      /^workload\.version: Flower 1\.39\.0 cannot read/,
    );
    expect(plan(at('1.42.0'), { persistence: 'none' }).source).toEqual(inPod);
    expect(plan(at('1.41.1')).source).toEqual(onClaim);
    expect(plan(at('1.39.0')).source).toEqual(onClaim);
    // Its database went with its pod.
    expect(plan(at('1.42.0', false)).source).toEqual(onClaim);
    // A claim that is gone took the database with it.
    expect(planned(auth, hub(standard, at('1.42.0'))).source).toEqual(onClaim);
  });

  it('is of the class that is the default by the older annotation, too', () => {
    const old = storageClass('old');
    old.metadata.annotations = {
      'storageclass.beta.kubernetes.io/is-default-class': 'true',
    };
    expect(claimOf(hub(fast, old)).spec).toMatchObject({
      storageClassName: 'old',
    });
  });

  const removed = (steps: { kind: string }[]) =>
    steps.flatMap(step =>
      step.kind === 'remove'
        ? (step as any).keys.map((key: any) => `${key.type.kind} ${key.name}`)
        : [],
    );
  const options = { ...flowerAlone };

  it.each(workloadPersistenceSchema.options)(
    'stays when the federation is applied again with persistence %s, and goes with it',
    persistence => {
      const made = claimOf(hub(standard));
      const spec = withWorkload({ persistence });
      const objects = superLinkObjects(auth, 'kubernetes', undefined, true);
      const observed = hub(standard, made, ...objects);
      for (const again of [
        spec,
        { ...spec, workload: { ...spec.workload, security: 'tls' as const } },
      ]) {
        expect(
          removed(workloadSteps(planFederation(again, observed, options))),
        ).not.toContain('PersistentVolumeClaim superlink-state');
      }
      const goes = removed(
        planFederationRemoval(spec, observed, options).steps,
      );
      expect(goes).toContain('PersistentVolumeClaim superlink-state');
      expect(goes.indexOf('PersistentVolumeClaim superlink-state')).toBe(
        Math.max(
          goes.indexOf('Deployment superlink'),
          goes.indexOf('PersistentVolumeClaim superlink-state'),
        ),
      );
    },
  );

  it('goes with the SuperLink alone', () => {
    const made = claimOf(hub(standard));
    const { owns } = superLinkPart(auth, hub(made));
    expect(owns(made, 'east')?.plural).toBe('persistentvolumeclaims');
  });
});
