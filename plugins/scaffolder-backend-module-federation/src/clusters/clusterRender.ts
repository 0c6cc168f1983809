import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError, isError } from '@backstage/errors';
import {
  readCaData,
  validateClusterUrl,
} from '@backstage-federation/kubernetes-clusters';
import { dnsLabel } from '@backstage-federation/plugin-federation-common';
import { changeOutput } from '@backstage-federation/plugin-federation-node';
import { z } from 'zod';
import { accessInput, chosenSteps, manifestText } from './access';
import { defineClusterAction } from './defineClusterAction';
import { onboardingOf, variablePrefix } from './onboarding';

const url = z
  .string({ message: 'url must be text' })
  .superRefine((given, { addIssue }) => {
    try {
      validateClusterUrl(given, { name: 'url', trusted: true });
    } catch (error) {
      const message = isError(error) ? error.message : String(error);
      addIssue({ code: 'custom', message });
    }
  })
  .describe('URL of its API server, such as https://api.example.com:6443');

const ca = z
  .string({ message: 'ca must be text' })
  .superRefine((given, { addIssue }) => {
    const read = given.trim() ? readCaData(given.trim()) : {};
    if ('problem' in read) {
      addIssue({ code: 'custom', message: `ca ${read.problem}` });
    }
  })
  .optional()
  .describe(
    'Authority that signed the certificate of the API server: PEM, or base64 of it; left out for one that every system knows',
  );

/** Where the files go within the workspace. */
function folderIn(workspace: string, path: string): string {
  try {
    return resolveSafeChildPath(workspace, path);
  } catch {
    throw new InputError('targetPath: targetPath must be in the workspace');
  }
}

/** `federation:cluster:render`: what makes a cluster known to Backstage, but for the token. Asks no cluster. */
export const clusterRender = defineClusterAction({
  id: 'federation:cluster:render',
  description:
    'Writes what adds a cluster: its manifest, the commands, and the lines of the configuration; asks no cluster, and takes no token',
  examples: [
    {
      description: 'What adds a cluster that federations are made in',
      id: 'render',
      name: 'Write what adds the cluster',
      input: {
        cluster: 'south',
        title: 'South',
        url: 'https://api.south.example.com:6443',
      },
    },
    {
      description: 'An OpenShift cluster, where the operator is installed',
      id: 'openshift',
      input: {
        cluster: 'south',
        url: 'https://api.south.example.com:6443',
        openshift: true,
        operator: true,
      },
    },
  ],
  input: z.object({
    cluster: dnsLabel('cluster').describe(
      'Name that the cluster shall have in Backstage; federations keep it',
    ),
    title: z.string().optional().describe('What people read as its name'),
    url,
    ca,
    ...accessInput,
    openshift: z
      .boolean()
      .default(false)
      .describe('Whether the cluster is OpenShift'),
    namespace: dnsLabel('namespace')
      .default('backstage-federation')
      .describe('Namespace for the service account of Backstage there'),
    targetPath: z
      .string({ message: 'targetPath must be text' })
      .optional()
      .describe(
        'Folder in the workspace for the files; default: clusters/<name>',
      ),
  }),
  output: z.object({
    ...changeOutput.shape,
    markdown: z
      .string()
      .describe('All of it, in the order in which it is done, as Markdown'),
    manifest: z.string().describe('The manifest to apply in the cluster'),
    commands: z
      .string()
      .describe('The commands to apply it, and to read the token'),
    config: z.string().describe('What goes into the configuration'),
    secret: z
      .string()
      .describe(
        'The values of its variables as a Secret; the token is to be filled in',
      ),
    files: z
      .array(z.string())
      .describe('The same as files, by their paths in the workspace'),
  }),
  async handler(input, context) {
    const { cluster, namespace } = input;
    const prefix = variablePrefix(cluster);
    const names = context.clusters.list().map(({ name }) => name);
    const other = names.find(
      name => name !== cluster && variablePrefix(name) === prefix,
    );
    if (other) {
      throw new InputError(
        `cluster: the variables of "${cluster}" would be those of cluster "${other}" (${prefix}_TOKEN); choose another name`,
      );
    }
    const given = input.ca?.trim();
    const read = given ? readCaData(given) : undefined;
    const caData =
      read && 'pem' in read
        ? Buffer.from(read.pem).toString('base64')
        : undefined;
    const { markdown, ...texts } = onboardingOf(
      {
        ...input,
        url: validateClusterUrl(input.url, { name: 'url', trusted: true }),
        caData,
      },
      manifestText(chosenSteps(input, input.openshift), namespace),
    );
    const folder = input.targetPath ?? `clusters/${cluster}`;
    const target = folderIn(context.workspacePath, folder);
    const files = {
      [`${cluster}.yaml`]: texts.manifest,
      'app-config.yaml': texts.config,
      'secret.yaml': texts.secret,
      'README.md': `# Add cluster ${cluster}\n\n${markdown}\n`,
    };
    if (!context.dryRun) {
      await mkdir(target, { recursive: true });
      for (const [name, text] of Object.entries(files)) {
        await writeFile(join(target, name), text);
      }
    }
    context.logger.info(markdown);
    const known = names.includes(cluster)
      ? ', which is in the configuration already'
      : '';
    return {
      changed: 0,
      summary: `What adds cluster ${cluster}${known}; no cluster was asked`,
      markdown,
      ...texts,
      files: Object.keys(files).map(name => join(folder, name)),
    };
  },
});
