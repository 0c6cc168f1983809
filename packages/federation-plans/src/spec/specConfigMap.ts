import { InputError } from '@backstage/errors';
import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  FederationSpec,
  MemberSpec,
  memberSpecSchema,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { parse, stringify } from 'yaml';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** Annotation on the ConfigMap: when its spec last changed, as ISO 8601 time. @internal */
export const SPEC_CHANGED_ANNOTATION =
  'backstage-federation.dev/spec-changed-at';

/** Annotation on the ConfigMap: members that the spec no longer has and that are being taken away, as JSON. @internal */
export const LEAVING_ANNOTATION = 'backstage-federation.dev/leaving';

/** Selects the ConfigMaps that hold a federation's spec. @internal */
export const SPEC_SELECTOR = `${COMPONENT_LABEL}=spec`;

/** Name of the ConfigMap in the hub's namespace. @internal */
export function specConfigMapName(federation: string): string {
  return `federation-${federation}`;
}

/**
 * The ConfigMap that keeps a federation's spec: the only desired state there is.
 *
 * @param spec - the spec
 * @param changedAt - ISO 8601 time since when the spec is as it is
 * @internal
 */
export function specConfigMap(
  spec: FederationSpec,
  changedAt?: string,
  leaving: MemberSpec[] = [],
): KubeObject {
  const annotations = {
    ...(changedAt && { [SPEC_CHANGED_ANNOTATION]: changedAt }),
    ...(leaving.length && { [LEAVING_ANNOTATION]: JSON.stringify(leaving) }),
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: specConfigMapName(spec.name),
      namespace: spec.hub.namespace,
      labels: { [FEDERATION_LABEL]: spec.name, [COMPONENT_LABEL]: 'spec' },
      ...(Object.keys(annotations).length && { annotations }),
    },
    data: { spec: specText(spec) },
  };
}

/** The spec as text: equal specs give equal text. */
function specText(spec: FederationSpec): string {
  // Parsing again orders the fields as the schema does.
  return stringify(parseFederationSpec(spec));
}

/** What the text says, by object: an object is never changed, and is looked at again and again. */
const documents = new WeakMap<KubeObject, { value: unknown }>();

/** What the text of a spec's ConfigMap says, unchecked. @throws Error when it is not YAML @internal */
export function specDocument(object: KubeObject, text: string): unknown {
  const known = documents.get(object);
  if (known) return known.value;
  const value: unknown = parse(text);
  documents.set(object, { value });
  return value;
}

/**
 * Reads the spec out of the ConfigMap.
 *
 * @throws InputError that names the ConfigMap and what is wrong with it
 * @public
 */
export function readSpecConfigMap(object: KubeObject): FederationSpec {
  const where = `ConfigMap "${object.metadata.name}" in namespace "${object.metadata.namespace}"`;
  const text = (object.data as Record<string, unknown> | undefined)?.spec;
  if (typeof text !== 'string') {
    throw new InputError(`${where} has no data.spec`);
  }
  let parsed: unknown;
  try {
    parsed = specDocument(object, text);
  } catch (error) {
    throw new InputError(
      `${where}: data.spec is not YAML: ${
        error instanceof Error ? error.message.split('\n')[0] : error
      }`,
    );
  }
  try {
    return parseFederationSpec(parsed);
  } catch (error) {
    throw new InputError(
      `${where}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** A noted member: as the spec's rules have it, or else only its place, by which what is there is found. */
function notedMember(value: unknown): MemberSpec[] {
  const { name, cluster, namespace } = Object(value);
  for (const member of [value, { name, cluster, namespace }]) {
    const { data } = memberSpecSchema.safeParse(member);
    if (data?.name !== undefined) return [{ ...data, name: data.name }];
  }
  return [];
}

/**
 * The members that are being taken away, as a spec's ConfigMap notes them, whoever wrote that. What names no place is left out.
 *
 * @internal
 */
export function leavingMembers({ metadata }: KubeObject): MemberSpec[] {
  try {
    const noted = JSON.parse(metadata.annotations?.[LEAVING_ANNOTATION] ?? '');
    return Array.isArray(noted) ? noted.flatMap(notedMember) : [];
  } catch {
    return [];
  }
}

/**
 * Since when a spec is as it is.
 *
 * @returns ISO 8601 time at which its ConfigMap got its present content, else that of its creation; undefined when the
 * hub's cluster does not show it
 * @public
 */
export function specChangedAt(
  { name, hub }: FederationSpec,
  clusters: {
    name: string;
    objects(kind: string, namespace?: string): KubeObject[];
  }[],
): string | undefined {
  const metadata = clusters
    .find(cluster => cluster.name === hub.cluster)
    ?.objects('ConfigMap', hub.namespace)
    .find(object => object.metadata.name === specConfigMapName(name))?.metadata;
  return (
    metadata?.annotations?.[SPEC_CHANGED_ANNOTATION] ??
    metadata?.creationTimestamp
  );
}

/** Whether the stored spec equals this one. @internal */
export function storesSameSpec(
  object: KubeObject,
  spec: FederationSpec,
): boolean {
  try {
    return specText(readSpecConfigMap(object)) === specText(spec);
  } catch {
    return false;
  }
}
