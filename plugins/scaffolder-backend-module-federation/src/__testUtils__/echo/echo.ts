import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  FEDERATION_LABEL,
  FederationSpec,
  MEMBER_LABEL,
  renderFinding,
  renderPhrase,
  renderState,
  State,
} from '@backstage-federation/plugin-federation-common';
import { Workload } from '@backstage-federation/plugin-federation-node';
import { z } from 'zod';

/** A spec whose workload is this one. */
interface EchoSpec extends FederationSpec {
  workload: { kind: 'echo'; text: string };
}

const NAME = 'echo';

/** All that is said of it: by cause, and with names for what differs. */
const texts = {
  findings: {
    'echo-wrong': {
      title: 'The echo of {{member}} is wrong.',
      explanation: 'ConfigMap {{configMap}} does not say "{{text}}".',
      // What tells to apply the federation again gets the button that does.
      remedy: 'Apply the federation again.',
    },
  },
  words: { ready: 'Ready', down: 'Down' },
  reasons: {
    'echo-missing': 'Its ConfigMap is missing.',
    'echo-says': 'Its ConfigMap says "{{said}}".',
  },
  // `_one` and `_other` are forms of one text, chosen by `count`.
  phrases: {
    voices_one: '{{count}} voice heard',
    voices_other: '{{count}} voices heard',
    'voices-awaited_one': '{{ready}} of {{count}} voice heard',
    'voices-awaited_other': '{{ready}} of {{count}} voices heard',
    'not-repeated': 'The text is not repeated by {{names}}.',
  },
};

/** How the echo of a member is, and why. */
function stateOf(object: KubeObject | undefined, text: string): State {
  if (!object) {
    return renderState(texts, 'down', 'down', { reason: 'echo-missing' });
  }
  const { text: said = '' } = (object.data ?? {}) as { text?: string };
  return said === text
    ? renderState(texts, 'ready', 'ready')
    : renderState(texts, 'down', 'down', {
        reason: 'echo-says',
        params: { said },
      });
}

/** A text that each member repeats. */
export const echo: Workload<EchoSpec> = {
  role: 'workload',
  kind: 'echo',
  title: 'Echo',

  // The part of the spec that it owns: defaults, and the rule in the message.
  specSchema: z.object({
    kind: z.literal('echo').default('echo'),
    text: z
      .string({ message: 'text must be text' })
      .min(1, 'text must not be empty'),
  }),

  // What it needs of the network: nothing. Flower exposes its Fleet API here.
  services: () => [],

  // What the view watches, and what a plan must see.
  watches: [{ type: kube.configMap, labelSelector: FEDERATION_LABEL }],
  reads: spec =>
    spec.members.map(({ cluster, namespace }) => ({
      cluster,
      namespace,
      type: kube.configMap,
      labelSelector: `${FEDERATION_LABEL}=${spec.name}`,
    })),

  // The steps that make it so. Its removal is these steps run backwards.
  plan: ({ name, members, workload }) =>
    members.map(member => ({
      kind: 'ensure',
      id: `${member.name}/echo`,
      title: `${member.name}: say "${workload.text}"`,
      cluster: member.cluster,
      dependsOn: [`${member.name}/link-operational`],
      objects: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {
            name: NAME,
            namespace: member.namespace,
            labels: { [FEDERATION_LABEL]: name, [MEMBER_LABEL]: member.name },
          },
          data: { text: workload.text },
        },
      ],
    })),

  // Which labelled objects are its own, so that leftovers of it are found and removed.
  owns: ({ kind, metadata }) =>
    kind === 'ConfigMap' && metadata.name === NAME ? kube.configMap : undefined,

  // What findings of it are about.
  subjects: ['echo'],

  // What is there: rows, counts, what is wrong and why, and what the first sentence says of it.
  assemble({ members, workload: { text } }, clusters) {
    const rows = members.map(({ name, cluster, namespace }) => {
      const object = clusters
        .find(snapshot => snapshot.name === cluster)
        ?.objects('ConfigMap', namespace)
        .find(({ metadata }) => metadata.name === NAME);
      return {
        id: `${cluster}/${namespace}/${NAME}`,
        member: name,
        state: stateOf(object, text),
      };
    });
    const wrong = rows.filter(({ state }) => state.kind !== 'ready');
    const ready = rows.length - wrong.length;
    return {
      view: { kind: 'echo', text, rows },
      rows,
      counts: [{ id: 'echoes', label: 'Echoes', ready, total: rows.length }],
      summary: {
        starting: renderPhrase(texts, 'voices-awaited', {
          ready,
          count: rows.length,
        }),
        healthy: renderPhrase(texts, 'voices', { count: ready }),
      },
      claims: wrong.length
        ? [
            {
              rank: 'memberWorkload',
              kind: 'degraded',
              sentence: renderPhrase(texts, 'not-repeated', {
                names: wrong.map(({ member }) => member),
              }),
              culprits: wrong,
            },
          ]
        : [],
      findings: wrong.map(({ id, member }) =>
        renderFinding(texts, {
          cause: 'echo-wrong',
          severity: 'error',
          subject: { kind: 'echo', id, label: `Echo of ${member}` },
          params: { member, configMap: NAME, text },
          evidence: [],
        }),
      ),
    };
  },

  // No log explains what is wrong with it.
  wantedLogs: () => [],
};
