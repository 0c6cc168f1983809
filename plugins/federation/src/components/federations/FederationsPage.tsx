import { Content, ErrorPanel } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from 'react-router-dom';
import { useT } from '../../hooks/useT';
import { useOfferedTemplates } from '../../hooks/useOfferedTemplates';
import { useTemplateLink } from '../../hooks/useTemplateLink';
import { TEMPLATES } from '../../templates';
import { ClusterNotices } from '../frame/ClusterNotices';
import { refusedWith } from '../frame/Connection';
import { DataTableSkeleton, Muted } from '../primitives';
import { EmptyFederations } from './EmptyFederations';
import { FederationsList } from './FederationsList';
import { useFederations } from './useFederations';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2), gridTemplateColumns: '100%' },
  bar: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
  },
  more: { padding: theme.spacing(1), textAlign: 'center' },
}));

const CLUSTER_TEMPLATES = [TEMPLATES.addCluster, TEMPLATES.checkCluster];

/** The list of federations, without a page header. */
export function FederationsContent() {
  const t = useT();
  const classes = useStyles();
  const createLink = useTemplateLink()(TEMPLATES.create);
  const offered = useOfferedTemplates(CLUSTER_TEMPLATES);
  const checkLink = (cluster: string) =>
    offered(TEMPLATES.checkCluster, { cluster });
  const { items, clusters, error, hasMore, showMore } = useFederations();

  if (error && !items) {
    const forbidden = refusedWith(error) === 403;
    return (
      <Content>
        <ErrorPanel
          error={error}
          title={t(forbidden ? 'connection.forbidden' : 'list.error')}
        />
      </Content>
    );
  }
  if (!items) {
    return (
      <Content>
        <Paper aria-busy="true">
          <DataTableSkeleton rows={3} />
        </Paper>
      </Content>
    );
  }
  if (items.length === 0) {
    return (
      <Content>
        <ClusterNotices clusters={clusters} checkLink={checkLink} />
        <EmptyFederations
          createLink={createLink}
          addClusterLink={
            clusters.length === 0 ? offered(TEMPLATES.addCluster) : undefined
          }
        />
      </Content>
    );
  }
  return (
    <Content>
      <div className={classes.root}>
        <div className={classes.bar}>
          <Muted>
            {error
              ? `${t('list.error')}: ${error.message}`
              : t('list.noneVisible')}
          </Muted>
          {createLink && (
            <Button
              variant="contained"
              color="primary"
              component={Link}
              to={createLink}
            >
              {t('list.create')}
            </Button>
          )}
        </div>
        <ClusterNotices clusters={clusters} checkLink={checkLink} />
        <Paper style={{ opacity: error ? 0.55 : 1 }}>
          <FederationsList items={items} />
          {hasMore && (
            <div className={classes.more}>
              <Button onClick={showMore}>{t('list.more')}</Button>
            </div>
          )}
        </Paper>
      </div>
    </Content>
  );
}
