import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Observed, Plan } from '../../../../packages/federation-plans/src';
import { KubeObject } from '../../../../packages/kubernetes-clusters/src';
import {
  FEDERATION_LABEL,
  FederationSpec,
} from '../../../../plugins/federation-common/src';
import { flower } from '../../../../plugins/federation-flower/src';
import { FederationAdapters } from '../../../../plugins/federation-node/src';
import {
  planFederation,
  planFederationRemoval,
} from '../../../../plugins/federation-node/src/planner/planFederation';
import { skupper } from '../../../../plugins/federation-skupper/src';
import { changed, changes, name, oddValue } from './odd';
import { FuzzTarget, given, holdsFor } from './target';

const adapters = new FederationAdapters([skupper, flower]);
const options = {
  interconnect: skupper,
  workload: flower,
  now: new Date('2026-01-01T00:00:00Z'),
};
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
/** Kinds whose names may have full stops. */
const LONG_NAMES = ['ConfigMap', 'Secret', 'NetworkPolicy'];

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined });

/** A spec that is mostly good, and sometimes is not. */
export const specInput: fc.Arbitrary<object> = fc
  .tuple(
    fc.record({
      name,
      owner: sometimes(fc.constantFrom('group:default/a', 'x y', 'user:a')),
      interconnect: sometimes(
        fc.record({
          kind: fc.constantFrom('skupper', 'skupper', 'wire'),
          linkMode: fc.constantFrom('token', 'certificate', 'pigeon'),
        }),
      ),
      workload: sometimes(
        fc.record({
          version: fc.constantFrom('1.42.0', '1.36.2', '1.23.0', '9.9.9'),
          security: fc.constantFrom('supernode-auth', 'tls', 'insecure'),
          persistence: fc.constantFrom('auto', 'none', 'volume'),
        }),
      ),
      hub: fc.record({ cluster: name, namespace: name, site: sometimes(name) }),
      members: fc.array(
        fc.record({
          name: sometimes(name),
          cluster: fc.oneof(name, fc.constantFrom('a', 'b')),
          namespace: name,
          site: sometimes(name),
          linkCost: sometimes(fc.integer({ min: -1, max: 2 ** 32 })),
          superNodes: sometimes(
            fc.oneof(
              fc.integer({ min: -1, max: 6 }),
              fc.array(
                fc.record({ name, nodeConfig: sometimes(fc.string()) }),
                { maxLength: 3 },
              ),
            ),
          ),
        }),
        { maxLength: 4 },
      ),
    }),
    changes(2),
  )
  .map(([spec, odd]) => changed(spec, odd));

/** Its clusters, which have nothing. */
function nothingIn({ hub, members }: FederationSpec): Observed {
  const clusters = [hub, ...members].map(({ cluster }) => cluster);
  const empty = clusters.map(cluster => [cluster, { objects: [] }]);
  return { clusters: Object.fromEntries(empty) };
}

/** The clusters when everything of a plan was made. */
function after(spec: FederationSpec, plan: Plan): Observed {
  const observed = nothingIn(spec);
  const of = (cluster: string) => observed.clusters[cluster].objects;
  for (const step of plan.steps) {
    if (step.kind === 'ensure') of(step.cluster).push(...step.objects);
    if (step.kind !== 'transfer' && step.kind !== 'call') continue;
    for (const { type, namespace, name: called } of step.produces ?? []) {
      of(step.cluster).push({
        apiVersion: type.apiVersion,
        kind: type.kind,
        metadata: {
          name: called,
          namespace,
          labels: { [FEDERATION_LABEL]: spec.name },
        },
      });
    }
  }
  return observed;
}

function judgeObject(object: KubeObject, places: Set<string>, cluster: string) {
  const { kind, metadata } = object;
  const shown = `${kind} ${metadata.namespace}/${metadata.name}`;
  const isNamespace = kind === 'Namespace';
  const namespace = isNamespace ? metadata.name : metadata.namespace!;
  assert.ok(places.has(`${cluster}/${namespace}`), `${shown} is elsewhere`);
  assert.ok(!adapters.reservedBy(namespace), `${shown} is in a reserved one`);
  const rule = LONG_NAMES.includes(kind) ? DNS_SUBDOMAIN : DNS_LABEL;
  assert.match(metadata.name, rule, shown);
  for (const value of Object.values(metadata.labels ?? {})) {
    assert.match(value, /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/, shown);
  }
}

function judge(spec: FederationSpec, plan: Plan) {
  const places = new Set(
    [spec.hub, ...spec.members].map(p => `${p.cluster}/${p.namespace}`),
  );
  const made = after(spec, plan);
  const objects = Object.entries(made.clusters).flatMap(([cluster, seen]) =>
    seen.objects.map(object => ({ cluster, object })),
  );
  const keyOf = (cluster: string, kind: string, ns = '', called = '') =>
    [cluster, kind, ns, called].join('/');
  for (const { cluster, object } of objects) {
    judgeObject(object, places, cluster);
  }
  const back = planFederationRemoval(spec, made, options);
  const removed = new Set(
    back.steps.flatMap(step =>
      step.kind === 'remove'
        ? step.keys.map(key =>
            keyOf(step.cluster, key.type.kind, key.namespace, key.name),
          )
        : [],
    ),
  );
  for (const { cluster, object } of objects) {
    const { namespace, name: called } = object.metadata;
    if (object.kind === 'Namespace') continue;
    const key = keyOf(cluster, object.kind, namespace, called);
    assert.ok(removed.has(key), `${key} is not taken back`);
  }
}

export const specs: FuzzTarget = {
  name: 'specs, as parsed and planned',
  inputs: 10_000,
  async start() {
    const property = holdsFor(fc.oneof(specInput, oddValue), async input => {
      const parsed = await given(() => adapters.parse(input), ['InputError']);
      if ('error' in parsed) return;
      const spec = parsed.value;
      // What is stored is read again as it is.
      const stored = JSON.parse(JSON.stringify(spec));
      assert.deepEqual(adapters.parse(stored), stored);
      const observed = nothingIn(spec);
      const plan = await given(
        () => planFederation(spec, observed, options),
        ['InputError'],
      );
      if ('value' in plan) judge(spec, plan.value);
    });
    return { property };
  },
};
