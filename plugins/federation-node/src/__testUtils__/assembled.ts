import {
  LinkView,
  SiteView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { flower } from '@backstage-federation/plugin-federation-flower';
import {
  idLog,
  okReading,
  T0,
  testClusters,
  testNode,
  testSpec,
} from '../../../federation-flower/src/__testUtils__/federation';
import { AssembleInput } from '../assembler/assembleFederation';
import { Interconnect } from '../contract/interconnect';

export const spec = testSpec();
export const ready: State = { kind: 'ready', word: 'Ready' };

export const site = (name: string, state = ready): SiteView => ({
  id: `uid-${name}`,
  name,
  cluster: name,
  namespace: 'retail',
  role: name === 'east' ? 'hub' : 'member',
  ...(name === 'east' ? {} : { member: name }),
  state,
  routerPods: [],
  linksIn: 0,
  linksOut: 0,
});
export const link = (name: string, state = ready): LinkView => ({
  id: `${name}/retail/link`,
  name: 'link',
  from: { label: name },
  to: { label: 'hub' },
  cost: 1,
  state,
});

export const evidence = (reading: unknown) => ({
  interconnect: { logs: [] },
  workload: { logs: [idLog('north', '1'), idLog('west', '2')], reading },
});

export function input(
  parts: Partial<ReturnType<Interconnect['assemble']>> = {},
  overrides: Partial<AssembleInput> = {},
): AssembleInput {
  const interconnect = {
    watches: [],
    assemble: () => ({
      sites: ['west', 'east', 'north'].map(name => site(name)),
      links: ['west', 'north'].map(name => link(name)),
      services: [],
      findings: [],
      ...parts,
    }),
  } as unknown as Interconnect;
  return {
    spec,
    clusters: testClusters(spec),
    evidence: evidence(okReading(testNode('1'), testNode('2'))),
    now: new Date(T0),
    interconnect,
    workload: flower,
    ...overrides,
  };
}

export const down = (reason: string, since = T0): State => ({
  kind: 'down',
  word: 'Down',
  reason,
  since,
});
