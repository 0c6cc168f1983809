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

function NodeName({ node }: { node: SuperNodeView }) {
  const t = useT();
  return (
    <span title={node.nodeId}>
      {node.name}{' '}
      <small>
        {node.nodeId ? shortNodeId(node.nodeId) : t('superNode.notConnected')}
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
      cell: ({ pod }, t) =>
        pod ? <PodCell pod={pod} /> : t('superNode.noPod'),
    },
    { name: 'version', cell: ({ version }) => version ?? '–' },
    {
      name: 'heartbeat',
      cell: ({ lastHeartbeat }, t) => (
        <RelativeTime at={lastHeartbeat} absent={t('superNode.never')} />
      ),
    },
    {
      name: 'inState',
      cell: ({ state }) => <RelativeTime at={state.since} as="age" />,
    },
  ],
});
