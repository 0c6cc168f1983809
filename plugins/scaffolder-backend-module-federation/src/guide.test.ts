import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  Observed,
  PlanStep,
  planFederation,
  StepInputs,
} from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { parse } from 'yaml';
import { ClusterPlatform } from '../../federation-flower/src/kube';
import {
  ENDPOINTS,
  GUIDE_HUB,
  GUIDE_MEMBER,
  guideObjects,
} from './__testUtils__/guideObjects';
import { EXTRA_OBJECTS, guidePage, guideRows } from './__testUtils__/guideRows';
import { createFixture } from './__testUtils__/createFixture';

const ROOT = join(__dirname, '../../..');
const PAGE = join(ROOT, 'docs/guide.md');
const spec = parseFederationSpec(
  parse(
    readFileSync(join(ROOT, 'examples/flower-guide/federation.yaml'), 'utf8'),
  ),
);

/** Two clusters with a Skupper controller and nothing else: what the guide presupposes. */
function emptyClusters(platform: ClusterPlatform): Observed {
  const cluster = {
    openshift: platform === 'openshift',
    served: ['sites.skupper.io'],
    objects: [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'skupper-controller',
          namespace: 'skupper',
          labels: { 'app.kubernetes.io/name': 'skupper-controller' },
        },
      },
    ],
  };
  return { clusters: { east: cluster, west: cluster } };
}

/** What exists by the time that a transfer runs. */
const runTime: StepInputs = {
  hubSite: {
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Site',
    metadata: {
      name: 'superlink-interconnect',
      namespace: GUIDE_HUB,
      uid: 'uid-hub',
    },
    status: { endpoints: ENDPOINTS, defaultIssuer: 'skupper-site-ca' },
  },
  memberSite: {
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Site',
    metadata: {
      name: 'supernode-1-interconnect',
      namespace: GUIDE_MEMBER,
      uid: 'uid-member',
    },
  },
  secret: {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'link-supernode-1', namespace: GUIDE_HUB },
    data: { 'ca.crt': 'a', 'tls.crt': 'b', 'tls.key': 'c' },
  },
};

function objectsOf(step: PlanStep): KubeObject[] {
  if (step.kind === 'ensure') return step.objects;
  return step.kind === 'transfer' ? step.objects(runTime) : [];
}

/** A namespace of the guide has at most one object of a kind. */
const idOf = ({ kind, metadata }: KubeObject) =>
  `${kind} in ${metadata.namespace ?? metadata.name}`;

/** By place, as they are at last: a later step's version of an object counts. */
function ourObjects(platform: ClusterPlatform): Map<string, KubeObject> {
  const plan = planFederation(spec, emptyClusters(platform), {
    interconnect: skupper,
    workload: flower,
  });
  return new Map(
    plan.steps.flatMap(objectsOf).map(object => [idOf(object), object]),
  );
}

/** Compared as one value each. */
const WHOLE = ['labels', 'annotations', 'ownerReferences'];

interface Difference {
  path: string;
  guide: unknown;
  ours: unknown;
}

function differences(
  guide: unknown,
  ours: unknown,
  path: string[],
): Difference[] {
  const isNode = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (
    !isNode(guide) ||
    !isNode(ours) ||
    WHOLE.includes(path[path.length - 1])
  ) {
    return JSON.stringify(guide) === JSON.stringify(ours)
      ? []
      : [{ path: path.join('.'), guide, ours }];
  }
  return [...new Set([...Object.keys(guide), ...Object.keys(ours)])].flatMap(
    key => differences(guide[key], ours[key], [...path, key]),
  );
}

const byPath = (a: { path: string }, b: { path: string }) =>
  a.path.localeCompare(b.path);

const guide = guideObjects.flatMap(({ objects }) => objects);

describe.each(['openshift', 'kubernetes'] as const)(
  "the guide's federation on %s",
  platform => {
    const ours = ourObjects(platform);
    const rows = guideRows(platform);

    it('has the objects of the guide and the listed others', () => {
      const guideIds = new Set(guide.map(idOf));
      expect(guide.filter(object => !ours.has(idOf(object)))).toEqual([]);
      const extra = [...ours.values()].filter(o => !guideIds.has(idOf(o)));
      expect(extra.map(o => `${o.kind} ${o.metadata.name}`).sort()).toEqual(
        EXTRA_OBJECTS.map(({ object }) => object).sort(),
      );
    });

    it.each(guide.map(object => [idOf(object), object] as const))(
      '%s differs exactly where it is listed',
      (id, object) => {
        const found = differences(object, ours.get(id), []).sort(byPath);
        const listed = rows
          .filter(
            ({ kind, name }) =>
              kind === object.kind &&
              (name === undefined || name === object.metadata.name),
          )
          .sort(byPath);
        expect(found.map(({ path }) => path)).toEqual(
          listed.map(({ path }) => path),
        );
        listed.forEach(({ values, reason }, i) => {
          const { guide: theirs, ours: own } = found[i];
          expect({ guide: theirs, ours: own }).toEqual(
            values ?? { guide: theirs, ours: own },
          );
          expect(reason).toMatch(/\.$/);
        });
      },
    );

    it('keeps every label and owner of the guide', () => {
      for (const object of guide) {
        expect(ours.get(idOf(object))!.metadata.labels).toMatchObject(
          object.metadata.labels ?? {},
        );
      }
    });
  },
);

it("is what the action's example has", () => {
  const [, { example }] = createFixture().actions.find(
    ({ id }) => id === 'federation:apply',
  )!.examples!;
  const { federation, ...input } = parse(example).steps[0].input;
  expect(parseFederationSpec({ name: federation, ...input })).toEqual(spec);
});

it('docs/guide.md lists the differences as they are', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, guidePage());
  expect(readFileSync(PAGE, 'utf8')).toBe(guidePage());
});
