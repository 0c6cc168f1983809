import { resources } from '../../client';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { until } from '../../__testUtils__/until';
import { eventually } from '../../shared/sleep';
import { startStorageController } from './startStorageController';

const NS = 'apps';
const { persistentVolumeClaims, persistentVolumes, pods, storageClasses } =
  resources;

describe('startStorageController', () => {
  let abort: AbortController;
  let cluster: InProcessCluster;

  beforeEach(async () => {
    abort = new AbortController();
    cluster = new InProcessCluster('west', { namespaces: [NS] });
  });
  afterEach(() => {
    abort.abort();
    cluster.stop();
  });

  const start = (binds?: boolean) =>
    startStorageController({ client: cluster, signal: abort.signal, binds });
  const makeClaim = (spec: object = {}) =>
    cluster.create(persistentVolumeClaims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: NS },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        ...spec,
      },
    });
  const podOf = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NS },
    spec: {
      containers: [{ name: 'web', image: 'web:1' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name } }],
    },
  });
  const makePod = () => cluster.create(pods, podOf('data'));
  const claim = () => cluster.get(persistentVolumeClaims, NS, 'data');
  const untilBound = () =>
    until(
      cluster,
      persistentVolumeClaims,
      NS,
      'data',
      ({ status }) => status.phase === 'Bound',
    );
  const phase = async () => (await claim())?.status.phase;

  it('brings a default class, and leaves one of the cluster alone', async () => {
    await start();
    const [standard] = await cluster.list(storageClasses);
    expect(standard.metadata.name).toBe('standard');
    await start();
    expect(await cluster.list(storageClasses)).toEqual([standard]);
  });

  it('gives a claim a volume once a pod wants it', async () => {
    await start();
    const { spec, metadata } = await makeClaim();
    expect(spec.storageClassName).toBe('standard');
    expect(await phase()).toBe('Pending');
    await makePod();
    await untilBound();
    expect((await claim())?.spec.volumeName).toBe(`pvc-${metadata.uid}`);
    const [volume] = await cluster.list(persistentVolumes);
    expect(volume.status).toMatchObject({ phase: 'Bound' });
  });

  it('keeps a deleted claim until no pod uses it; then its volume goes too', async () => {
    await start();
    await makeClaim();
    await makePod();
    await untilBound();
    await cluster.delete(persistentVolumeClaims, NS, 'data');
    expect((await claim())?.metadata.deletionTimestamp).toBeDefined();
    await cluster.delete(pods, NS, 'data', { gracePeriodSeconds: 0 });
    await eventually(
      async () =>
        !(await claim()) && !(await cluster.list(persistentVolumes)).length,
      'claim and volume stay',
    );
  });

  it('leaves claims of other classes alone', async () => {
    await start();
    await makeClaim({ storageClassName: 'other' });
    await makePod();
    // One that comes later is done with: the other was looked at.
    await cluster.create(persistentVolumeClaims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'ours', namespace: NS },
      spec: { ...(await claim())!.spec, storageClassName: 'standard' },
    });
    await cluster.create(pods, podOf('ours'));
    await until(
      cluster,
      persistentVolumeClaims,
      NS,
      'ours',
      ({ status }) => status.phase === 'Bound',
    );
    const volumes = await cluster.list(persistentVolumes);
    expect(volumes.map(({ spec }) => spec.claimRef.name)).toEqual(['ours']);
    expect(await phase()).toBe('Pending');
  });

  it('makes a volume and leaves the binding to a controller manager', async () => {
    await start(false);
    const { metadata } = await makeClaim();
    await makePod();
    const name = `pvc-${metadata.uid}`;
    await until(cluster, persistentVolumes, undefined, name, () => true);
    expect(await phase()).toBe('Pending');
  });
});
