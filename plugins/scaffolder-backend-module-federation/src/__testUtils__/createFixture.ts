import { resolve } from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  FederationSpec,
  FederationSpecInput,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import { FederationAdapters } from '@backstage-federation/plugin-federation-node';
import {
  connectInProcess,
  TestApi,
} from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ActionContext } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { JsonObject } from '@backstage/types';
import { createActions, declaredActions } from '../actions';

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

/**
 * All actions, over four clusters in this process with a namespace `retail`.
 *
 * @param options - `bare`: names of those that are OpenShift and have nothing of Skupper yet
 */
export function createFixture({ bare = [] }: { bare?: string[] } = {}) {
  const apis = ['east', 'west', 'north', 'south'].map(name => {
    const api = bare.includes(name)
      ? new TestApi(name, {
          openshift: true,
          skupper: false,
          objects: [namespace('retail')],
        })
      : new TestApi(name, {
          objects: [namespace('skupper'), namespace('retail'), controllerPod],
        });
    api.uid = `uid-of-${name}`;
    return api;
  });
  const [east, west, north, south] = apis;
  // No breaker: a cluster that is back answers at once.
  const clusters = connectInProcess(apis, {
    breaker: { failureThreshold: Infinity },
  });
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
    authorizeConditional: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
  });
  const adapters = new FederationAdapters([skupper, flower]);
  const actions = createActions({
    adapters,
    clusters,
    permissions,
  });
  return {
    east,
    west,
    north,
    south,
    all: apis,
    clusters,
    permissions,
    /** As the scaffolder gets them. */
    actions,
    /** As engine and adapters declare them. */
    declared: declaredActions(adapters),
    /** Stores a spec where it belongs. */
    store(spec: FederationSpec) {
      apis
        .find(({ name }) => name === spec.hub.cluster)!
        .put(specConfigMap(spec, T0));
    },
    /** Runs an action as the scaffolder would. */
    async run(
      id: string,
      input: JsonObject,
      options: {
        isDryRun?: boolean;
        signal?: AbortSignal;
        checkpoint?: ActionContext<JsonObject>['checkpoint'];
        /** In place of that of the fixtures. */
        workspacePath?: string;
        /** Called with each line as it is said. */
        onLine?(line: string): void;
      } = {},
    ): Promise<ActionResult> {
      const action = actions.find(candidate => candidate.id === id)!;
      const result: ActionResult = { output: {}, lines: [] };
      const logger = mockServices.logger.mock({
        info: message => {
          result.lines.push(message);
          options.onLine?.(message);
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
