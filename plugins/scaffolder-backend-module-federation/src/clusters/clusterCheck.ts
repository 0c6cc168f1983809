import { NotFoundError } from '@backstage/errors';
import {
  clusterName,
  dnsLabel,
} from '@backstage-federation/plugin-federation-common';
import {
  ActionContext,
  changeOutput,
  ClusterCheck,
} from '@backstage-federation/plugin-federation-node';
import { z } from 'zod';
import { Access, accessInput, chosenSteps } from './access';
import { defineClusterAction } from './defineClusterAction';
import { reachCluster } from './reach';
import { checkRights } from './rights';

const WORDS: Record<ClusterCheck['state'], string> = {
  ok: 'ok',
  missing: 'MISSING',
  note: 'note',
  unknown: 'unknown',
};

/** Everything that is looked at, in the order in which it is needed. */
async function checkCluster(
  {
    cluster,
    namespace,
    ...access
  }: Access & {
    cluster: string;
    namespace?: string;
  },
  { clusters, adapters, signal }: ActionContext,
): Promise<ClusterCheck[]> {
  const reached = await reachCluster(clusters, cluster, signal);
  if (!('client' in reached)) return [reached.check];
  const { client, openshift, check } = reached;
  const rights = await Promise.all(
    chosenSteps(access, openshift).map(step =>
      checkRights(client, step, { signal, namespace }),
    ),
  );
  const installs = openshift && access.operator;
  const ofAdapters = await Promise.all(
    adapters
      .all()
      .map(adapter =>
        adapter.checkCluster?.(client, { signal, openshift, installs }),
      ),
  );
  return [check, ...rights, ...ofAdapters.flatMap(found => found ?? [])];
}

function line({ title, state, message, remedy }: ClusterCheck): string {
  const mend = remedy ? `\n  To mend it: ${remedy}` : '';
  return `${WORDS[state]}: ${title}: ${message}${mend}`;
}

function markdownOf(checks: ClusterCheck[]): string {
  return checks
    .map(({ title, state, message, remedy }) => {
      const isCommand = remedy?.startsWith('kubectl ');
      const mend = isCommand ? `\`${remedy}\`` : remedy;
      return `- **${title}** (${WORDS[state]}): ${message}${
        mend ? `\n\n  To mend it: ${mend}` : ''
      }`;
    })
    .join('\n');
}

/** `federation:cluster:check`: whether a cluster is reached, and has what federations need there. Changes nothing. */
export const clusterCheck = defineClusterAction({
  id: 'federation:cluster:check',
  description:
    'Looks whether a cluster is reached and has what federations need: rights, software, storage; names what is missing, and what mends it; changes nothing',
  examples: [
    {
      description: 'Whether federations can be made in a cluster',
      id: 'check',
      name: 'Check the cluster',
      input: { cluster: 'south' },
    },
    {
      description: 'Go on whatever is missing, for a step that follows',
      id: 'report',
      input: { cluster: 'south', access: 'observe', allowMissing: true },
    },
  ],
  input: z.object({
    cluster: clusterName.describe('Name of the cluster in the configuration'),
    ...accessInput,
    namespace: dnsLabel('namespace')
      .optional()
      .describe(
        'Where the roles "manage" are bound in a namespace only: that namespace',
      ),
    allowMissing: z
      .boolean()
      .default(false)
      .describe('Do not fail when something is missing; the output says what'),
  }),
  output: z.object({
    ...changeOutput.shape,
    complete: z.boolean().describe('Whether nothing that is needed is missing'),
    checks: z
      .array(
        z.object({
          title: z.string().describe('What was looked at'),
          state: z
            .enum(['ok', 'missing', 'note', 'unknown'])
            .describe('How it is; only what is missing is needed'),
          message: z.string().describe('What is there, or why not'),
          remedy: z.string().optional().describe('What mends it'),
        }),
      )
      .describe('What was looked at, in the order in which it is needed'),
    markdown: z.string().describe('The same as Markdown'),
  }),
  async handler({ allowMissing, ...input }, context) {
    const { cluster } = input;
    const checks = await checkCluster(input, context);
    checks.forEach(check => context.logger.info(line(check)));
    const missing = checks.filter(({ state }) => state === 'missing');
    if (missing.length && !allowMissing) {
      throw new NotFoundError(
        `Cluster "${cluster}" lacks what is needed. Nothing was changed.\n${missing
          .map(line)
          .join('\n')}`,
      );
    }
    return {
      changed: 0,
      summary: missing.length
        ? `Cluster ${cluster} lacks: ${missing
            .map(({ title }) => title)
            .join(', ')}; nothing was changed`
        : `Cluster ${cluster} has what is needed; nothing was changed`,
      complete: !missing.length,
      checks: checks.map(({ remedy, ...check }) => ({
        ...check,
        ...(remedy && { remedy }),
      })),
      markdown: markdownOf(checks),
    };
  },
});
