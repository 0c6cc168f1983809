import {
  FederationSpecInput,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  connectInProcess,
  definitionOf,
  FAST,
  TestApi,
} from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import { ECHO, WIRE } from './thirdParty';

export const T0 = '2026-01-01T00:00:00.000Z';

/** A federation of the third party's kinds: a hub in east, a member in west. */
export const echoSpec = (change: Partial<FederationSpecInput> = {}) =>
  parseFederationSpec({
    name: 'retail',
    interconnect: { kind: 'wire', colour: 'red' },
    workload: { kind: 'echo', text: 'hello', times: 1 },
    hub: { cluster: 'east', namespace: 'retail', site: 'hub' },
    members: [{ cluster: 'west', namespace: 'retail' }],
    ...change,
  });

/** Two clusters in this process, east and west, that have the third party's types and a namespace `retail`. */
export function twoClusters() {
  const [east, west] = ['east', 'west'].map(
    name =>
      new TestApi(name, {
        namespaces: ['retail'],
        objects: [WIRE, ECHO].map(definitionOf),
      }),
  );
  const clusters = connectInProcess([east, west], {
    ...FAST,
    breaker: { failureThreshold: 1, minBackOffMs: 1, maxBackOffMs: 5 },
  });
  return { east, west, clusters };
}
