import { useT } from '../../hooks/useT';
import { ClusterSelect } from './ClusterSelect';
import { FieldGroup } from './FieldGroup';
import { formDataOf, textAt } from './formContext';
import { NamespaceInput } from './NamespaceInput';
import { PlaceInput } from './PlaceInput';
import { clusterProblem, namespaceProblem, placeProblems } from './problems';
import {
  clusterPickerSchema,
  namespacePickerSchema,
  placePickerSchema,
} from './schemas';
import { shownProblems } from './shownProblems';
import { useClusters } from './useClusters';

const tried = (rawErrors: string[] | undefined) =>
  Boolean(rawErrors && rawErrors.length > 0);

/** Offers the clusters; gives the name of one. */
export function ClusterPicker(props: typeof clusterPickerSchema.TProps) {
  const { formData, onChange, schema, rawErrors, idSchema, uiSchema } = props;
  const t = useT();
  const clusters = useClusters();
  const { unreachable } = uiSchema['ui:options'] ?? {};
  const problem = clusterProblem(formData, clusters.items, t, unreachable);
  return (
    <FieldGroup description={schema.description} title={schema.title}>
      <ClusterSelect
        id={idSchema.$id}
        clusters={clusters}
        value={formData}
        onChange={onChange}
        disabled={props.disabled || props.readonly}
        required={props.required}
        unreachable={unreachable}
        problem={formData || tried(rawErrors) ? problem : undefined}
      />
    </FieldGroup>
  );
}

/** Offers the namespaces of the cluster chosen in another field; gives the name of one, or a new name. */
export function NamespacePicker(props: typeof namespacePickerSchema.TProps) {
  const { formData, onChange, schema, rawErrors, idSchema, uiSchema } = props;
  const t = useT();
  const path = uiSchema['ui:options']?.clusterField ?? 'cluster';
  return (
    <FieldGroup description={schema.description} title={schema.title}>
      <NamespaceInput
        id={idSchema.$id}
        cluster={textAt(formDataOf(props), path)}
        value={formData}
        onChange={onChange}
        disabled={props.disabled || props.readonly}
        required={props.required}
        problem={
          formData || tried(rawErrors)
            ? namespaceProblem(formData, t)
            : undefined
        }
      />
    </FieldGroup>
  );
}

/** Takes a cluster and a namespace: `{ cluster, namespace }`. */
export function PlacePicker(props: typeof placePickerSchema.TProps) {
  const { formData = {}, onChange, schema, rawErrors, idSchema } = props;
  const t = useT();
  const clusters = useClusters();
  const problems = placeProblems(formData, clusters.items, t);
  return (
    <FieldGroup description={schema.description} title={schema.title}>
      <PlaceInput
        id={idSchema.$id}
        clusters={clusters}
        value={formData}
        onChange={onChange}
        problems={shownProblems(formData, problems, tried(rawErrors))}
        disabled={props.disabled || props.readonly}
      />
    </FieldGroup>
  );
}
