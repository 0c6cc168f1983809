import type { FederationAdapters } from '../contract/FederationAdapters';
import { FederationAction, renderExample } from './defineAction';
import { apply } from './federation/apply';
import { cleanUp } from './federation/cleanUp';
import { deleteFederation } from './federation/delete';
import { memberAdd } from './federation/memberAdd';
import { memberRemove } from './federation/memberRemove';
import { plan } from './federation/plan';
import { reapply } from './federation/reapply';
import { namespaceEnsure } from './kubernetes/namespaceEnsure';

/**
 * Every action: those on whole federations, with the examples that adapters have for them, and the adapters' own.
 *
 * @public
 */
export function federationActions(
  installed: FederationAdapters,
): FederationAction[] {
  const adapters = installed.all();
  const withExamples = (action: FederationAction): FederationAction => {
    const more = adapters.flatMap(
      ({ examples }) => examples?.[action.id] ?? [],
    );
    return {
      ...action,
      examples: [
        ...action.examples,
        ...more.map(example => renderExample(action.id, example)),
      ],
    };
  };
  return [
    ...[
      plan(installed),
      apply(installed),
      reapply,
      memberAdd,
      memberRemove,
      deleteFederation,
      cleanUp,
    ].map(withExamples),
    namespaceEnsure,
    ...adapters.flatMap(({ actions = [] }) => actions),
  ];
}
