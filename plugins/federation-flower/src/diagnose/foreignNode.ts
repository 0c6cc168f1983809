import {
  FlowerFederationSpec,
  Finding,
  State,
} from '@backstage-federation/plugin-federation-common';
import { ControlNode } from '../control/types';
import { apiSays, findingOf, online } from './diagnosis';

/** State and finding of a node that is online and no SuperNode of the federation is. @internal */
export function diagnoseForeignNode(
  spec: FlowerFederationSpec,
  node: ControlNode,
): { name: string; state: State; finding: Finding } {
  const { nodeId, lastActivatedAt } = node;
  const label = node.name ?? `…${nodeId.slice(-4)}`;
  return {
    name: label,
    state: online('supernode-foreign', { since: lastActivatedAt }),
    finding: findingOf(
      { kind: 'supernode', id: `node/${nodeId}`, label },
      {
        cause: 'supernode-foreign',
        text:
          spec.workload.security === 'supernode-auth'
            ? undefined
            : 'supernode-foreign.unauthenticated',
        severity: 'warning',
        evidence: [
          apiSays(
            'SuperLink Control API',
            `node ${nodeId} is online`,
            lastActivatedAt,
          ),
        ],
      },
    ),
  };
}
