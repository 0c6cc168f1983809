import {
  MERGE,
  TestServer,
  startTestServer,
} from '../__testUtils__/testServer';

const CLASSES = '/apis/storage.k8s.io/v1/storageclasses';
const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';

describe('storage', () => {
  let test: TestServer;

  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.stop());

  const claim = (name: string, spec: object = {}) =>
    test.call('POST', CLAIMS, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        ...spec,
      },
    });

  it('leaves a claim without a class where no class is the default', async () => {
    const { body } = await claim('early');
    expect(body.spec.storageClassName).toBeUndefined();
    expect(body.spec.volumeMode).toBe('Filesystem');
    expect(body.status).toEqual({ phase: 'Pending' });
    expect(body.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  });

  it('gives a claim the default class, unless it names one or none', async () => {
    const made = await test.call('POST', CLASSES, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {
        name: 'standard',
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
      },
      provisioner: 'example.com/disks',
    });
    expect(made.body).toMatchObject({
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    });
    const classOf = async (name: string, spec?: object) =>
      (await claim(name, spec)).body.spec.storageClassName;
    expect(await classOf('plain')).toBe('standard');
    expect(await classOf('chosen', { storageClassName: 'fast' })).toBe('fast');
    expect(await classOf('static', { storageClassName: '' })).toBe('');
  });

  it('refuses a claim without a mode or a size', async () => {
    const { body } = await claim('empty', { accessModes: [], resources: {} });
    expect(body.code).toBe(422);
    expect(body.message).toMatch(
      /spec\.accessModes: Required value: at least 1 access mode is required/,
    );
    expect(body.message).toMatch(/spec\.resources\[storage\]: Required value/);
  });

  it('keeps what a claim asks for, but for a larger size once it is bound', async () => {
    const change = (spec: object) =>
      test.call('PATCH', `${CLAIMS}/plain`, { spec }, MERGE);
    const refused = await change({ storageClassName: 'fast' });
    expect(refused.body.message).toMatch(
      /^PersistentVolumeClaim "plain" is invalid: spec: Forbidden: spec is immutable after creation/,
    );
    const bigger = { resources: { requests: { storage: '2Gi' } } };
    expect((await change(bigger)).body.code).toBe(422);
    expect((await change({ volumeName: 'pv-1' })).body.code).toBeUndefined();
    await test.call(
      'PATCH',
      `${CLAIMS}/plain/status`,
      { status: { phase: 'Bound' } },
      MERGE,
    );
    expect((await change(bigger)).body.spec.resources.requests.storage).toBe(
      '2Gi',
    );
  });

  it('takes a domain as the name of a driver, as the real one does', async () => {
    const volume = (driver: string) =>
      test.call('POST', '/api/v1/persistentvolumes', {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: 'pv-1' },
        spec: {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce'],
          csi: { driver, volumeHandle: 'x' },
        },
      });
    expect((await volume('example.com/disks')).body.message).toMatch(
      /^PersistentVolume "pv-1" is invalid: spec\.csi\.driver: Invalid value: "example\.com\/disks": a lowercase RFC 1123 subdomain/,
    );
    expect((await volume('disks.example.com')).body.status.phase).toBe(
      'Pending',
    );
  });
});
