import { resources } from '../../../../packages/sandbox/src/client';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  olmTimings,
  startOlmController,
} from '../../../../packages/sandbox/src/controllers';
import {
  otherSubscription,
  subscription,
} from '../../../federation-skupper/src/__fixtures__/operator/objects';
import { createFixture } from '../__testUtils__/createFixture';

jest.setTimeout(30_000);

const ENSURE = 'skupper:controller:ensure';
const input = { federation: 'retail-fl', cluster: 'east', namespace: 'retail' };
/** A hundred times as fast as measured. */
const FACTOR = 0.01;

/** An OpenShift cluster with the sandbox's OLM, whose pods run as soon as they are there unless told otherwise. */
class OlmCluster {
  readonly fixture = createFixture({ bare: ['east'] });
  readonly abort = new AbortController();
  podsRun = true;

  constructor() {
    const { cluster } = this.fixture.east;
    const { signal } = this.abort;
    startOlmController({
      client: cluster,
      signal,
      timings: olmTimings(FACTOR),
      onSucceeded: () => {},
      onError: () => {},
    });
    cluster.watch(resources.deployments, {
      signal,
      onUpsert: ({ metadata, status }) => {
        if (!this.podsRun || status?.availableReplicas) return;
        const conditions = [{ type: 'Available', status: 'True' }];
        cluster
          .patch(
            resources.deployments,
            metadata.namespace,
            metadata.name,
            { status: { availableReplicas: 1, conditions } },
            'status',
          )
          .catch(() => {});
      },
      onDelete: () => {},
    });
  }

  stop() {
    this.abort.abort();
    this.fixture.east.cluster.stop();
  }

  put(...objects: KubeObject[]) {
    this.fixture.east.put(...objects);
  }

  /** A Subscription as somebody else makes it: without a status. */
  subscribe(made: KubeObject) {
    const { status: _, ...object } = made;
    this.put(object as KubeObject);
  }

  /** The catalog whose channels all fail. */
  faulty() {
    this.catalog('faulty', 'sandbox.test/faulty-operator-index:v1');
  }

  catalog(name: string, image: string) {
    this.put({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'CatalogSource',
      metadata: { name, namespace: 'openshift-marketplace' },
      spec: { sourceType: 'grpc', image },
    });
  }

  ensure(
    choices: Record<string, boolean> = {},
    onLine?: (line: string) => void,
  ) {
    return this.fixture.run(ENSURE, { ...input, ...choices }, { onLine });
  }

  /** Ends the run when a hindrance is named. @returns true, or how the run ended */
  async says(text: RegExp): Promise<true | string> {
    const cancel = new AbortController();
    const ended = await this.fixture
      .run(ENSURE, input, {
        signal: cancel.signal,
        onLine: line => {
          if (text.test(line)) cancel.abort();
        },
      })
      .then(({ lines }) => lines.at(-1)!, String);
    return cancel.signal.aborted || text.test(ended) || ended;
  }
}

describe('what hinders the operator, by the sandbox’s OLM, and ends', () => {
  let olm: OlmCluster;
  beforeEach(() => {
    olm = new OlmCluster();
  });
  afterEach(() => olm.stop());

  it('does not take pods that are there for success, however often it is run', async () => {
    olm.podsRun = false;
    for (let run = 0; run < 2; run++) {
      expect(await olm.says(/skupper-controller: 0 of 1 available/)).toBe(true);
    }
  });

  it('names a catalog that is not there, and one that is away; and goes on when it is back', async () => {
    olm.subscribe(subscription({ spec: { source: 'nowhere' } }));
    expect(
      await olm.says(
        /CatalogSource openshift-marketplace\/nowhere, which is not there\. There are: redhat-operators/,
      ),
    ).toBe(true);
    const image = 'registry.redhat.io/redhat/redhat-operator-index:v4.20';
    olm.catalog('nowhere', 'unreachable');
    const said: string[] = [];
    await olm.ensure({}, line => {
      said.push(line);
      if (/CatalogSource .*nowhere does not answer/.test(line)) {
        olm.catalog('nowhere', image);
      }
    });
    expect(said.join('\n')).toMatch(/nowhere does not answer/);
  });

  it('names whose a failed resolution is, and goes on when it is gone and OLM has looked again', async () => {
    const web = otherSubscription('web', { name: 'nothing-like-it' });
    olm.subscribe(web);
    const said: string[] = [];
    await olm.ensure({}, line => {
      said.push(line);
      if (/Subscription web in namespace/.test(line))
        olm.fixture.east.remove(web);
    });
    const all = said.join('\n');
    expect(all).toMatch(/Subscription web in namespace .* cannot be resolved/);
    expect(all).toMatch(/OLM still says what was wrong before/);
  });

  it('takes away again what it made and cannot work, after which another is installed', async () => {
    olm.faulty();
    const mine = subscription({
      made: true,
      spec: { source: 'faulty', channel: 'other-api' },
    });
    olm.subscribe(mine);
    expect(await olm.says(/others\.sandbox\.test/)).toBe(true);
    const { output } = await olm.ensure({ withdraw: true });
    expect(output.changed).toBe(2);
    expect((await olm.ensure()).output.changed).toBe(1);
  });
});
