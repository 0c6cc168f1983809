import { OperatorVerdict } from './causes';
import { OperatorFacts } from './facts';
import { isMadeHere, OPERATORS_NAMESPACE, PACKAGE } from './objects';

const namesOf = (objects: { metadata: { name: string } }[]) =>
  objects.map(({ metadata }) => metadata.name).join(', ');

/** What of a namespace keeps OLM from working there, and OLM does not say. @internal */
export function judgeNamespace({
  groups,
  same,
}: Pick<OperatorFacts, 'groups' | 'same'>): OperatorVerdict | undefined {
  const namespace = OPERATORS_NAMESPACE;
  if (same.length > 1) {
    const mine = same.find(isMadeHere)?.metadata.name;
    const wayOut = mine
      ? `. ${mine} was made here: to take it away again, run "Prepare a cluster for federations" (skupper:controller:ensure) with withdraw: true`
      : '';
    const params = {
      namespace,
      package: PACKAGE,
      names: namesOf(same),
      wayOut,
    };
    return { cause: 'subscribed-twice', params };
  }
  if (groups && groups.length > 1) {
    const count = String(groups.length);
    const params = { namespace, count, names: namesOf(groups) };
    return { cause: 'operator-groups', params };
  }
  return groups?.length === 0
    ? { cause: 'no-operator-group', params: { namespace } }
    : undefined;
}
