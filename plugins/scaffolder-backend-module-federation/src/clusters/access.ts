import { isMap, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { MANIFESTS } from './manifests';
import { ClusterManifest, ClusterManifests } from './types';

/** The namespace and the name of the service account in the manifests. */
const OWN = 'backstage-federation';

/** What the account may do. */
export const accessInput = {
  access: z
    .enum(['manage', 'observe'])
    .default('manage')
    .describe(
      'What Backstage may do there: make and change federations, or only look',
    ),
  secrets: z
    .boolean()
    .default(true)
    .describe(
      'Whether it may manage Secrets, which federations with keys and certificates need; only with access "manage"',
    ),
  operator: z
    .boolean()
    .default(false)
    .describe(
      'Whether it shall install the operator where the cluster is OpenShift; only with access "manage"',
    ),
};

/** @see accessInput */
export interface Access {
  access: 'manage' | 'observe';
  secrets: boolean;
  operator: boolean;
}

/** The steps that somebody chose, in their order. */
export function chosenSteps(
  { access, secrets, operator }: Access,
  openshift: boolean,
): (keyof ClusterManifests)[] {
  if (access === 'observe') return ['observe'];
  return [
    'observe',
    'manage',
    ...(secrets ? (['manageSecrets'] as const) : []),
    ...(openshift && operator ? (['operator'] as const) : []),
  ];
}

/** The manifests of some steps as one text, with the service account in a namespace. */
export function manifestText(
  steps: (keyof ClusterManifests)[],
  namespace: string,
): string {
  const text = steps
    .map(step => MANIFESTS[step].text.trim())
    .join('\n---\n')
    // In comments.
    .replaceAll(`-n ${OWN} `, `-n ${namespace} `);
  return parseAllDocuments(text)
    .map(document => {
      if (document.get('kind') === 'Namespace') {
        document.setIn(['metadata', 'name'], namespace);
      }
      if (document.getIn(['metadata', 'namespace']) === OWN) {
        document.setIn(['metadata', 'namespace'], namespace);
      }
      const subjects = document.get('subjects') as { items?: unknown[] };
      for (const subject of subjects?.items ?? []) {
        if (isMap(subject)) subject.set('namespace', namespace);
      }
      return document.toString({
        lineWidth: 0,
        flowCollectionPadding: false,
        directives: false,
      });
    })
    .join('---\n');
}

/** Verbs on a resource that a role gives. */
export interface Right {
  /** `''` for Kubernetes' core. */
  group: string;
  /** With a sub-resource after a slash. */
  resource: string;
  verbs: string[];
  /** Of a role that is bound in a namespace only. */
  namespace?: string;
}

interface RbacObject {
  kind: string;
  metadata: { name: string; namespace?: string };
  roleRef?: { kind: string; name: string };
  rules?: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

/** What the roles that a step binds allow. */
export function rightsOf(step: keyof ClusterManifests): Right[] {
  const parse = ({ text }: ClusterManifest) =>
    parseAllDocuments(text).map(document => document.toJS() as RbacObject);
  // A role may have come with an earlier step.
  const all = Object.values(MANIFESTS).flatMap(parse);
  return parse(MANIFESTS[step]).flatMap(({ roleRef, metadata }) => {
    const { namespace } = metadata;
    const role =
      roleRef &&
      all.find(
        other =>
          other.kind === roleRef.kind &&
          other.metadata.name === roleRef.name &&
          (other.kind !== 'Role' || other.metadata.namespace === namespace),
      );
    return (role?.rules ?? []).flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap(group =>
        resources.map(resource => ({
          group,
          resource,
          verbs,
          ...(namespace && { namespace }),
        })),
      ),
    );
  });
}
