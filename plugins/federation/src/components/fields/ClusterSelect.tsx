import { ClusterInfo } from '@backstage-federation/plugin-federation-common';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Translate, useT } from '../../hooks/useT';
import { StateShape, mutedColour } from '../primitives';
import { isUsable } from './problems';
import { Clusters } from './useClusters';

const useStyles = makeStyles(theme => ({
  option: { display: 'flex', alignItems: 'center', gap: theme.spacing(1) },
  note: { color: mutedColour(theme) },
}));

function noteOf(cluster: ClusterInfo, t: Translate): string {
  if (!isUsable(cluster)) {
    return cluster.reason ?? t(`cluster.state.${cluster.state}`);
  }
  const skupper = cluster.interconnects?.find(({ kind }) => kind === 'skupper');
  if (!skupper || cluster.state === 'connecting') {
    return t(`cluster.state.${cluster.state}`);
  }
  if (!skupper.installed) {
    return t('field.skupperAbsent');
  }
  return skupper.version
    ? t('field.skupper', { version: skupper.version })
    : t('field.skupperThere');
}

function Option({ cluster }: { cluster: ClusterInfo }) {
  const t = useT();
  const classes = useStyles();
  return (
    <span className={classes.option}>
      <StateShape kind={isUsable(cluster) ? 'ready' : 'unknown'} size={14} />
      <span>{cluster.title ?? cluster.name}</span>
      <Typography variant="caption" className={classes.note}>
        {noteOf(cluster, t)}
      </Typography>
    </span>
  );
}

/** Offers the configured clusters; those that cannot be used say why. */
export function ClusterSelect(props: {
  id: string;
  clusters: Clusters;
  value?: string;
  onChange(cluster: string): void;
  disabled?: boolean;
  required?: boolean;
  label?: string;
  /** Whether one may be chosen that cannot be used now. */
  unreachable?: boolean;
  problem?: string;
}) {
  const { id, clusters, value = '', onChange, problem } = props;
  const t = useT();
  const items = clusters.items ?? [];
  // A value that came with the link is shown even when it cannot be chosen.
  const known = !value || items.some(({ name }) => name === value);
  const help = () => {
    if (clusters.error && !clusters.items) {
      return t('field.clustersFailed', { message: clusters.error.message });
    }
    if (!clusters.items) {
      return t('field.loadingClusters');
    }
    return items.length === 0
      ? clusters.message ?? t('field.noClusters')
      : undefined;
  };
  return (
    <TextField
      select
      fullWidth
      variant="outlined"
      size="small"
      id={id}
      label={props.label ?? t('field.cluster')}
      value={value}
      onChange={event => onChange(event.target.value)}
      disabled={props.disabled}
      required={props.required}
      error={Boolean(problem)}
      helperText={problem ?? help()}
      SelectProps={{ SelectDisplayProps: { 'data-testid': id } as {} }}
    >
      {!known && (
        <MenuItem value={value} disabled>
          {value}
        </MenuItem>
      )}
      {items.map(cluster => (
        <MenuItem
          key={cluster.name}
          value={cluster.name}
          disabled={!isUsable(cluster) && !props.unreachable}
        >
          <Option cluster={cluster} />
        </MenuItem>
      ))}
    </TextField>
  );
}
