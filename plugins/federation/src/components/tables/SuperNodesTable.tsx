import {
  flowerView,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';
import { useT } from '../../hooks/useT';
import { RelativeTime } from '../primitives';
import { PodCell } from './PodCell';
import { viewTable } from './ViewTable';

/** "…4f2a": the end of a node id, which is what tells nodes apart; the whole id is its title. */
function shortNodeId(nodeId: string): string {
  return `…${nodeId.slice(-4)}`;
}

/**
 * What a SuperNode has not; of one that is well it is only not known: of those of Flower 1.23 that started together, and in
 * a network that is not managed.
 */
function absent(node: SuperNodeView, text: string, unknown = '–'): string {
  return node.state.kind === 'ready' ? unknown : text;
}

function NodeName({ node }: { node: SuperNodeView }) {
  const t = useT();
  return (
    <span title={node.nodeId}>
      {node.name}{' '}
      <small>
        {node.nodeId
          ? shortNodeId(node.nodeId)
          : absent(node, t('superNode.notConnected'), '')}
      </small>
    </span>
  );
}

/** The SuperNodes of a federation: their pods and, when connected, their nodes in the SuperLink. */
export const SuperNodesTable = viewTable<SuperNodeView>({
  testId: 'federation-supernodes',
  label: t => t('tab.superNodes'),
  empty: t => t('superNode.none'),
  rowsOf: view => flowerView(view)?.superNodes ?? [],
  kind: 'supernode',
  id: node => node.id,
  clusterOf: node => node.cluster,
  resources: ['deployments', 'pods'],
  columns: [
    { name: 'node', term: 'superNode', cell: node => <NodeName node={node} /> },
    { name: 'member', term: 'member', cell: ({ member }) => member ?? '–' },
    {
      name: 'pod',
      cell: (node, t) =>
        node.pod ? (
          <PodCell pod={node.pod} />
        ) : (
          absent(node, t('superNode.noPod'))
        ),
    },
    { name: 'version', cell: ({ version }) => version ?? '–' },
    {
      name: 'heartbeat',
      cell: (node, t) => (
        <RelativeTime
          at={node.lastHeartbeat}
          absent={absent(node, t('superNode.never'))}
        />
      ),
    },
    {
      name: 'inState',
      cell: ({ state }) => <RelativeTime at={state.since} as="age" />,
    },
  ],
});
