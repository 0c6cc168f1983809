import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { ClusterSelect } from './ClusterSelect';
import { NamespaceInput } from './NamespaceInput';
import { PlaceValue, Problems } from './problems';
import { Clusters } from './useClusters';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(2),
    '& > *': { flex: '1 1 14rem' },
    '& > datalist': { flex: 'none' },
  },
}));

/** What holds of a place, wherever that is: another has another site. */
function elsewhere<T extends PlaceValue>(value: T): T {
  return { ...value, site: undefined, name: undefined };
}

/** A cluster and a namespace side by side, each with its own problem. */
export function PlaceInput<T extends PlaceValue>(props: {
  id: string;
  clusters: Clusters;
  value: T;
  onChange(value: T): void;
  problems: Problems<PlaceValue>;
  disabled?: boolean;
  children?: ReactNode;
}) {
  const { id, clusters, value, onChange, problems, disabled } = props;
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <ClusterSelect
        id={`${id}-cluster`}
        clusters={clusters}
        value={value.cluster}
        onChange={cluster => onChange({ ...elsewhere(value), cluster })}
        problem={problems.cluster}
        disabled={disabled}
        required
      />
      <NamespaceInput
        id={`${id}-namespace`}
        cluster={value.cluster}
        value={value.namespace}
        onChange={namespace => onChange({ ...elsewhere(value), namespace })}
        problem={problems.namespace}
        disabled={disabled}
        required
      />
      {props.children}
    </div>
  );
}
