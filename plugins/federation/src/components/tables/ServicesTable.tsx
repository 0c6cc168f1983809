import {
  FederationView,
  ServiceEnd,
} from '@backstage-federation/plugin-federation-common';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { useTexts } from '../../hooks/useTexts';
import { placeFindings, rowDetail } from '../findings';
import {
  Changing,
  DataRow,
  DataTable,
  StateMark,
  StateShape,
  Term,
} from '../primitives';

const useStyles = makeStyles(theme => ({
  ends: { display: 'grid', gap: theme.spacing(0.5) },
  end: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
  },
  address: { color: theme.palette.text.secondary },
  gap: {
    padding: theme.spacing(0.25, 1),
    border: `1px dashed ${theme.palette.text.secondary}`,
    borderRadius: theme.shape.borderRadius,
    color: theme.palette.text.secondary,
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
          title={texts.reason(end.state) ?? end.state.word}
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
export function ServicesTable({ view }: { view: FederationView }) {
  const t = useT();
  const placed = placeFindings(
    view.findings,
    ['service'],
    view.services.map(({ routingKey }) => routingKey),
  );
  const rows = view.services.map(
    (service): DataRow => ({
      id: service.routingKey,
      state: service.state.kind,
      cells: [
        <Changing value={service.state.word}>
          <StateMark state={service.state} />
        </Changing>,
        <Ends ends={service.connectors} missing={t('service.noConnector')} />,
        service.routingKey,
        <Ends ends={service.listeners} missing={t('service.noListener')} />,
      ],
      detail: rowDetail(service.state, placed.of(service.routingKey)),
    }),
  );
  return (
    <DataTable
      label={t('service.title')}
      testId="federation-services"
      columns={[
        { key: 'state', header: t('column.state') },
        {
          key: 'connectors',
          header: <Term term="connector">{t('column.connectors')}</Term>,
        },
        {
          key: 'key',
          header: <Term term="routingKey">{t('column.routingKey')}</Term>,
        },
        {
          key: 'listeners',
          header: <Term term="listener">{t('column.listeners')}</Term>,
        },
      ]}
      rows={rows}
      empty={t('service.none')}
    />
  );
}
