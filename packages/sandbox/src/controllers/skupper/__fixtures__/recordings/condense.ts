/*
 * Makes the fixtures of this folder from full recordings:
 *
 *   node --require @backstage/cli/config/nodeTransform.cjs condense.ts FROM TO
 *
 * See README.md for what is left out and how a line is read.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = any;

const CONFIG = 'skrouterd.json (parsed JSON)';
const NETWORK_STATUS = 'skupper-network-status';
const REVISION = 'deployment.kubernetes.io/revision';
const SERVER_SET = [
  'managedFields',
  'resourceVersion',
  'creationTimestamp',
  'generateName',
];

function prune(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(prune);
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== 'lastTransitionTime')
        .map(([key, inner]) => [key, prune(inner)]),
    );
  }
  return value;
}

function condensed(object: Json): Json {
  const metadata = { ...object.metadata };
  SERVER_SET.forEach(field => delete metadata[field]);
  if (metadata.annotations?.[REVISION]) {
    const { [REVISION]: _, ...annotations } = metadata.annotations;
    metadata.annotations = annotations;
    if (!Object.keys(annotations).length) {
      delete metadata.annotations;
    }
  }
  const { status, ...rest } = object;
  return prune({
    ...rest,
    metadata,
    // What kube-controller-manager says of a Deployment is not the Skupper controller's.
    ...(object.kind !== 'Deployment' && status && { status }),
  });
}

const same = (a: Json, b: Json) => JSON.stringify(a) === JSON.stringify(b);

function configChange(before: Json, after: Json): Json {
  const [old, next] = [before, after].map((elements: Json[]) =>
    elements.map(element => JSON.stringify(element)),
  );
  return {
    plus: next.filter(e => !old.includes(e)).map(e => JSON.parse(e)),
    minus: old.filter(e => !next.includes(e)).map(e => JSON.parse(e)),
  };
}

/** The top-level fields that differ from the last state; null for those that went. */
function change(before: Json, after: Json): Json {
  const { kind, metadata } = after;
  const { name, namespace, uid } = metadata;
  const fields = [...Object.keys(before), ...Object.keys(after)];
  const set: Json = {};
  for (const field of new Set(fields)) {
    if (!same(before[field], after[field])) {
      set[field] = after[field] ?? null;
    }
  }
  if (set.data?.[CONFIG] && before.data?.[CONFIG]) {
    set.data = {
      [CONFIG]: configChange(before.data[CONFIG], set.data[CONFIG]),
    };
  }
  return { kind, metadata: { name, namespace, uid }, set };
}

function condense(lines: Json[]): Json[] {
  const [{ scenario, skupper, kubernetes, accessTypesEnabled }, ...entries] =
    lines;
  const first = entries.find(e => e.type === 'ADDED' && !e.initial);
  const epoch = Math.round(
    Date.parse(first.object.metadata.creationTimestamp) / 1000 - first.t,
  );
  const states = new Map<string, Json>();
  const result: Json[] = [
    { scenario, skupper, kubernetes, accessTypesEnabled, epoch },
  ];
  for (const entry of entries) {
    const { t, cluster, object } = entry;
    if (!object) {
      const { response, ...rest } = entry;
      result.push({
        ...rest,
        ...(response && { code: response.status, message: response.message }),
      });
      continue;
    }
    // What the simulated roles changed is in their requests.
    const simulated =
      object.kind === 'Pod' || object.metadata.name === NETWORK_STATUS;
    if (object.kind === 'Event' || (simulated && entry.type === 'MODIFIED')) {
      continue;
    }
    const key = `${cluster} ${object.kind} ${object.metadata.uid}`;
    const before = states.get(key);
    const after = condensed(object);
    if (before && after.spec === '(unchanged)') {
      after.spec = before.spec;
    }
    if (entry.type === 'MODIFIED' && before) {
      const changed = change(before, after);
      if (Object.keys(changed.set).length) {
        result.push({ t, cluster, type: entry.type, object: changed });
      }
    } else {
      const { initial } = entry;
      const last =
        entry.type === 'DELETED'
          ? { kind: after.kind, metadata: after.metadata }
          : after;
      result.push({ t, cluster, type: entry.type, initial, object: last });
    }
    states.set(key, after);
  }
  return result;
}

const [source, target] = process.argv.slice(2);
for (const file of readdirSync(source).filter(f => f.endsWith('.jsonl'))) {
  const lines = readFileSync(join(source, file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  writeFileSync(
    join(target, file),
    condense(lines)
      .map(entry => `${JSON.stringify(entry)}\n`)
      .join(''),
  );
}
