import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  Finding,
  FederationView,
} from '@backstage-federation/plugin-federation-common';
import { parse } from 'yaml';
import { DEFAULT_FLOWER_VERSION } from '../../../plugins/federation-common/src';
import { ActionRunner } from '../../support/ActionRunner';
import { TaskResult } from '../../support/BackstageClient';
import { KubeError } from '../../support/kube';
import { federationObjects } from '../../support/objects';
import { Stack } from '../../support/stack';
import { targetContexts, unique } from '../../support/target';

const SKUPPER = '/apis/skupper.io/v2alpha1/namespaces';
const MERGE_PATCH = 'application/merge-patch+json';

export const [HUB, MEMBER, THIRD] = targetContexts();

/** A federation of the tests: each has a namespace of its name in every cluster where it has a part. */
export interface Subject {
  name: string;
  namespace: string;
  /** What the form sends. */
  values: { members: Record<string, unknown>[]; [field: string]: unknown };
}

/** What a federation is made of. */
export function subject(
  what: string,
  members: Record<string, unknown>[],
): Subject {
  const name = unique(what);
  return {
    name,
    namespace: name,
    values: {
      name,
      owner: 'group:default/data-science',
      hub: { cluster: HUB, namespace: name },
      members: members.map(member => ({
        namespace: name,
        superNodes: 1,
        ...member,
      })),
      version: DEFAULT_FLOWER_VERSION,
      linkMode: 'token',
      linkAccess: 'default',
    },
  };
}

/** One started stack for all tests of trust and ownership, and what they do to it. */
export class Trust {
  readonly actions: ActionRunner;

  private constructor(readonly stack: Stack) {
    this.actions = new ActionRunner(parse(readFileSync(stack.config, 'utf8')));
  }

  static async start(): Promise<Trust> {
    return new Trust(await Stack.start({ proxied: true }));
  }

  async stop(): Promise<void> {
    await this.actions.close();
    await this.stack.stop();
  }

  /** Runs a template that must come to its end. */
  async run(
    template: string,
    values: Record<string, unknown>,
  ): Promise<TaskResult> {
    const task = await this.stack.guest.runTemplate(template, values);
    assert.equal(task.status, 'completed', task.log.join('\n'));
    return task;
  }

  /** Runs a template that must be refused in certain words, and must leave a federation as it is. */
  async refused(
    of: Subject,
    template: string,
    values: Record<string, unknown>,
    ...words: RegExp[]
  ): Promise<void> {
    const before = await this.contents(of);
    const task = await this.stack.guest.runTemplate(template, values);
    const log = task.log.join('\n');
    assert.equal(task.status, 'failed', log);
    for (const word of words) assert.match(log, word);
    assert.deepEqual(await this.contents(of), before);
  }

  /** Waits until a task says something. */
  async logged(task: string, what: string): Promise<void> {
    const { guest } = this.stack;
    await guest.until(
      () => guest.json<any[]>(`/scaffolder/v2/tasks/${task}/events`),
      events => events.some(({ body }) => body?.message?.includes(what)),
      90_000,
    );
  }

  /** What is written in a federation's objects, without what controllers report of them. */
  async contents({ name }: Subject): Promise<Record<string, unknown>> {
    const contents: Record<string, unknown> = {};
    for (const [cluster, kube] of Object.entries(this.stack.kubes())) {
      for (const [key, object] of await federationObjects(kube, name)) {
        const { metadata, status, ...written } = object;
        const { uid, generation, labels } = metadata;
        contents[`${cluster} ${key}`] = { uid, generation, labels, ...written };
      }
    }
    return contents;
  }

  /** Waits for the view to say something. */
  view(
    { name }: { name: string },
    holds: (view: FederationView) => boolean,
    timeoutMs = 30_000,
  ): Promise<FederationView> {
    return this.stack.guest.untilView(name, holds, timeoutMs);
  }

  ready(of: Subject): Promise<FederationView> {
    return this.view(of, ({ state }) => state.kind === 'ready');
  }

  /** Waits for a finding. */
  async finding(
    of: { name: string },
    cause: string | RegExp,
  ): Promise<Finding> {
    const isMeant = (finding: Finding) =>
      typeof cause === 'string'
        ? finding.cause === cause
        : cause.test(finding.cause);
    const view = await this.view(of, ({ findings }) => findings.some(isMeant));
    return view.findings.find(isMeant)!;
  }

  skupper(cluster: string, namespace: string, plural: string, name = '') {
    const path = `${SKUPPER}/${namespace}/${plural}/${name}`;
    return this.stack.kube(cluster).send('GET', path.replace(/\/$/, ''));
  }

  /** The one Link of a member. */
  async link({ namespace }: Subject, cluster: string): Promise<any> {
    const { items } = await this.skupper(cluster, namespace, 'links');
    assert.equal(items.length, 1, JSON.stringify(items));
    return items[0];
  }

  /** Changes an object, or its status, as somebody does who does not know of federations. */
  patch(cluster: string, path: string, change: object): Promise<any> {
    return this.stack
      .kube(cluster)
      .send('PATCH', `${path}?fieldManager=somebody`, change, MERGE_PATCH);
  }

  patchSkupper(
    cluster: string,
    namespace: string,
    path: string,
    change: object,
  ): Promise<any> {
    return this.patch(cluster, `${SKUPPER}/${namespace}/${path}`, change);
  }

  create(cluster: string, path: string, object: object): Promise<any> {
    return this.stack.kube(cluster).send('POST', path, object);
  }

  createSkupper(cluster: string, namespace: string, plural: string, o: object) {
    return this.create(cluster, `${SKUPPER}/${namespace}/${plural}`, {
      apiVersion: 'skupper.io/v2alpha1',
      ...o,
    });
  }

  async remove(cluster: string, path: string): Promise<void> {
    await this.stack.kube(cluster).send('DELETE', path);
  }

  removeSkupper(cluster: string, namespace: string, path: string) {
    return this.remove(cluster, `${SKUPPER}/${namespace}/${path}`);
  }

  /** Waits until something is gone. */
  async gone(cluster: string, path: string): Promise<void> {
    const read = () =>
      this.stack
        .kube(cluster)
        .send('GET', path)
        .catch(error => {
          if (error instanceof KubeError && error.code === 404)
            return undefined;
          throw error;
        });
    await this.stack.guest.until(read, found => !found, 60_000);
  }

  namespace(cluster: string, name: string): Promise<any> {
    return this.create(cluster, '/api/v1/namespaces', { metadata: { name } });
  }

  /** Where a federation's spec is stored. */
  specPath({ name, namespace }: Subject): string {
    return `/api/v1/namespaces/${namespace}/configmaps/federation-${name}`;
  }

  async storedSpec(of: Subject): Promise<any> {
    const { data } = await this.stack.kube(HUB).send('GET', this.specPath(of));
    return parse(data.spec);
  }

  /** Writes a stored spec as an editor does: all of the object, under another name. */
  async editSpec(of: Subject, edit: (text: string) => string): Promise<void> {
    const path = this.specPath(of);
    const kube = this.stack.kube(HUB);
    const object = await kube.send('GET', path);
    object.data.spec = edit(object.data.spec);
    await kube.send('PUT', `${path}?fieldManager=kubectl-replace`, object);
  }

  /** Waits until the backend hears a cluster again. */
  async heard(cluster: string): Promise<void> {
    await this.stack.guest.until(
      () => this.stack.guest.json<any>('/federation/v1/clusters'),
      ({ items }) =>
        items.some(
          (one: any) => one.name === cluster && one.state === 'connected',
        ),
      60_000,
    );
  }
}
