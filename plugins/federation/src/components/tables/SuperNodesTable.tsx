import {
  FederationView,
  flowerView,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';
import { useT } from '../../hooks/useT';
import { placeFindings, rowDetail } from '../findings';
import { AsOf, unheardCluster } from '../frame';
import {
  Changing,
  DataRow,
  DataTable,
  RelativeTime,
  StateMark,
  Term,
} from '../primitives';
import { PodCell } from './PodCell';

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
export function SuperNodesTable({ view }: { view: FederationView }) {
  const t = useT();
  const superNodes = flowerView(view)?.superNodes ?? [];
  const placed = placeFindings(
    view.findings,
    ['supernode'],
    superNodes.map(({ id }) => id),
  );
  const rows = superNodes.map((node): DataRow => {
    const unheard = unheardCluster(view, node.cluster);
    return {
      id: node.id,
      state: node.state.kind,
      dimmed: Boolean(unheard),
      cells: [
        <Changing value={node.state.word}>
          <StateMark state={node.state} />
        </Changing>,
        <NodeName node={node} />,
        node.member ?? '–',
        node.pod ? <PodCell pod={node.pod} /> : t('superNode.noPod'),
        node.version ?? '–',
        <RelativeTime at={node.lastHeartbeat} absent={t('superNode.never')} />,
        <RelativeTime at={node.state.since} as="age" />,
      ],
      detail: rowDetail(
        node.state,
        placed.of(node.id),
        unheard && <AsOf cluster={unheard} />,
      ),
    };
  });
  return (
    <DataTable
      label={t('tab.superNodes')}
      testId="federation-supernodes"
      columns={[
        { key: 'state', header: t('column.state') },
        {
          key: 'node',
          header: <Term term="superNode">{t('column.node')}</Term>,
        },
        {
          key: 'member',
          header: <Term term="member">{t('column.member')}</Term>,
        },
        { key: 'pod', header: t('column.pod') },
        { key: 'version', header: t('column.version') },
        { key: 'heartbeat', header: t('column.heartbeat') },
        { key: 'inState', header: t('column.inState') },
      ]}
      rows={rows}
      empty={t('superNode.none')}
    />
  );
}
