import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  kube as types,
  KubernetesClusters,
} from '../../../packages/kubernetes-clusters/src';
import {
  holdingFederation,
  LeaseOptions,
} from '../../../packages/federation-plans/src';
import { KubeError } from '../../support/kube';
import { Bench } from './Bench';

/** How long the lease lasts of somebody who was killed. */
const LEASE_SECONDS = 2;

/** Two backends know of each other by the lease only; what decides between them is the API server. */
describe('the lease of a federation', () => {
  let bench: Bench;
  let namespace: string;
  let one: KubernetesClusters;
  let two: KubernetesClusters;
  before(async () => {
    bench = await Bench.open();
    one = (await bench.connect()).clusters;
    two = (await bench.connect()).clusters;
    namespace = await bench.namespace('lease');
  });
  after(() => bench?.close());

  const path = (name = '') =>
    `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases${name}`;
  const stored = (federation: string) =>
    bench.kube
      .send('GET', path(`/federation-${federation}`))
      .catch((error: KubeError) => error.code);
  const said: string[] = [];

  /** Runs something while a backend holds the lease. */
  const hold = <T>(
    clusters: KubernetesClusters,
    federation: string,
    holder: string,
    run: (signal: AbortSignal) => Promise<T>,
    more: Partial<LeaseOptions> & { patient?: boolean } = {},
  ) =>
    holdingFederation(
      {
        clusters,
        federation,
        holder,
        signal: AbortSignal.timeout(30_000),
        report: line => said.push(`${holder} ${line}`),
        leaseSeconds: LEASE_SECONDS,
        ...more,
      },
      async (lease, signal) => {
        const place = { cluster: 'tested', namespace };
        await lease.take(place, { patient: more.patient ?? true });
        return run(signal);
      },
    );

  it('names its holder, and is gone afterwards', async () => {
    const lease = await hold(one, 'alone', 'ada', () => stored('alone'));
    assert.equal(lease.spec.holderIdentity, 'ada');
    assert.match(lease.spec.renewTime, /\.\d{6}Z$/);
    assert.equal(await stored('alone'), 404);
  });

  it('lets one in at a time, however many come at once', async () => {
    let inside = 0;
    const runs = [one, two, one, two].map((clusters, i) =>
      hold(clusters, 'crowd', `task ${i}`, async () => {
        inside += 1;
        // As long as the API server takes for an answer others would have come in.
        await stored('crowd');
        await stored('crowd');
        assert.equal(inside, 1);
        inside -= 1;
      }),
    );
    await Promise.all(runs);
    assert.ok(
      said.some(line => /waits for task \d, who changes crowd/.test(line)),
    );
    assert.equal(await stored('crowd'), 404);
  });

  it('is refused by name to who does not wait', async () => {
    await hold(one, 'held', 'ada', async () => {
      await assert.rejects(
        hold(two, 'held', 'bob', async () => {}, { patient: false }),
        { name: 'ConflictError', message: /is being changed by ada/ },
      );
    });
  });

  it('is renewed while it is held', async () => {
    await hold(one, 'renewed', 'ada', async () => {
      const { metadata } = await stored('renewed');
      await new Promise<void>((resolve, reject) => {
        const stop = new AbortController();
        const end = (settle: () => void) => {
          stop.abort();
          clearTimeout(timer);
          settle();
        };
        const timer = setTimeout(
          () => end(() => reject(new Error('not renewed'))),
          10_000,
        );
        one.get('tested').watch(types.lease, {
          namespace,
          fieldSelector: 'metadata.name=federation-renewed',
          signal: stop.signal,
          onEvent: event => {
            if (
              event.type === 'upsert' &&
              event.object.metadata.resourceVersion !== metadata.resourceVersion
            ) {
              end(resolve);
            }
          },
        });
      });
    });
  });

  it('ends by itself when its holder was killed', async () => {
    const time = new Date(0).toISOString().replace('Z', '000Z');
    await bench.kube.send('POST', path(), {
      metadata: { name: 'federation-orphan' },
      spec: {
        holderIdentity: 'killed',
        leaseDurationSeconds: LEASE_SECONDS,
        acquireTime: time,
        renewTime: time,
      },
    });
    await hold(two, 'orphan', 'bob', async () => {
      assert.equal((await stored('orphan')).spec.holderIdentity, 'bob');
    });
    assert.ok(said.includes('bob waits for killed, who changes orphan'));
    assert.equal(await stored('orphan'), 404);
  });

  it('ends the run that has lost it, and is left to who has it', async () => {
    await assert.rejects(
      hold(one, 'lost', 'ada', async signal => {
        await bench.kube.send(
          'PATCH',
          path('/federation-lost'),
          { spec: { holderIdentity: 'eve' } },
          'application/merge-patch+json',
        );
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      }),
      { name: 'ConflictError', message: /is being changed by eve now/ },
    );
    assert.equal((await stored('lost')).spec.holderIdentity, 'eve');
  });
});
