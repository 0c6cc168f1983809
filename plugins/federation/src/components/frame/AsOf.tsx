import { ClusterStatus } from '@backstage-federation/plugin-federation-common';
import { useT } from '../../hooks/useT';
import { formatClock } from '../primitives';

/** "as of 14:03, cluster north unreachable". */
export function AsOf({ cluster }: { cluster: ClusterStatus }) {
  const t = useT();
  return (
    <>
      {t('cluster.asOf', {
        time: formatClock(Date.parse(cluster.since), Date.now()),
        name: cluster.title ?? cluster.name,
        state: t(`cluster.state.${cluster.state}`),
      })}
    </>
  );
}
