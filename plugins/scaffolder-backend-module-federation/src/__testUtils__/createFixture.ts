import { resolve } from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import {
  FederationSpec,
  FederationSpecInput,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  KubernetesClusters,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import {
  FederationAdapters,
  federationActions,
} from '@backstage-federation/plugin-federation-node';
import { specConfigMap } from '../../../federation-node/src/planner/specConfigMap';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ActionContext } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { JsonObject } from '@backstage/types';
import { createActions } from '../actions';
import { FakeCluster } from './FakeCluster';

export const T0 = '2026-01-01T00:00:00.000Z';

/** The spec of the examples: a hub and two members. */
export function retail(
  change: Partial<FederationSpecInput> = {},
): FederationSpec {
  return parseFederationSpec({
    name: 'retail-fl',
    hub: { cluster: 'east', namespace: 'retail' },
    members: [
      { cluster: 'west', namespace: 'retail' },
      { cluster: 'north', namespace: 'retail', superNodes: 2 },
    ],
    ...change,
  });
}

export function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** A pod by which the Skupper controller is known. */
const controllerPod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'skupper-controller',
    namespace: 'skupper',
    labels: { 'app.kubernetes.io/name': 'skupper-controller' },
  },
};

/** What a run of an action came to. */
export interface ActionResult {
  output: Record<string, unknown>;
  lines: string[];
}

/** All actions, over four clusters in memory with a namespace `retail`. */
export function createFixture() {
  const members = ['east', 'west', 'north', 'south'].map(name => {
    const cluster = new FakeCluster(name);
    cluster.put(namespace('skupper'), namespace('retail'), controllerPod);
    return [name, cluster] as const;
  });
  const byName = new Map(members);
  const clusters: KubernetesClusters = {
    list: () =>
      [...byName.values()].map(({ cluster, down }) => ({
        name: cluster,
        state: down ? 'unreachable' : 'connected',
        since: T0,
      })),
    get(name) {
      const cluster = byName.get(name);
      if (!cluster) throw new NotFoundError(`Cluster "${name}"`);
      return cluster;
    },
    identity: async name => byName.get(name)!.identity(),
    onStatus: () => () => {},
  };
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
  });
  const adapters = new FederationAdapters([skupper, flower]);
  const actions = createActions({
    adapters,
    clusters,
    permissions,
  });
  return {
    ...(Object.fromEntries(members) as Record<
      'east' | 'west' | 'north' | 'south',
      FakeCluster
    >),
    all: members.map(([, cluster]) => cluster),
    permissions,
    /** As the scaffolder gets them. */
    actions,
    /** As engine and adapters declare them. */
    declared: federationActions(adapters),
    /** Stores a spec where it belongs. */
    store(spec: FederationSpec) {
      byName.get(spec.hub.cluster)!.put(specConfigMap(spec, T0));
    },
    /** Runs an action as the scaffolder would. */
    async run(
      id: string,
      input: JsonObject,
      options: {
        isDryRun?: boolean;
        signal?: AbortSignal;
        checkpoint?: ActionContext<JsonObject>['checkpoint'];
      } = {},
    ): Promise<ActionResult> {
      const action = actions.find(candidate => candidate.id === id)!;
      const result: ActionResult = { output: {}, lines: [] };
      const logger = mockServices.logger.mock({
        info: message => {
          result.lines.push(message);
        },
      });
      await action.handler({
        ...createMockActionContext({
          input,
          logger,
          workspacePath: resolve(__dirname, '../__fixtures__/workspace'),
        }),
        ...options,
        getInitiatorCredentials: async () => mockCredentials.user(),
        output: (name: string, value: unknown) => {
          result.output[name] = value;
        },
      });
      return result;
    },
  };
}
