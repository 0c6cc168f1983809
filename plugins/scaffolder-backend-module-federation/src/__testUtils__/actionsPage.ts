import { FederationAction } from '@backstage-federation/plugin-federation-node';
import { table } from './markdownTable';

/** The part of a JSON schema that the page shows. */
interface Schema {
  type?: string | string[];
  description?: string;
  enum?: string[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  required?: string[];
}

const GROUPS: [string, string, string][] = [
  [
    'federation:',
    'Whole federations',
    'The templates use these. Each does everything that is needed, in parallel where it can, and waits until it works.',
  ],
  [
    'federation:cluster:',
    'Clusters',
    'What [adds a cluster](add-a-cluster.md), and looks whether it has what federations need. Both change nothing anywhere.',
  ],
  [
    'kubernetes:',
    'Namespaces',
    'The rest are the same steps one by one, for templates of your own.',
  ],
  [
    'skupper:',
    'Skupper',
    'The network: sites, links, connectors and listeners.',
  ],
  ['flower:', 'Flower', 'What runs over the network.'],
];

/** The group that an action is in: that of its longest prefix. */
const groupOf = (id: string) =>
  GROUPS.map(([prefix]) => prefix)
    .filter(prefix => id.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map(value => `\`${value}\``).join(', ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array') {
    const inner = typeOf(schema.items ?? {});
    return inner === 'object' ? 'list' : `list of ${inner}s`;
  }
  return String(schema.type);
}

/** A field, and below it the fields of its object or of the objects in its list. */
function fields(name: string, schema: Schema, required: boolean): string[][] {
  const inner = schema.items ?? schema;
  const row = [
    `\`${name}\``,
    typeOf(schema),
    required ? 'yes' : '',
    schema.description ?? '',
  ];
  const prefix = schema.items ? `${name}[].` : `${name}.`;
  return [row, ...all(inner, prefix)];
}

function all(schema: Schema, prefix: string = ''): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) =>
    fields(prefix + name, value, schema.required?.includes(name) ?? false),
  );
}

function permissionText({ existing, missing }: FederationAction['permission']) {
  return existing === missing
    ? `\`${existing}\``
    : `\`${existing}\` for a federation that exists, \`${missing}\` for one that does not`;
}

function section(action: FederationAction): string {
  const { id, description, schema, permission } = action;
  const [{ description: caption, example }] = action.examples;
  const outputs = all(schema.output as Schema).map(([name, type, , text]) => [
    name,
    type,
    text,
  ]);
  return `### \`${id}\`

${description}.

Permission: ${permissionText(permission)}.

${table(['Input', 'Type', 'Required', 'What'], all(schema.input as Schema))}

${table(['Output', 'Type', 'What'], outputs)}

Example: ${caption}

\`\`\`yaml
${example.trim()}
\`\`\`
`;
}

/** The page about the actions. */
export function actionsPage(actions: FederationAction[]): string {
  const groups = GROUPS.map(
    ([prefix, title, text]) => `## ${title}

${text}

${actions
  .filter(({ id }) => groupOf(id) === prefix)
  .map(section)
  .join('\n')}`,
  );
  return `# The actions

What all of them have in common:

- **Run twice, the second run changes nothing**, and its \`summary\` says "nothing changed". A run that failed or was cancelled can be run
  again; it goes on from what exists.
- **A dry-run is real.** The API servers are asked what would happen, and store nothing.
- **Permissions are those of the person who launched the template.** Before they are checked, nothing is read from a cluster but
  whether the federation exists. Then clusters, places and the rights of service accounts are checked, and only then is something
  changed. A message names the field and the rule.
- **One run at a time changes a federation.** Another one waits, up to two minutes, and says for whom; then it is refused, with the task and
  the person that it waited for. What it does is planned after the wait.
- **A cancel stops waits at once.** Whatever was made stays, but for grants and tokens that nobody has redeemed. The log says "Cancelled before the end" and the
  error is an \`AbortError\`; the scaffolder lists the task as failed all the same, as it has no other way to end a step.
- **A task goes on by itself** when its backend was killed, if the template asks for \`EXPERIMENTAL_recovery\` (as those of this project do) and the
  configuration has \`scaffolder.taskRecovery.enabled\`.
- **A cluster that is lost ends the waits for it**, with the cause, when it has not answered for 30 seconds.
- **Only the federation's own objects are touched.** Actions that make or remove a single thing refuse a namespace of another federation,
  and leave alone what was made by hand.
- \`cluster\`, \`namespace\` and \`federation\` have the same name everywhere, so that a policy for \`scaffolder.action.execute\` can limit them.
- Logs, outputs and errors hold no secret. Actions keep nothing between runs but the spec in the hub's namespace.

Inputs that are not required may be left out. A test writes this page:
\`UPDATE_DOCS=1 yarn workspace @backstage-federation/plugin-scaffolder-backend-module-federation test --watchAll=false src/actions/page.test.ts\`.

${groups.join('\n')}`;
}
