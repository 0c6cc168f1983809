// Makes the files of data/skupper-controller from full recordings: see the README there.
//   node condense.mjs FOLDER-WITH-RECORDINGS [TARGET]
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONFIG = 'skrouterd.json (parsed JSON)';
const REVISION = 'deployment.kubernetes.io/revision';
const SERVER_SET = ['managedFields', 'resourceVersion', 'generateName'];

/** An object without what no test looks at. */
function lean({ status, ...rest }) {
  const metadata = { ...rest.metadata };
  SERVER_SET.forEach(field => delete metadata[field]);
  if (metadata.annotations?.[REVISION]) {
    const { [REVISION]: _, ...annotations } = metadata.annotations;
    metadata.annotations = annotations;
    if (!Object.keys(annotations).length) {
      delete metadata.annotations;
    }
  }
  // What kube-controller-manager says of a Deployment is not the Skupper controller's.
  const kept = rest.kind !== 'Deployment' && status;
  return { ...rest, metadata, ...(kept && { status }) };
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function configChange(before, after) {
  const [old, next] = [before, after].map(elements =>
    elements.map(element => JSON.stringify(element)),
  );
  return {
    plus: next.filter(e => !old.includes(e)).map(e => JSON.parse(e)),
    minus: old.filter(e => !next.includes(e)).map(e => JSON.parse(e)),
  };
}

/** The top-level fields that differ from the last state; null for those that went. */
function change(before, after) {
  const { kind, metadata } = after;
  const { name, namespace, uid } = metadata;
  const set = {};
  for (const field of new Set(Object.keys({ ...before, ...after }))) {
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

/** When the recording began: what is made in it says the second, and when it was seen. */
function beginnings(entries) {
  return entries.flatMap(({ t, type, initial, object }) =>
    type === 'ADDED' && !initial && object.metadata.creationTimestamp
      ? [Date.parse(object.metadata.creationTimestamp) - t * 1000]
      : [],
  );
}

function condense([header, ...entries]) {
  const { scenario, skupper, kubernetes, simulated, accessTypesEnabled } =
    header;
  const starts = beginnings(entries);
  const states = new Map();
  const result = [
    {
      scenario,
      skupper,
      kubernetes,
      simulated,
      accessTypesEnabled,
      epoch: Math.round(starts[0] / 1000),
      began: new Date(Math.max(...starts)).toISOString(),
    },
  ];
  for (const { response, ...entry } of entries) {
    const { t, cluster, type, initial, object } = entry;
    if (!object) {
      const answer = response && {
        code: response.status,
        message: response.message,
      };
      result.push({ ...entry, ...answer });
      continue;
    }
    if (object.kind === 'Event') {
      continue;
    }
    const key = `${cluster} ${object.kind} ${object.metadata.uid}`;
    const before = states.get(key);
    const after = lean(object);
    if (before && after.spec === '(unchanged)') {
      after.spec = before.spec;
    }
    states.set(key, after);
    const state = before && type !== 'ADDED' ? change(before, after) : after;
    result.push({ t, cluster, type, initial, object: state });
  }
  return result;
}

const own = fileURLToPath(new URL('data/skupper-controller', import.meta.url));
const [source, target = own] = process.argv.slice(2);
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
