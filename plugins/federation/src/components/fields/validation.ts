import { ApiHolder } from '@backstage/core-plugin-api';
import { translationApiRef } from '@backstage/core-plugin-api/alpha';
import { ClusterInfo } from '@backstage-federation/plugin-federation-common';
import { federationApiRef } from '../../api';
import { Translate } from '../../hooks/useT';
import { federationTranslationRef } from '../../translation';
import { placeAt } from './formContext';
import {
  clusterProblem,
  listProblems,
  memberProblems,
  MemberValue,
  namespaceProblem,
  placeProblems,
  PlaceValue,
} from './problems';

interface Field {
  addError(message: string): void;
}

interface Context {
  apiHolder: ApiHolder;
  formData: unknown;
  uiSchema?: { 'ui:options'?: { hubField?: string; unreachable?: boolean } };
}

/** The texts in the reader's language, for use outside of components. */
async function translator(apiHolder: ApiHolder): Promise<Translate> {
  const api = apiHolder.get(translationApiRef);
  if (!api) {
    throw new Error('No translations are installed');
  }
  const snapshot = api.getTranslation(federationTranslationRef);
  if (snapshot.ready) {
    return snapshot.t;
  }
  return new Promise((resolve, reject) => {
    const subscription = api.translation$(federationTranslationRef).subscribe({
      next: loaded => {
        if (loaded.ready) {
          resolve(loaded.t);
          subscription.unsubscribe();
        }
      },
      error: reject,
    });
  });
}

/** When they cannot be listed, the action still checks them. */
async function clustersOf(
  apiHolder: ApiHolder,
): Promise<ClusterInfo[] | undefined> {
  try {
    return (await apiHolder.get(federationApiRef)?.listClusters())?.items;
  } catch {
    return undefined;
  }
}

/** Checks a value of `FederationClusterPicker`. */
export async function validateCluster(
  value: string,
  field: Field,
  { apiHolder, uiSchema }: Context,
): Promise<void> {
  const problem = clusterProblem(
    value,
    await clustersOf(apiHolder),
    await translator(apiHolder),
    uiSchema?.['ui:options']?.unreachable,
  );
  if (problem) {
    field.addError(problem);
  }
}

/** Checks a value of `FederationNamespacePicker`. */
export async function validateNamespace(
  value: string,
  field: Field,
  { apiHolder }: Pick<Context, 'apiHolder'>,
): Promise<void> {
  const problem = namespaceProblem(value, await translator(apiHolder));
  if (problem) {
    field.addError(problem);
  }
}

/** Checks a value of `FederationPlacePicker`. */
export async function validatePlace(
  value: PlaceValue | undefined,
  field: Field,
  { apiHolder }: Context,
): Promise<void> {
  const problems = placeProblems(
    value ?? {},
    await clustersOf(apiHolder),
    await translator(apiHolder),
  );
  listProblems(problems).forEach(problem => field.addError(problem));
}

/** Checks a value of `FederationMembersPicker`. */
export async function validateMembers(
  value: MemberValue[] | undefined,
  field: Field,
  { apiHolder, formData, uiSchema }: Context,
): Promise<void> {
  const t = await translator(apiHolder);
  if (!value || value.length === 0) {
    field.addError(t('problem.membersMissing'));
    return;
  }
  const hub = placeAt(formData, uiSchema?.['ui:options']?.hubField ?? 'hub');
  const clusters = await clustersOf(apiHolder);
  memberProblems(value, hub, clusters, t).forEach((problems, i) =>
    listProblems(problems).forEach(problem =>
      field.addError(t('problem.member', { number: String(i + 1), problem })),
    ),
  );
}
