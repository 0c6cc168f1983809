import { useApi } from '@backstage/core-plugin-api';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import useAsync from 'react-use/lib/useAsync';
import { federationApiRef } from '../../api';
import { useT } from '../../hooks/useT';
import { StateShape } from '../primitives';
import { federationPickerSchema } from './schemas';

/** As many as a menu can hold; beyond that a person types less by coming from the federation's own page. */
const MOST = 200;

/** Offers the federations that there are; gives the name of one. */
export function FederationPicker(props: typeof federationPickerSchema.TProps) {
  const { formData = '', onChange, schema, rawErrors, idSchema } = props;
  const t = useT();
  const api = useApi(federationApiRef);
  const { value, loading, error } = useAsync(
    () => api.listFederations({ limit: MOST }),
    [api],
  );
  // What is only shown, no action takes.
  const items = (value?.items ?? []).filter(({ found }) => !found);
  const unknown = formData && !items.some(({ name }) => name === formData);
  const problem = () => {
    if (!formData) {
      return rawErrors?.length ? t('problem.federationMissing') : undefined;
    }
    return unknown && value && !value.nextCursor
      ? t('problem.federationUnknown', { name: formData })
      : undefined;
  };
  const help = () => {
    if (error) {
      return t('field.federationsFailed', { message: error.message });
    }
    if (loading) {
      return t('field.loadingFederations');
    }
    return items.length === 0 ? t('field.noFederations') : schema.description;
  };
  return (
    <TextField
      select
      fullWidth
      margin="normal"
      variant="outlined"
      size="small"
      id={idSchema.$id}
      label={schema.title ?? t('field.federation')}
      value={formData}
      onChange={event => onChange(event.target.value)}
      disabled={props.disabled || props.readonly}
      required={props.required}
      error={Boolean(problem())}
      helperText={problem() ?? help()}
      SelectProps={{
        SelectDisplayProps: { 'data-testid': idSchema.$id } as {},
      }}
    >
      {unknown && <MenuItem value={formData}>{formData}</MenuItem>}
      {items.map(({ name, state }) => (
        <MenuItem key={name} value={name}>
          <StateShape kind={state.kind} size={14} />
          &nbsp; {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
