import {
  FEDERATION_LABEL,
  FederationSpec,
  memberSiteName,
  MEMBER_LABEL,
  Place,
  renderPhrase,
  State,
  Texts,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import {
  ClusterSnapshot,
  defineStepsAction,
  EnsureStep,
  federationAdapterServiceRef,
  Interconnect,
  placeInput,
  placeSpec,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { z } from 'zod';

const type = (kind: string, plural_: string): ResourceType => ({
  apiVersion: 'example.org/v1',
  kind,
  plural: plural_,
  namespaced: true,
});

/** A site of the interconnect `wire`; that of a member is its link to the hub too. */
export const WIRE = type('Wire', 'wires');
/** What the workload `echo` runs on a member. */
export const ECHO = type('Echo', 'echoes');

/** What is said of echoes. */
const texts: Texts = {
  findings: {},
  words: {},
  reasons: {},
  phrases: {
    voices_one: '{{count}} voice heard',
    voices_other: '{{count}} voices heard',
    'voices-awaited_one': '{{ready}} of {{count}} voice heard',
    'voices-awaited_other': '{{ready}} of {{count}} voices heard',
    'echo-wrong': '{{names}} does not repeat "{{text}}".',
  },
};

const ready: State = { kind: 'ready', word: 'Ready' };
const down = (reason: string): State => ({
  kind: 'down',
  word: 'Down',
  reason,
});

function ensure(
  id: string,
  what: ResourceType,
  federation: string,
  { cluster, namespace }: Place,
  name: string,
  more: { member?: string; spec?: object; dependsOn?: string[] } = {},
): EnsureStep {
  return {
    kind: 'ensure',
    id,
    title: `${cluster}: ${what.kind} ${name}`,
    cluster,
    dependsOn: more.dependsOn ?? [],
    objects: [
      {
        apiVersion: what.apiVersion,
        kind: what.kind,
        metadata: {
          name,
          namespace,
          labels: {
            [FEDERATION_LABEL]: federation,
            ...(more.member ? { [MEMBER_LABEL]: more.member } : {}),
          },
        },
        spec: more.spec ?? {},
      },
    ],
  };
}

const found = (
  clusters: ClusterSnapshot[],
  { kind }: ResourceType,
  { cluster, namespace }: Place,
): KubeObject | undefined =>
  clusters.find(({ name }) => name === cluster)?.objects(kind, namespace)[0];

const readAll = (spec: FederationSpec, what: ResourceType) =>
  [spec.hub, ...spec.members].map(({ cluster, namespace }) => ({
    cluster,
    namespace,
    type: what,
  }));

/** An interconnect that a third party could have written: a site and a link are one object. */
export const wire: Interconnect = {
  role: 'interconnect',
  kind: 'wire',
  title: 'Wire',
  specSchema: z.object({
    kind: z.literal('wire').default('wire'),
    colour: z
      .enum(['red', 'blue'], 'colour must be red or blue')
      .default('red'),
  }),
  site: { type: WIRE, version: () => '1.0' },
  watches: [{ type: WIRE, wakes: true }],
  reads: spec => readAll(spec, WIRE),
  validate: () => {},
  plan: spec => [
    ensure('hub/site-ready', WIRE, spec.name, spec.hub, spec.hub.site, {
      spec: { colour: spec.interconnect.colour },
      dependsOn: ['hub/namespace'],
    }),
    ...spec.members.map(member =>
      ensure(
        `${member.name}/link-operational`,
        WIRE,
        spec.name,
        member,
        memberSiteName(member),
        {
          member: member.name,
          dependsOn: ['hub/site-ready', `${member.name}/namespace`],
        },
      ),
    ),
  ],
  owns: ({ kind }) => (kind === WIRE.kind ? WIRE : undefined),
  assemble(spec, clusters) {
    const stateOf = (place: Place) =>
      found(clusters, WIRE, place) ? ready : down('It has no wire.');
    const site = (place: Place, name: string, member?: string) => ({
      id: `${place.cluster}/${place.namespace}`,
      name,
      cluster: place.cluster,
      namespace: place.namespace,
      role: member ? ('member' as const) : ('hub' as const),
      ...(member ? { member } : {}),
      state: stateOf(place),
      routerPods: [],
      linksIn: 0,
      linksOut: member ? 1 : 0,
    });
    return {
      view: { kind: 'wire', colour: spec.interconnect.colour },
      sites: [
        site(spec.hub, spec.hub.site),
        ...spec.members.map(member =>
          site(member, memberSiteName(member), member.name),
        ),
      ],
      links: spec.members.map(member => ({
        id: `${member.cluster}/${member.namespace}/wire`,
        name: 'wire',
        from: { label: member.name },
        to: { label: 'hub' },
        cost: 1,
        state: stateOf(member),
      })),
      services: [],
      findings: [],
    };
  },
  wantedLogs: () => [],
};

/** The spec of a federation whose workload is `echo`. */
interface EchoSpec extends FederationSpec {
  workload: { kind: 'echo'; text: string; times: number };
}

/** A workload that a third party could have written: an object per member that repeats a text. */
export const echo: Workload<EchoSpec> = {
  role: 'workload',
  kind: 'echo',
  title: 'Echo',
  specSchema: z.object({
    kind: z.literal('echo').default('echo'),
    text: z.string({ message: 'text must be text' }).min(1, 'text is empty'),
    times: z.number().int().min(1, 'times must be at least 1').default(1),
  }),
  subjects: ['echo'],
  watches: [{ type: ECHO }],
  services: () => [],
  reads: spec => readAll(spec, ECHO),
  plan: ({ name, members, workload: { text, times } }) =>
    members.map(member =>
      ensure(`${member.name}/echo`, ECHO, name, member, 'echo', {
        member: member.name,
        spec: { text, times },
        dependsOn: [`${member.name}/link-operational`],
      }),
    ),
  owns: ({ kind }) => (kind === ECHO.kind ? ECHO : undefined),
  assemble(spec, clusters) {
    const rows = spec.members.map(({ name, cluster, namespace }) => {
      const object = found(clusters, ECHO, { cluster, namespace });
      const says = (object?.spec as { text?: string } | undefined)?.text;
      return {
        id: `${cluster}/${namespace}/echo`,
        member: name,
        says,
        state:
          says === spec.workload.text ? ready : down('It says something else.'),
      };
    });
    const wrong = rows.filter(({ state }) => state.kind === 'down');
    const right = rows.length - wrong.length;
    return {
      view: { kind: 'echo', text: spec.workload.text, rows },
      rows,
      counts: [
        { id: 'echoes', label: 'Echoes', ready: right, total: rows.length },
      ],
      summary: {
        starting: renderPhrase(texts, 'voices-awaited', {
          ready: right,
          count: rows.length,
        }),
        healthy: renderPhrase(texts, 'voices', { count: right }),
      },
      claims: wrong.length
        ? [
            {
              rank: 'memberWorkload',
              kind: 'degraded',
              sentence: renderPhrase(texts, 'echo-wrong', {
                names: wrong.map(({ member }) => member),
                text: spec.workload.text,
              }),
              culprits: wrong,
            },
          ]
        : [],
      findings: wrong.map(({ id, member, says }) => ({
        cause: 'echo-wrong',
        severity: 'error',
        subject: { kind: 'echo', id, label: `Echo of ${member}` },
        title: `The echo of ${member} is wrong.`,
        explanation: `It says "${says}".`,
        evidence: [],
        remedy: { text: 'Apply the federation again.' },
      })),
    };
  },
  wantedLogs: () => [],
  entities: ({ name, members, workload: { text } }) =>
    members.map(member => ({
      name: [member.name, 'echo'],
      title: `${name} ${member.name} echo`,
      description: `Repeats "${text}"`,
      type: 'echo',
      tags: ['echo'],
      place: member,
    })),
  actions: [
    defineStepsAction({
      id: 'echo:say',
      description: 'Lets one place say something',
      examples: [
        {
          description: 'Say hello',
          id: 'say',
          input: {
            federation: 'retail',
            cluster: 'west',
            namespace: 'retail',
            text: 'hello',
          },
        },
      ],
      input: placeInput.extend({
        text: z.string().min(1, 'text is empty').describe('What it says'),
      }),
      access: 'make',
      plan: ({ text, ...place }) => ({
        spec: placeSpec(place, {
          interconnect: { kind: 'wire' },
          workload: { kind: 'echo', text },
        }),
        steps: () => [
          ensure('say', ECHO, place.federation, place, 'echo', {
            spec: { text },
          }),
        ],
        done: `${place.cluster} says ${text}`,
      }),
    }),
  ],
};

/** Both, as a backend gets them: `backend.add(...)`. */
export const thirdPartyFeatures = [wire, echo].map(adapter =>
  createServiceFactory({
    service: federationAdapterServiceRef,
    deps: {},
    factory: () => adapter,
  }),
);
