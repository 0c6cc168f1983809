// Condenses recordings of a real Skupper controller to what the live view watches: see README.md.
//   node condense.mjs FOLDER-WITH-RECORDINGS
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WHOLE = [
  'Site',
  'Link',
  'AccessGrant',
  'AccessToken',
  'Connector',
  'Listener',
  'RouterAccess',
];

/** Whether the view, or a step that explains why it waits, looks at the object. */
function isSeen({ kind, metadata }) {
  if (WHOLE.includes(kind)) return true;
  const labels = metadata.labels ?? {};
  switch (kind) {
    case 'ConfigMap':
      return ['skupper-network-status', 'skupper'].includes(metadata.name);
    case 'Pod':
      return labels['skupper.io/component'] === 'router';
    case 'Service':
      return 'internal.skupper.io/listener' in labels;
    case 'Certificate':
      // What the controller makes for itself says nothing that a Site does not say.
      return !labels['internal.skupper.io/certificate'];
    default:
      return false;
  }
}

function lean(object) {
  const { managedFields, resourceVersion, annotations, generateName, ...rest } =
    object.metadata;
  const keep = object.kind !== 'Pod' && annotations;
  const data = object.data && {
    data: Object.fromEntries(
      Object.entries(object.data).map(([key, value]) => [
        key.replace(' (parsed JSON)', ''),
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  };
  const { apiVersion, kind, spec, status } = object;
  return {
    apiVersion,
    kind,
    metadata: { ...rest, ...(keep ? { annotations } : {}) },
    ...(spec && kind !== 'Pod' ? { spec } : {}),
    ...data,
    ...(status ? { status } : {}),
  };
}

/** When the recording began: what is made in it says the second, and when it was seen. */
function began(entries) {
  const starts = entries.flatMap(({ t, type, initial, object }) =>
    type === 'ADDED' && !initial && object.metadata.creationTimestamp
      ? [Date.parse(object.metadata.creationTimestamp) - t * 1000]
      : [],
  );
  return new Date(Math.max(...starts)).toISOString();
}

const source = process.argv[2];
const target = dirname(fileURLToPath(import.meta.url));
for (const file of readdirSync(source).filter(f => f.endsWith('.jsonl'))) {
  const [header, ...entries] = readFileSync(join(source, file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  const { scenario, skupper, kubernetes, simulated } = header;
  const lines = [
    { scenario, skupper, kubernetes, simulated, began: began(entries) },
    ...entries.flatMap(({ t, cluster, note, action, response, ...event }) => {
      if (note) return [{ t, cluster, note }];
      if (action) {
        const refused = response?.status >= 400 && response.message;
        return [{ t, cluster, action, ...(refused ? { refused } : {}) }];
      }
      const { type, initial, object } = event;
      return isSeen(object)
        ? [
            {
              t,
              cluster,
              type,
              ...(initial && { initial }),
              object: lean(object),
            },
          ]
        : [];
    }),
  ];
  writeFileSync(
    join(target, basename(file)),
    lines.map(line => `${JSON.stringify(line)}\n`).join(''),
  );
}
