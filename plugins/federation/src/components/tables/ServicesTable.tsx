import {
  ServiceEnd,
  ServiceView,
} from '@backstage-federation/plugin-federation-common';
import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../hooks/useTexts';
import { StateShape, mutedColour } from '../primitives';
import { viewTable } from './ViewTable';

const useStyles = makeStyles(theme => ({
  ends: { display: 'grid', gap: theme.spacing(0.5) },
  end: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
  },
  address: { color: mutedColour(theme) },
  gap: {
    padding: theme.spacing(0.25, 1),
    border: `1px dashed ${mutedColour(theme)}`,
    borderRadius: theme.shape.borderRadius,
    color: mutedColour(theme),
    justifySelf: 'start',
  },
}));

function Ends({ ends, missing }: { ends: ServiceEnd[]; missing: string }) {
  const classes = useStyles();
  const texts = useTexts();
  return (
    <span className={classes.ends}>
      {ends.length === 0 && <span className={classes.gap}>{missing}</span>}
      {ends.map(end => (
        <span
          key={`${end.cluster}/${end.namespace}/${end.name}`}
          className={classes.end}
          title={texts.reason(end.state) ?? texts.word(end.state)}
        >
          <StateShape kind={end.state.kind} size={12} />
          <span>{end.label}</span>
          <span className={classes.address}>{end.address}</span>
        </span>
      ))}
    </span>
  );
}

/** Routing keys between their connectors and listeners; a missing half is drawn as a gap. */
export const ServicesTable = viewTable<ServiceView>({
  testId: 'federation-services',
  label: t => t('service.title'),
  empty: t => t('service.none'),
  rowsOf: view => view.services,
  kind: 'service',
  id: service => service.routingKey,
  columns: [
    {
      name: 'connectors',
      term: 'connector',
      cell: ({ connectors }, t) => (
        <Ends ends={connectors} missing={t('service.noConnector')} />
      ),
    },
    {
      name: 'routingKey',
      term: 'routingKey',
      cell: ({ routingKey }) => routingKey,
    },
    {
      name: 'listeners',
      term: 'listener',
      cell: ({ listeners }, t) => (
        <Ends ends={listeners} missing={t('service.noListener')} />
      ),
    },
  ],
});
