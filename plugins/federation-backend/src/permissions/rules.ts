import {
  DEFAULT_NAMESPACE,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  FederationSpec,
  RESOURCE_TYPE_FEDERATION,
} from '@backstage-federation/plugin-federation-common';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';

/**
 * A filter over federations, as conditions become one.
 *
 * @public
 */
export interface FederationFilter {
  key: 'cluster' | 'namespace' | 'owner';
  values: string[];
}

/**
 * Federations in conditional permission decisions.
 *
 * @public
 */
export const federationResourceRef = createPermissionResourceRef<
  FederationSpec,
  FederationFilter
>().with({ pluginId: 'federation', resourceType: RESOURCE_TYPE_FEDERATION });

const places = (spec: FederationSpec) => [spec.hub, ...spec.members];

const inCluster = createPermissionRule({
  name: 'IN_CLUSTER',
  description:
    'Allow federations whose hub and members are all in the given clusters',
  resourceRef: federationResourceRef,
  paramsSchema: z.object({
    clusters: z.array(z.string()).describe('Names of clusters'),
  }),
  apply: (spec, { clusters }) =>
    places(spec).every(({ cluster }) => clusters.includes(cluster)),
  toQuery: ({ clusters }) => ({ key: 'cluster', values: clusters }),
});

const inNamespace = createPermissionRule({
  name: 'IN_NAMESPACE',
  description:
    'Allow federations whose hub and members are all in the given namespaces',
  resourceRef: federationResourceRef,
  paramsSchema: z.object({
    namespaces: z.array(z.string()).describe('Names of namespaces'),
  }),
  apply: (spec, { namespaces }) =>
    places(spec).every(({ namespace }) => namespaces.includes(namespace)),
  toQuery: ({ namespaces }) => ({ key: 'namespace', values: namespaces }),
});

/** In full and without case, as the catalog compares entity references. */
function entityRef(text: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'group',
        defaultNamespace: DEFAULT_NAMESPACE,
      }),
    );
  } catch {
    // What is no reference equals only itself.
    return text;
  }
}

const isOwner = createPermissionRule({
  name: 'IS_OWNER',
  description: 'Allow federations owned by one of the given entities',
  resourceRef: federationResourceRef,
  paramsSchema: z.object({
    owners: z
      .array(z.string())
      .describe('Entity references, such as the ownership claims of a user'),
  }),
  apply: (spec, { owners }) =>
    spec.owner !== undefined &&
    owners.map(entityRef).includes(entityRef(spec.owner)),
  toQuery: ({ owners }) => ({ key: 'owner', values: owners }),
});

/** The rules, for registration. */
export const federationRules = [inCluster, inNamespace, isOwner];

const exported = createConditionExports({
  resourceRef: federationResourceRef,
  rules: { inCluster, inNamespace, isOwner },
});

/**
 * Conditions for permission policies.
 *
 * @public
 */
export const federationConditions = exported.conditions;

/**
 * Makes a conditional decision of {@link federationConditions}.
 *
 * @public
 */
export const createFederationConditionalDecision =
  exported.createConditionalDecision;
