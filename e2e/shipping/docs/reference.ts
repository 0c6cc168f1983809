// The pages of reference that are made of the code: `UPDATE_DOCS=1 npm test -- --only docs` writes them.
import { loadConfigSchema } from '@backstage/config-loader';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../../../scripts/lib.mjs';
import {
  federationSpecFields,
  federationTexts,
  flowerTexts,
  skupperTexts,
  Texts,
} from '../../../plugins/federation-common/src';
import { table } from './markdown';
import { defaultOf, fieldsOf, JsonSchema, limitsOf, typeOf } from './schema';

const MADE = '<!-- Made of the code: UPDATE_DOCS=1 npm test -- --only docs -->';

/** What the schema says in its comments only. */
const UNDESCRIBED: Record<string, string> = {
  name: 'Name of the federation',
  'members[].superNodes[].name': 'Name of its Deployment',
  'members[].superNodes[].nodeConfig':
    'Value of `--node-config`: `key=value` pairs, separated by blanks',
};

/** The fields of a federation's spec, from the schema that reads it. */
export function specPage(): string {
  const schema = z.toJSONSchema(federationSpecFields, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema;
  const rows = fieldsOf(schema).map(({ path, schema: field, required }) => [
    `\`${path}\``,
    [typeOf(field), limitsOf(field)].filter(Boolean).join('; '),
    required ? 'yes' : '',
    defaultOf(field),
    field.description ?? UNDESCRIBED[path] ?? '',
  ]);
  return `# The spec

${MADE}

What a federation shall be. It is kept in the ConfigMap \`federation-<name>\` of the hub's namespace; [the actions](actions.md) take the same fields, where
\`name\` is called \`federation\`, and the forms of the templates are made of them. Names are those of Kubernetes: lower-case letters, digits and hyphens.

${table(['Field', 'Type', 'Required', 'Default', 'What'], rows)}

These rules are checked besides, and a message names the field:

- A member is in another cluster or namespace than the hub, and no two members are in one namespace.
- Names of members, and of the SuperNodes of a member, are unique.
- All members together have at most 5000 SuperNodes.
- \`nodeConfig\` is what Flower can read: \`key=value\` pairs, text in quotes.

An example, as Flower's guide has it: [\`examples/flower-guide/federation.yaml\`](https://github.com/backstage-federation/backstage-federation/blob/main/examples/flower-guide/federation.yaml).
`;
}

const GROUPS: [string, string, Texts][] = [
  [
    'Clusters and specs',
    'Of clusters that are not heard, of specs, and of what is left.',
    federationTexts,
  ],
  [
    'Sites, links and services',
    'Of the network that Skupper makes.',
    skupperTexts,
  ],
  ['SuperLink and SuperNodes', 'Of what Flower runs.', flowerTexts],
];

/** \`{{names}}\` of a text as a reader sees them. */
const filled = (text: string) => text.replace(/\{\{\s*(\w+)\s*\}\}/g, '‹$1›');

function findings({ findings: texts }: Texts): string {
  const ids = Object.keys(texts).sort();
  return ids
    .map(id => {
      const { title, explanation, remedy } = texts[id];
      return `### \`${id}\`

**${filled(title)}** ${filled(explanation)}

_What to do:_ ${filled(remedy)}
`;
    })
    .join('\n');
}

/** Everything that can be said to be wrong, from the texts that are shown. */
export function findingsPage(): string {
  const parts = GROUPS.map(
    ([title, intro, texts]) => `## ${title}

${intro}

${findings(texts)}`,
  );
  return `# Findings

${MADE}

What the view can say of a federation, by cause. ‹Names› are filled in. An **error** keeps something from working, a **warning** will, or may, and a **note** is only to be known; the same cause
can be either, such as a changed field that keeps a link from its peer, or not. Where applying the federation again helps, _Mend_ beside the finding opens that form. [Troubleshooting](troubleshooting.md) goes by what you see instead.

${parts.join('\n')}`;
}

interface ConfigPackage {
  name: string;
  schema: JsonSchema;
}

/** The published packages that have configuration, each with its package.json. */
export function configPackages(): { name: string; file: string }[] {
  const folders = ['plugins', 'packages'].flatMap(parent =>
    readdirSync(join(root, parent)).map(name => join(root, parent, name)),
  );
  return folders.flatMap(folder => {
    const file = join(folder, 'package.json');
    const {
      name,
      configSchema,
      private: own,
    } = JSON.parse(readFileSync(file, 'utf8'));
    return configSchema && !own ? [{ name: name as string, file }] : [];
  });
}

/** Their configuration schemas, each from its config.d.ts. */
async function configSchemas(): Promise<ConfigPackage[]> {
  const found = configPackages();
  const loaded = await loadConfigSchema({
    dependencies: [],
    packagePaths: found.map(({ file }) => file),
  });
  const { schemas } = loaded.serialize() as unknown as {
    schemas: { packageName: string; value: JsonSchema }[];
  };
  return found.map(({ name }) => {
    const own = schemas.find(({ packageName }) => packageName === name);
    if (!own) throw new Error(`${name} has no configuration schema`);
    return { name, schema: own.value };
  });
}

/** The keys of the configuration, from each package's schema. */
export async function configurationPage(): Promise<string> {
  const parts = (await configSchemas()).map(({ name, schema }) => {
    const rows = fieldsOf(schema)
      .filter(({ schema: field }) => !field.properties)
      .map(({ path, schema: field }) => [
        `\`${path}\``,
        typeOf(field),
        field.visibility ?? 'backend',
        field.description ?? '',
      ]);
    return `## \`${name}\`

${table(['Key', 'Type', 'Visibility', 'What'], rows)}
`;
  });
  return `# Configuration

${MADE}

The keys of \`app-config.yaml\` that the packages read, with their defaults. Nothing of them reaches the browser: \`backend\` is for the backend only, and a \`secret\` is hidden in logs too.
[Clusters](clusters.md) tells how to use them.

${parts.join('\n')}`;
}

/** Path of each page, and its text. */
export async function pages(): Promise<Record<string, string>> {
  return {
    'docs/spec.md': specPage(),
    'docs/findings.md': findingsPage(),
    'docs/configuration.md': await configurationPage(),
  };
}
