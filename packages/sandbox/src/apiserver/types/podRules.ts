import { Cause, Json } from '../types';
import { cause } from '../errors';
import {
  canonicalQuantity,
  compareQuantities,
  isQuantity,
} from '../schema/quantity';
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
      return limit !== undefined && compareQuantities(amount, limit) > 0
        ? [
            cause.invalid(
              `${at}.resources.requests`,
              amount,
              `must be less than or equal to ${name} limit of ${limit}`,
            ),
          ]
        : [];
    },
  );
}

function validateContainers(spec: Json, path: string): Cause[] {
  const found: Cause[] = [];
  const volumes = new Set((spec.volumes ?? []).map((v: Json) => v.name));
  const names = new Set<string>();
  for (const field of ['initContainers', 'containers']) {
    (spec[field] ?? []).forEach((container: Json, i: number) => {
      const at = `${path}.${field}[${i}]`;
      for (const why of container.name ? dns1123Label(container.name) : []) {
        found.push(cause.invalid(`${at}.name`, container.name, why));
      }
      if (names.has(container.name)) {
        found.push(cause.duplicate(`${at}.name`, container.name));
      }
      names.add(container.name);
      if (!container.image) {
        found.push(cause.required(`${at}.image`));
      }
      (container.ports ?? []).forEach((port: Json, p: number) => {
        if (port.containerPort === 0) {
          found.push(cause.required(`${at}.ports[${p}].containerPort`));
        } else if (port.containerPort < 1 || port.containerPort > 65535) {
          found.push(
            cause.invalid(
              `${at}.ports[${p}].containerPort`,
              port.containerPort,
              'must be between 1 and 65535, inclusive',
            ),
          );
        }
      });
      (container.env ?? []).forEach((entry: Json, e: number) => {
        if (!entry.name) {
          found.push(cause.required(`${at}.env[${e}].name`));
        }
      });
      found.push(...validateResources(container.resources, at));
      (container.volumeMounts ?? []).forEach((mount: Json, m: number) => {
        if (!volumes.has(mount.name)) {
          found.push({
            reason: 'FieldValueNotFound',
            message: `Not found: ${JSON.stringify(mount.name)}`,
            field: `${at}.volumeMounts[${m}].name`,
          });
        }
      });
    });
  }
  return found;
}

/** Rules of a pod's spec beyond its schema. */
export function validatePodSpec(spec: Json, path: string): Cause[] {
  if (!spec) {
    return [cause.required(`${path}.containers`)];
  }
  const found: Cause[] = [];
  if (!spec.containers?.length) {
    found.push(cause.required(`${path}.containers`));
  }
  const volumes = new Set<string>();
  (spec.volumes ?? []).forEach((volume: Json, i: number) => {
    if (volumes.has(volume.name)) {
      found.push(cause.duplicate(`${path}.volumes[${i}].name`, volume.name));
    }
    volumes.add(volume.name);
    for (const why of volume.name ? dns1123Label(volume.name) : []) {
      found.push(cause.invalid(`${path}.volumes[${i}].name`, volume.name, why));
    }
  });
  return [...found, ...validateContainers(spec, path)];
}
