import { setTimeout as delay } from 'node:timers/promises';
import {
  kube,
  KubeObject,
  ManagedKubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import {
  answer,
  createTestClusters,
  FAST,
  startTestServer,
  TestApiServer,
  waiter,
} from '../../../kubernetes-clusters/src/__testUtils__';
import { FederationLease } from './FederationLease';
import { holdingFederation } from './holdingFederation';
import { LeaseOptions } from './LeaseOptions';

const place = { cluster: 'west', namespace: 'ns' };
const key = { type: kube.lease, namespace: 'ns', name: 'federation-retail-fl' };
const ADA = 'task 1 of user:default/ada';
const BOB = 'task 2 of user:default/bob';

/** One that is held, as another backend left it. */
const leaseOf = (holderIdentity: string, leaseDurationSeconds: number) => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: key.name, namespace: 'ns' },
  spec: { holderIdentity, leaseDurationSeconds },
});

describe('holdingFederation', () => {
  let server: TestApiServer;
  let backends: ManagedKubernetesClusters[];
  let controller: AbortController;
  let lines: string[];
  const { changed, until } = waiter();

  /** A backend of its own: it knows of others by the lease only. */
  const backend = () => {
    const clusters = createTestClusters({ west: server.url }, { timing: FAST });
    backends.push(clusters);
    return clusters;
  };
  const hold = <T>(
    clusters: ManagedKubernetesClusters,
    holder: string,
    run: (signal: AbortSignal) => Promise<T>,
    {
      taking = { patient: true },
      ...options
    }: Partial<LeaseOptions> & {
      taking?: Parameters<FederationLease['take']>[1];
    } = {},
  ) =>
    holdingFederation(
      {
        clusters,
        federation: 'retail-fl',
        holder,
        signal: controller.signal,
        report: line => {
          lines.push(`${holder} ${line}`);
          changed();
        },
        leaseSeconds: 1,
        ...options,
      },
      async (lease, signal) => {
        await lease.take(place, taking);
        return run(signal);
      },
    );
  const stored = () => backends[0].get('west').get(key);
  /** Starts a run that goes on until it is ended. */
  const start = async (
    clusters: ManagedKubernetesClusters,
    holder: string,
    options?: Partial<LeaseOptions>,
  ) => {
    let end = () => {};
    let begun = () => {};
    const running = new Promise<void>(resolve => {
      begun = resolve;
    });
    const over = hold(
      clusters,
      holder,
      signal =>
        new Promise<void>((resolve, reject) => {
          end = resolve;
          signal.addEventListener('abort', () => reject(new Error('aborted')));
          begun();
        }),
      options,
    );
    await Promise.race([running, over]);
    return { over, end: () => end() };
  };

  beforeEach(async () => {
    server = await startTestServer();
    backends = [];
    lines = [];
    controller = new AbortController();
  });
  afterEach(async () => {
    await Promise.all(backends.map(clusters => clusters.close()));
    await server.stop();
  });

  it('has a lease with who it is while it runs, and none afterwards', async () => {
    const held = await hold(backend(), ADA, stored);
    expect(held).toMatchObject({
      metadata: {
        labels: { 'backstage-federation.dev/federation': 'retail-fl' },
      },
      spec: {
        holderIdentity: ADA,
        leaseDurationSeconds: 1,
        leaseTransitions: 1,
        renewTime: expect.stringMatching(/^2\S+T\S+\.\d{6}Z$/),
      },
    });
    expect(await stored()).toBeUndefined();
    const failed = hold(backends[0], ADA, () =>
      Promise.reject(new Error('no')),
    );
    await expect(failed).rejects.toThrow('no');
    expect(await stored()).toBeUndefined();
  });

  it.each(['the same backend', 'another one'])(
    'lets who comes later in %s wait, and says for whom',
    async where => {
      const one = backend();
      const other = where === 'another one' ? backend() : one;
      const first = await start(one, ADA);
      let began = false;
      const later = hold(other, BOB, async () => {
        began = true;
      });
      await until(() => lines.length > 0);
      expect(lines).toEqual([`${BOB} waits for ${ADA}, who changes retail-fl`]);
      await delay(50);
      expect(began).toBe(false);
      first.end();
      await Promise.all([first.over, later]);
      expect(began).toBe(true);
      expect(await stored()).toBeUndefined();
    },
  );

  it('never lets two run at once, and each in the end', async () => {
    let running = 0;
    let most = 0;
    let ran = 0;
    await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async i =>
        hold(i < 5 ? backend() : backends[0], `task ${i}`, async () => {
          running += 1;
          most = Math.max(most, running);
          await delay(5);
          running -= 1;
          ran += 1;
        }),
      ),
    );
    expect({ most, ran }).toEqual({ most: 1, ran: 6 });
  });

  it.each(['the same backend', 'another one'])(
    'refuses who has waited too long in %s, naming who is at it',
    async where => {
      const one = backend();
      const first = await start(one, ADA);
      const later = hold(
        where === 'another one' ? backend() : one,
        BOB,
        async () => {},
        { waitMs: 60 },
      );
      await expect(later).rejects.toThrow(
        expect.objectContaining({
          name: 'ConflictError',
          message: `federation: "retail-fl" is being changed by ${ADA}, so nothing was changed; run this again when that is done`,
        }),
      );
      first.end();
      await first.over;
    },
  );

  it('does not ask again and again while a lease lasts longer than a timer can', async () => {
    server.put(leaseOf(ADA, 2 ** 31 - 1));
    const timers = jest.spyOn(global, 'setTimeout');
    try {
      const later = hold(backend(), BOB, async () => {}, { waitMs: 300 });
      await expect(later).rejects.toThrow(`is being changed by ${ADA}`);
      const tooLong = timers.mock.calls.filter(([, ms]) => ms! >= 2 ** 31);
      expect(tooLong).toEqual([]);
    } finally {
      timers.mockRestore();
    }
  });

  it('refuses at once where waiting would be of no use', async () => {
    const first = await start(backend(), ADA);
    const later = hold(backend(), BOB, async () => {}, {
      taking: { patient: false },
    });
    await expect(later).rejects.toThrow(`is being changed by ${ADA}`);
    first.end();
    await first.over;
  });

  it('keeps the lease for longer than it lasts', async () => {
    const first = await start(backend(), ADA);
    const later = hold(backend(), BOB, async () => {}, { waitMs: 1_500 });
    await expect(later).rejects.toThrow(`is being changed by ${ADA}`);
    first.end();
    await first.over;
  });

  it('takes the lease of one that was killed when it has ended', async () => {
    server.put(leaseOf(ADA, 1));
    const startedAt = Date.now();
    const held = (await hold(backend(), BOB, stored)) as KubeObject;
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(held.spec).toMatchObject({ holderIdentity: BOB });
    expect(lines).toEqual([`${BOB} waits for ${ADA}, who changes retail-fl`]);
  });

  it('takes its own again at once, in a task that goes on', async () => {
    server.put(leaseOf(ADA, 3600));
    await hold(backend(), ADA, async () => {});
    expect(lines).toEqual([]);
    expect(await stored()).toBeUndefined();
  });

  it('ends waiting at once when it is cancelled', async () => {
    const one = backend();
    const first = await start(one, ADA, {
      signal: new AbortController().signal,
    });
    const later = [one, backend()].map(clusters =>
      hold(clusters, BOB, async () => {}),
    );
    await until(() => lines.length === 2);
    controller.abort();
    const ends = await Promise.allSettled(later);
    expect(ends.map(end => end.status)).toEqual(['rejected', 'rejected']);
    first.end();
    await first.over;
  });

  it('ends the run when somebody else has the lease, and leaves it to them', async () => {
    const first = await start(backend(), ADA);
    server.put(leaseOf(BOB, 3600));
    await expect(first.over).rejects.toThrow(
      `federation: "retail-fl" is being changed by ${BOB} now`,
    );
    expect(await stored()).toMatchObject({ spec: { holderIdentity: BOB } });
  });

  it('makes it again when somebody has deleted it', async () => {
    const first = await start(backend(), ADA);
    const { uid } = (await stored())!.metadata;
    server.remove(leaseOf(ADA, 1));
    for (let seen; seen?.metadata.uid === undefined || !seen.spec; ) {
      seen = (await stored()) as KubeObject | undefined;
      expect(seen?.metadata.uid).not.toBe(uid);
    }
    first.end();
    await first.over;
    expect(await stored()).toBeUndefined();
  });

  it('is not made again where the namespace is going', async () => {
    const first = await start(backend(), ADA);
    const sent = server.requests.length;
    const since = () =>
      server.requests
        .slice(sent)
        .map(({ method, url }) => `${method} ${url.pathname}`);
    server.put({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'ns', deletionTimestamp: '2026-01-01T00:00:00Z' },
    });
    server.remove(leaseOf(ADA, 1));
    const look = 'GET /api/v1/namespaces/ns';
    while (!since().includes(look)) await stored();
    first.end();
    await first.over;
    const afterwards = since().slice(since().indexOf(look));
    expect(afterwards.filter(one => one.startsWith('PATCH'))).toEqual([]);
    expect(await stored()).toBeUndefined();
  });

  it('goes on when who held it has deleted the namespace', async () => {
    const namespace = { name: 'ns', deletionTimestamp: '2026-01-01T00:00:00Z' };
    const waits = () => lines.length > 0;
    for (const how of ['is going', 'is gone']) {
      server.put(leaseOf(ADA, 3600));
      const later = hold(backend(), BOB, async () => how);
      await until(waits);
      const object = { apiVersion: 'v1', kind: 'Namespace' };
      if (how === 'is going') server.put({ ...object, metadata: namespace });
      else server.remove({ ...object, metadata: namespace });
      server.remove(leaseOf(ADA, 1));
      expect(await later).toBe(how);
      expect(await stored()).toBeUndefined();
      lines = [];
    }
    const first = hold(backends[0], ADA, async () => {}, {
      taking: { patient: false },
    });
    await expect(first).rejects.toThrow('namespaces "ns" not found');
  });

  it('names the rights that are missing before anything is done', async () => {
    const clusters = backend();
    server.intercept = ({ url, body }, response) => {
      const isReview = url.pathname.endsWith('selfsubjectaccessreviews');
      if (!isReview || body.spec.resourceAttributes.verb !== 'delete') {
        return false;
      }
      answer(response, 201, { ...body, status: { allowed: false } });
      return true;
    };
    const run = jest.fn();
    await expect(hold(clusters, ADA, run)).rejects.toThrow(
      expect.objectContaining({
        name: 'NotAllowedError',
        message: expect.stringContaining(
          'cluster "west": delete leases.coordination.k8s.io in namespace ns',
        ),
      }),
    );
    expect(run).not.toHaveBeenCalled();
    expect(await stored()).toBeUndefined();
  });
});
