import { useEffect, useRef } from 'react';
import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import Paper from '@material-ui/core/Paper';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import AddIcon from '@material-ui/icons/Add';
import DeleteIcon from '@material-ui/icons/DeleteOutline';
import { useT } from '../../hooks/useT';
import { FieldGroup } from './FieldGroup';
import { formDataOf, placeAt } from './formContext';
import { PlaceInput } from './PlaceInput';
import { memberProblems, MemberValue, superNodeCount } from './problems';
import { membersPickerSchema } from './schemas';
import { shownProblems } from './shownProblems';
import { Clusters, useClusters } from './useClusters';
import { Muted } from '../primitives';

const useStyles = makeStyles(theme => ({
  member: { padding: theme.spacing(1, 2, 2) },
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    marginBottom: theme.spacing(0.5),
  },
  count: { flex: '0 1 9rem !important' },
  add: { justifySelf: 'start' },
}));

function MemberInput(props: {
  id: string;
  number: number;
  clusters: Clusters;
  value: MemberValue;
  onChange(value: MemberValue): void;
  onRemove(): void;
  problems: { [Field in keyof MemberValue]?: string };
  disabled: boolean;
}) {
  const { id, number, value, onChange, onRemove, problems, disabled } = props;
  const t = useT();
  const classes = useStyles();
  return (
    <Paper
      variant="outlined"
      className={classes.member}
      data-testid={id}
      role="group"
      aria-labelledby={`${id}-title`}
    >
      <div className={classes.head}>
        <Typography variant="subtitle2" component="span" id={`${id}-title`}>
          {t('field.memberTitle', { number: String(number) })}
        </Typography>
        <IconButton
          size="small"
          disabled={disabled}
          aria-label={t('field.removeMember', { number: String(number) })}
          onClick={onRemove}
        >
          <DeleteIcon fontSize="small" />
        </IconButton>
      </div>
      <PlaceInput
        id={id}
        clusters={props.clusters}
        value={value}
        onChange={onChange}
        problems={problems}
        disabled={disabled}
      >
        <TextField
          className={classes.count}
          variant="outlined"
          size="small"
          type="number"
          id={`${id}-superNodes`}
          label={t('field.superNodes')}
          value={superNodeCount(value) ?? ''}
          onChange={event =>
            onChange({
              ...value,
              superNodes:
                event.target.value === ''
                  ? undefined
                  : Number(event.target.value),
            })
          }
          disabled={disabled}
          error={Boolean(problems.superNodes)}
          helperText={problems.superNodes}
          inputProps={{ min: 0, max: 100, 'data-testid': `${id}-superNodes` }}
        />
      </PlaceInput>
    </Paper>
  );
}

/** Takes the members: a list of `{ cluster, namespace, superNodes }`. */
export function MembersPicker(props: typeof membersPickerSchema.TProps) {
  const {
    formData = [],
    onChange,
    schema,
    rawErrors,
    idSchema,
    uiSchema,
  } = props;
  const t = useT();
  const classes = useStyles();
  const clusters = useClusters();
  const tried = Boolean(rawErrors && rawErrors.length > 0);
  const disabled = props.disabled || props.readonly;
  const hub = placeAt(
    formDataOf(props),
    uiSchema['ui:options']?.hubField ?? 'hub',
  );
  const problems = memberProblems(formData, hub, clusters.items, t);

  /** Where the focus goes once the form has the other members. */
  const next = useRef<string>();
  useEffect(() => {
    const field = next.current && document.getElementById(next.current);
    next.current = undefined;
    if (field) field.focus();
  }, [formData.length]);
  const addId = `${idSchema.$id}-add`;

  const replace = (index: number, value: MemberValue) =>
    onChange(
      formData.map((each, i) => {
        const { cluster, namespace, superNodes, ...known } =
          i === index ? value : each;
        const member = { cluster, namespace, superNodes, ...known };
        // The form's own check of a list with one item fails at a key without a value.
        return Object.fromEntries(
          Object.entries(member).filter(([, field]) => field !== undefined),
        );
      }),
    );
  const add = () => {
    next.current = `${idSchema.$id}-${formData.length}-cluster`;
    onChange([
      ...formData,
      // Members of one federation mostly use one name for their namespaces.
      {
        namespace: formData[formData.length - 1]?.namespace ?? hub.namespace,
        superNodes: 1,
      },
    ]);
  };
  const remove = (index: number) => {
    next.current = addId;
    onChange(formData.filter((_, i) => i !== index));
  };

  return (
    <FieldGroup title={schema.title} description={schema.description}>
      {formData.length === 0 && <Muted>{t('field.noMembers')}</Muted>}
      {formData.map((member, i) => (
        <MemberInput
          key={i}
          id={`${idSchema.$id}-${i}`}
          number={i + 1}
          clusters={clusters}
          value={member}
          onChange={value => replace(i, value)}
          onRemove={() => remove(i)}
          problems={shownProblems(member, problems[i], tried)}
          disabled={disabled}
        />
      ))}
      <Button
        className={classes.add}
        variant="outlined"
        startIcon={<AddIcon />}
        disabled={disabled}
        onClick={add}
        id={addId}
        data-testid={addId}
      >
        {t('field.addMember')}
      </Button>
    </FieldGroup>
  );
}
