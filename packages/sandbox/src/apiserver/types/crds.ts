import { Json, Obj, ResourceDefinition } from '../types';
import { must, unless } from '../schema/checks';
import { freeObject, root } from '../schema/models';
import {
  ageColumn,
  column,
  builtIn,
  define,
  nameColumn,
  pathColumn,
} from '../registry/define';
import { cause } from '../errors';

/** Holds a deleted definition until its objects are gone. */
export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

export const customResourceDefinitions = builtIn('CustomResourceDefinition', {
  generation: true,
  columns: [
    nameColumn,
    column('Created At', o => o.metadata.creationTimestamp),
  ],
  strategy: {
    cleanup: [CLEANUP],
    defaults: crd => {
      const names = crd.spec?.names;
      if (names?.kind) {
        names.singular ??= names.kind.toLowerCase();
        names.listKind ??= `${names.kind}List`;
        crd.spec.conversion ??= { strategy: 'None' };
      }
    },
    validate: crd => {
      const { group, names, versions = [] } = crd.spec ?? {};
      const wanted = `${names?.plural}.${group}`;
      return [
        ...must(
          crd.metadata.name === wanted,
          'metadata.name',
          crd.metadata.name,
          'must be spec.names.plural+"."+spec.group',
        ),
        ...unless(
          versions.filter((v: Json) => v.storage).length === 1,
          cause.invalid(
            'spec.versions',
            versions,
            'must have exactly one version marked as storage version',
          ),
          cause.invalid(
            'status.storedVersions',
            null,
            'must have at least one stored version',
          ),
        ),
      ];
    },
    prepareCreate: crd => {
      crd.status = acceptedStatus(crd);
    },
    prepareUpdate: (crd, old) => {
      crd.status = { ...acceptedStatus(crd), ...old.status };
    },
  },
});

function acceptedStatus(crd: Obj): Json {
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+Z/, 'Z');
  const met = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    lastTransitionTime,
    reason,
    message,
  });
  return {
    conditions: [
      met('NamesAccepted', 'NoConflicts', 'no conflicts found'),
      met(
        'Established',
        'InitialNamesAccepted',
        'the initial names have been accepted',
      ),
    ],
    acceptedNames: crd.spec?.names,
    storedVersions: (crd.spec?.versions ?? [])
      .filter((v: Json) => v.storage)
      .map((v: Json) => v.name),
  };
}

/** The types that a CustomResourceDefinition serves: one for each served version. */
export function typesOf(crd: Obj): ResourceDefinition[] {
  const { group, names, scope, versions } = crd.spec;
  return ((versions ?? []) as Json[])
    .filter(version => version.served !== false)
    .map(version => {
      const columns: Json[] = version.additionalPrinterColumns ?? [];
      return define({
        group,
        version: version.name,
        kind: names.kind,
        listKind: names.listKind,
        plural: names.plural,
        shortNames: names.shortNames ?? [],
        categories: names.categories ?? [],
        namespaced: scope === 'Namespaced',
        status: version.subresources?.status !== undefined,
        generation: true,
        custom: true,
        schema: root(version.schema?.openAPIV3Schema ?? freeObject),
        columns: [
          nameColumn,
          ...(columns.length
            ? columns.map(c =>
                pathColumn(c.name, c.type, c.jsonPath, {
                  priority: c.priority ?? 0,
                }),
              )
            : [ageColumn]),
        ],
      });
    });
}
