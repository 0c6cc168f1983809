import { NamespaceList } from '@backstage-federation/plugin-federation-common';
import TextField from '@material-ui/core/TextField';
import { Translate, useT } from '../../hooks/useT';
import { useNamespaces } from './useClusters';

function helpOf(
  namespace: string,
  items: NamespaceList['items'] | undefined,
  t: Translate,
): string {
  if (!namespace || !items) {
    return t('field.namespaceHelp');
  }
  const found = items.find(({ name }) => name === namespace);
  if (!found) {
    return t('field.namespaceNew');
  }
  if (found.federation) {
    return t('field.namespaceOf', { name: found.federation });
  }
  return t(found.hasSite ? 'field.namespaceHasSite' : 'field.namespaceExists');
}

/** Takes a namespace: offers those of the cluster, and any new name may be typed. */
export function NamespaceInput(props: {
  id: string;
  cluster?: string;
  value?: string;
  onChange(namespace: string): void;
  disabled?: boolean;
  required?: boolean;
  label?: string;
  problem?: string;
}) {
  const { id, cluster, value = '', onChange, problem } = props;
  const t = useT();
  const items = useNamespaces(cluster);
  const listId = `${id}-options`;
  return (
    <>
      <TextField
        fullWidth
        variant="outlined"
        size="small"
        id={id}
        label={props.label ?? t('field.namespace')}
        value={value}
        onChange={event => onChange(event.target.value.trim())}
        disabled={props.disabled}
        required={props.required}
        error={Boolean(problem)}
        helperText={problem ?? helpOf(value, items, t)}
        inputProps={{
          list: listId,
          'data-testid': id,
          autoComplete: 'off',
          spellCheck: false,
        }}
      />
      <datalist id={listId}>
        {items?.map(({ name, hasSite, federation }) => (
          <option key={name} value={name}>
            {federation
              ? t('field.optionOf', { name: federation })
              : hasSite && t('field.optionHasSite')}
          </option>
        ))}
      </datalist>
    </>
  );
}
