import { Cause, Json } from '../types';
import { cause } from '../errors';
import {
  canonicalQuantity,
  compareQuantities,
  isQuantity,
} from '../schema/quantity';
import {
  distinct,
  each,
  must,
  named,
  portNumber,
  required,
  unless,
} from '../schema/checks';
import { dns1123Label } from '../schema/names';

function pullPolicy(image: string | undefined): string {
  const last = (image ?? '').split('/').pop() ?? '';
  const latest =
    !last.includes('@') && (!last.includes(':') || last.endsWith(':latest'));
  return latest ? 'Always' : 'IfNotPresent';
}

/** Not a matter of validation: the server can't even read the object. */
export class BadQuantity extends Error {
  constructor() {
    super(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
}

/** Amounts have one form, however they were written. */
function normalizeAmounts(resources: Json): void {
  for (const amounts of [resources?.limits, resources?.requests]) {
    for (const [name, amount] of Object.entries(amounts ?? {})) {
      if (!isQuantity(amount as string | number)) {
        throw new BadQuantity();
      }
      amounts[name] = canonicalQuantity(amount as string | number);
    }
  }
}

/** Defaults of a pod's spec that depend on other fields. */
export function defaultPodSpec(spec: Json): void {
  if (!spec) {
    return;
  }
  for (const list of [spec.containers, spec.initContainers]) {
    for (const container of Array.isArray(list) ? list : []) {
      container.imagePullPolicy ??= pullPolicy(container.image);
      normalizeAmounts(container.resources);
    }
  }
  for (const volume of spec.volumes ?? []) {
    if (Object.keys(volume).length === 1) {
      volume.emptyDir = {};
    }
  }
  const account = spec.serviceAccountName ?? spec.serviceAccount;
  if (account) {
    spec.serviceAccountName = account;
    spec.serviceAccount = account;
  }
}

/** A pod asks for what it is limited to. Templates are left alone. */
export function defaultRequests(spec: Json): void {
  for (const container of spec?.containers ?? []) {
    const { limits, requests } = container.resources ?? {};
    if (limits) {
      container.resources.requests = { ...limits, ...requests };
    }
  }
}

function validateResources(resources: Json, at: string): Cause[] {
  return Object.entries<string>(resources?.requests ?? {}).flatMap(
    ([name, amount]) => {
      const limit = resources.limits?.[name];
      return must(
        limit === undefined || compareQuantities(amount, limit) <= 0,
        `${at}.resources.requests`,
        amount,
        `must be less than or equal to ${name} limit of ${limit}`,
      );
    },
  );
}

/** A name that must be a label and is nowhere else; whether there is one, the schema says. */
function validateName(
  name: string,
  field: string,
  isNew: (name: string) => boolean,
): Cause[] {
  return [
    ...(name ? named(field, name, dns1123Label) : []),
    ...unless(isNew(name), cause.duplicate(field, name)),
  ];
}

function validateContainer(
  container: Json,
  at: string,
  volumes: Set<string>,
): Cause[] {
  return [
    ...required(`${at}.image`, container.image),
    ...each(container.ports, `${at}.ports`, ({ containerPort }, port) =>
      containerPort === 0
        ? [cause.required(`${port}.containerPort`)]
        : portNumber(`${port}.containerPort`, containerPort),
    ),
    ...each(container.env, `${at}.env`, ({ name }, entry) =>
      required(`${entry}.name`, name),
    ),
    ...validateResources(container.resources, at),
    ...each(container.volumeMounts, `${at}.volumeMounts`, ({ name }, mount) =>
      unless(volumes.has(name), cause.notFound(`${mount}.name`, name)),
    ),
  ];
}

/** Rules of a pod's spec beyond its schema. */
export function validatePodSpec(spec: Json, path: string): Cause[] {
  if (!spec) {
    return [cause.required(`${path}.containers`)];
  }
  const volumes = new Set<string>(
    (spec.volumes ?? []).map(({ name }: Json) => name),
  );
  const isNewVolume = distinct();
  const isNewContainer = distinct();
  return [
    ...required(`${path}.containers`, spec.containers?.length),
    ...each(spec.volumes, `${path}.volumes`, ({ name }, at) =>
      validateName(name, `${at}.name`, isNewVolume),
    ),
    ...['initContainers', 'containers'].flatMap(field =>
      each(spec[field], `${path}.${field}`, (container, at) => [
        ...validateName(container.name, `${at}.name`, isNewContainer),
        ...validateContainer(container, at, volumes),
      ]),
    ),
  ];
}
