import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import {
  DEFAULT_FLOWER_VERSION,
  FederationClient,
  VersionedView,
} from '../../../plugins/federation-common/src';
import { BackendProcess } from '../../support/backend';
import { BackstageClient, TaskResult } from '../../support/BackstageClient';
import { countOf, flowerOf } from '../../support/counts';
import { federationObjects } from '../../support/objects';
import { targetContexts, unique } from '../../support/target';
import { Replicas } from './support/Replicas';

const [HUB, MEMBER, THIRD] = targetContexts();

/** A federation of two members. Its Flower keeps nothing, so that there is something to mend. */
function values(name: string) {
  const namespace = unique(name);
  return {
    name,
    hub: { cluster: HUB, namespace },
    members: [
      { cluster: MEMBER, namespace, superNodes: 1 },
      { cluster: THIRD, namespace, superNodes: 1 },
    ],
    version: DEFAULT_FLOWER_VERSION,
    persistence: 'none',
    linkMode: 'token',
    linkAccess: 'default',
  };
}

/** Without what each replica has read by itself: since when it hears a cluster, and a heartbeat, which it asks for each few seconds. */
function withoutReadings(view: VersionedView['view']): VersionedView['view'] {
  const text = JSON.stringify(view, (key, value) =>
    ['since', 'lastHeartbeat', 'readAt'].includes(key) ? undefined : value,
  );
  return JSON.parse(text);
}

const isReady = ({ state }: VersionedView['view']) => state.kind === 'ready';

describe('two replicas on PostgreSQL', () => {
  let replicas: Replicas;
  let one: BackendProcess;
  let other: BackendProcess;
  /** Signed in at the first one, and asks one of them. */
  let atOne: BackstageClient;
  let atOther: BackstageClient;
  /** Ids of the catalog's entity, as the replicas gave them. */
  const entityIds = new Set<string>();

  before(async () => {
    replicas = await Replicas.start();
    [one, other] = replicas.running;
    atOne = replicas.client(one);
    await atOne.signIn();
    atOther = atOne.at(other.baseUrl);
    await atOne.untilTemplate('federation-create');
  });
  after(() => replicas?.stop());

  const kubes = () =>
    [HUB, MEMBER, THIRD].map(cluster => replicas.target.kube(cluster));
  const clients = () =>
    replicas.running.map(replica => atOne.at(replica.baseUrl));

  /** What a federation has, as it would be called in another one. */
  async function objectsOf(name: string): Promise<string[]> {
    const found = await Promise.all(
      kubes().map(kube => federationObjects(kube, name)),
    );
    return found
      .flatMap((objects, i) => [...objects.keys()].map(key => `${i} ${key}`))
      .map(key => key.replaceAll(unique(name), '*').replaceAll(name, '*'))
      .sort();
  }

  /** Waits until all replicas say the same of it, once it is ready. */
  async function untilSame(name: string): Promise<VersionedView['view']> {
    const read = async () => {
      const views = clients().map(async client => {
        const { view } = await client.federation(name);
        return withoutReadings(view);
      });
      return Promise.all(views);
    };
    try {
      const [view] = await atOne.until(
        read,
        ([first, ...others]) =>
          isReady(first) &&
          others.every(other => isDeepStrictEqual(other, first)),
        60_000,
      );
      return view;
    } catch (error) {
      // Tells in what they differ.
      const [first, ...others] = await read();
      for (const other of others) assert.deepEqual(other, first);
      throw error;
    }
  }

  async function readEntity(name: string) {
    for (const client of clients()) {
      const path = `/catalog/entities/by-name/system/default/${name}`;
      const { metadata } = await client.json<any>(path);
      entityIds.add(metadata.uid);
    }
  }

  const completed = (task: TaskResult) =>
    assert.equal(task.status, 'completed', task.log.join('\n'));

  it('know one who signed in at either of them, and the plugins of each other', async () => {
    const anyone = replicas.client();
    await anyone.signIn();
    const lists = await Promise.all(
      [1, 2, 3, 4].map(() => anyone.federations()),
    );
    for (const { clusters } of lists) assert.deepEqual(clusters, []);
    const { items } = await atOther.json<any>('/federation/v1/clusters');
    assert.deepEqual(
      items.map(({ name }: { name: string }) => name).sort(),
      [HUB, MEMBER, THIRD].sort(),
    );
  });

  it('show a task that was launched at one, with its log, and then the same view', async () => {
    const id = await atOne.startTemplate('federation-create', values('shared'));
    const task = await atOther.finishTask(id, 120_000);
    completed(task);
    assert.ok(task.log.length > 10, task.log.join('\n'));
    const again = await atOne.finishTask(id, 5_000);
    assert.deepEqual(again.log, task.log);
    const view = await untilSame('shared');
    assert.deepEqual(countOf(view, 'superNodes'), { ready: 2, total: 2 });
  });

  it('let the other one go on when the one that works a task dies', async () => {
    const name = 'taken';
    const given = values(name);
    const id = await atOne.startTemplate('federation-create', given);
    const path = `/apis/skupper.io/v2alpha1/namespaces/${given.hub.namespace}/accessgrants`;
    await atOther.until(
      () => replicas.target.kube(HUB).list(path),
      found => found.length > 0,
      60_000,
    );
    await replicas.kill(one);
    const task = await atOther.finishTask(id, 120_000);
    completed(task);
    assert.match(task.raw, /"type":"recovered"/);
    await atOther.untilView(name, isReady, 60_000);
    // All that one has that was made without an interruption, and nothing besides.
    assert.deepEqual(await objectsOf(name), await objectsOf('shared'));
  });

  it('say the same when the dead one is replaced', async () => {
    one = await replicas.add();
    atOne = atOther.at(one.baseUrl);
    await untilSame('shared');
    await untilSame('taken');
  });

  it('change a federation one after the other', async () => {
    const ends = await Promise.all(
      [atOne, atOther].map(client =>
        client.runTemplate('federation-create', values('both')),
      ),
    );
    const refused = ends.filter(({ status }) => status !== 'completed');
    assert.ok(refused.length < 2, refused.map(({ raw }) => raw).join('\n'));
    // By the lease, or, before there is a namespace for it, by the spec that the other one stored meanwhile.
    for (const { error } of refused) {
      assert.match(
        error!.message,
        /"both" is being changed by task |"federation-both" .* has come or changed since it was looked at, so nothing was changed/,
      );
    }
    await untilSame('both');
    assert.deepEqual(await objectsOf('both'), await objectsOf('shared'));
  });

  it('mend once what was lost', async () => {
    await readEntity('shared');
    const namespace = unique('shared');
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const hub = replicas.target.kube(HUB);
    const member = replicas.target.kube(MEMBER);
    const generations = async () =>
      (await member.list(deployments))
        .filter(({ metadata }) => metadata.name.startsWith('supernode'))
        .map(({ metadata }) => metadata.generation);
    const before = await generations();
    const [pod] = await hub.list(`${pods}?labelSelector=app%3Dsuperlink`);
    const { name } = pod.metadata;
    await hub.send('DELETE', `${pods}/${name}?gracePeriodSeconds=0`);
    for (const client of [atOne, atOther]) {
      await client.untilView(
        'shared',
        view =>
          isReady(view) &&
          flowerOf(view).superLink!.pods.every(other => other.name !== name) &&
          countOf(view, 'superNodes')?.ready === 2,
        90_000,
      );
    }
    // Each SuperNode was started anew once.
    assert.deepEqual(
      await generations(),
      before.map(generation => generation + 1),
    );
    // Both may have begun; who came second found nothing to do.
    const changed = [one, other]
      .flatMap(replica => replica.log().split('\n'))
      .filter(line => line.includes('federation-mend'))
      .flatMap(line => /"changed":(\d+)/.exec(line)?.[1] ?? []);
    const once = changed.filter(count => count !== '0');
    assert.equal(once.length, 1, changed.join());
  });

  it('serve a browser on while each of them is replaced', async () => {
    const abort = new AbortController();
    const revisions: string[] = [];
    const states: string[] = [];
    const browser = new FederationClient({
      discoveryApi: {
        getBaseUrl: async plugin =>
          `${replicas.balancer.baseUrl}/api/${plugin}`,
      },
      fetchApi: atOne.fetchApi,
    });
    const watching = browser.watchFederation('shared', {
      signal: abort.signal,
      onView: ({ revision }) => revisions.push(revision),
      onStatus: ({ state }) => states.push(state),
    });
    const connected = () =>
      states.filter(state => state === 'connected').length;
    const untilConnected = (times: number) =>
      atOne.until(
        async () => connected(),
        count => count >= times,
        30_000,
      );
    try {
      await untilConnected(1);
      for (const replica of [one, other]) {
        await replicas.add();
        await replicas.retire(replica);
      }
      await untilConnected(2);
      assert.ok(revisions.length > 0);
      assert.ok(!states.includes('retrying'), states.join());
      await untilSame('shared');
    } finally {
      abort.abort();
      await watching;
    }
  });

  it('have kept one entity of it all the time', async () => {
    await readEntity('shared');
    assert.equal(entityIds.size, 1);
  });
});
