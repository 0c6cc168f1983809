import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterManifests } from './types';
import { MANIFESTS } from './manifests';

const ROOT = join(__dirname, '../../../..');

/** Where what a cluster gets is written. */
const FILES: Record<keyof ClusterManifests, [string, string[]]> = {
  observe: ['deploy/rbac/observe', ['serviceaccount.yaml', 'observe.yaml']],
  manage: ['deploy/rbac/manage', ['manage.yaml']],
  manageSecrets: ['deploy/rbac/manage-secrets', ['manage-secrets.yaml']],
  operator: ['deploy/rbac/openshift-operator', ['openshift-operator.yaml']],
};

const read = (folder: string, files: string[]) =>
  files
    .map(file => readFileSync(join(ROOT, folder, file), 'utf8'))
    .join('---\n');

const quoted = (text: string) =>
  `\`${text.replace(/[\\`]|\$\{/g, part => `\\${part}`)}\``;

function moduleText(): string {
  const entries = Object.entries(FILES).map(
    ([step, [folder, files]]) =>
      `  ${step}: {\n    folder: '${folder}',\n    text: ${quoted(
        read(folder, files),
      )},\n  },\n`,
  );
  return `// Written by manifests.test.ts from deploy/rbac: UPDATE_DOCS=1. Change the files there.
import { ClusterManifests } from './types';

/** What clusters get, with the module. */
export const MANIFESTS: ClusterManifests = {
${entries.join('')}};
`;
}

it('has the manifests of deploy/rbac as they are', () => {
  if (process.env.UPDATE_DOCS) {
    writeFileSync(join(__dirname, 'manifests.ts'), moduleText());
    return;
  }
  expect(readFileSync(join(__dirname, 'manifests.ts'), 'utf8')).toBe(
    moduleText(),
  );
  for (const [step, [folder, files]] of Object.entries(FILES)) {
    const text = read(folder, files);
    expect(MANIFESTS[step as keyof ClusterManifests]).toEqual({ folder, text });
  }
});
