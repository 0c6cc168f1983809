import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { keepsRule } from '../../../packages/sandbox/src/apiserver/schema/rules';
import { skupperDefinitions } from '../../../packages/sandbox/src/apiserver/types/skupper';
import { describeDefinition, Difference, differences } from './compare';
import { KNOWN } from './known';

const folder = process.env.FEDERATION_TEST_CRDS;

/** The definitions that Skupper ships, by kind. */
function realDefinitions(from: string): Map<string, any> {
  const files = readdirSync(from).filter(name => /\.ya?ml$/.test(name));
  const crds = files
    .flatMap(name => parseAllDocuments(readFileSync(join(from, name), 'utf8')))
    .map(document => document.toJS())
    .filter(object => object?.kind === 'CustomResourceDefinition');
  return new Map(crds.map(crd => [crd.spec.names.kind, crd]));
}

const show = ({ path, real, sandbox }: Difference) =>
  `${path}: Skupper ${JSON.stringify(real)}, sandbox ${JSON.stringify(
    sandbox,
  )}`;

describe('the comparison of definitions', () => {
  const crd = skupperDefinitions.find(
    ({ spec }) => spec.names.kind === 'Listener',
  )!;
  const change = (edit: (copy: any) => void) => {
    const copy = structuredClone(crd);
    edit(copy);
    return differences(
      describeDefinition(crd),
      describeDefinition(copy),
      'Listener',
    ).map(({ path }) => path);
  };
  const version = (copy: any) => copy.spec.versions[0];
  const spec = (copy: any) =>
    version(copy).schema.openAPIV3Schema.properties.spec;
  const SCHEMA = 'Listener.versions.v2alpha1.schema.properties.spec';

  it('finds nothing between equals', () => {
    assert.deepEqual(
      change(() => {}),
      [],
    );
  });

  for (const [what, edit, found] of [
    [
      'a field that is missing',
      (c: any) => delete spec(c).properties.type,
      `${SCHEMA}.properties.type`,
    ],
    [
      'a field too many',
      (c: any) => (spec(c).properties.more = {}),
      `${SCHEMA}.properties.more`,
    ],
    [
      'another type',
      (c: any) => (spec(c).properties.port = { type: 'string' }),
      `${SCHEMA}.properties.port.type`,
    ],
    [
      'another required field',
      (c: any) => spec(c).required.pop(),
      `${SCHEMA}.required.2`,
    ],
    [
      'another value of an enum',
      (c: any) =>
        (spec(c).properties.observer = { type: 'string', enum: ['auto'] }),
      `${SCHEMA}.properties.observer.enum.1`,
    ],
    [
      'a default',
      (c: any) => (spec(c).properties.host = { type: 'string', default: 'x' }),
      `${SCHEMA}.properties.host.default`,
    ],
    [
      'a rule',
      (c: any) => (spec(c)['x-kubernetes-validations'] = [{ rule: 'true' }]),
      `${SCHEMA}.x-kubernetes-validations`,
    ],
    [
      'a column',
      (c: any) => (version(c).additionalPrinterColumns[0].jsonPath = '.x'),
      'Listener.versions.v2alpha1.columns.0.jsonPath',
    ],
    [
      'a sub-resource',
      (c: any) => (version(c).subresources = {}),
      'Listener.versions.v2alpha1.subresources.status',
    ],
    [
      'a short name',
      (c: any) => (c.spec.names.shortNames = ['l']),
      'Listener.names.shortNames.0',
    ],
    ['the scope', (c: any) => (c.spec.scope = 'Cluster'), 'Listener.scope'],
    ['a version', (c: any) => (version(c).name = 'v1'), 'Listener.versions.v1'],
  ] as const) {
    it(`finds ${what}`, () => {
      const paths = change(edit as (copy: any) => void);
      assert.ok(paths.includes(found), paths.join('\n'));
    });
  }
});

if (folder) {
  describe("the sandbox's definitions against Skupper's own", () => {
    const real = realDefinitions(folder);
    const sandbox = new Map(
      skupperDefinitions.map(crd => [crd.spec.names.kind, crd] as const),
    );
    const found = new Map<string, Difference[]>();

    it('are of the same kinds', () => {
      assert.ok(real.size > 0, `no definition in ${folder}`);
      assert.deepEqual([...sandbox.keys()].sort(), [...real.keys()].sort());
    });

    for (const [kind, crd] of real) {
      it(`${kind} is the same, field by field`, () => {
        const ours = sandbox.get(kind);
        assert.ok(ours, `the sandbox has no ${kind}`);
        const all = differences(
          describeDefinition(crd),
          describeDefinition(ours),
          kind,
        );
        found.set(kind, all);
        const unknown = all.filter(({ path }) => !(path in KNOWN));
        assert.deepEqual(unknown.map(show), []);
      });
    }

    it('enforces every validation rule of the definitions', () => {
      // There is no CEL interpreter in the sandbox: it knows rules by their text.
      for (const rule of rulesIn([...real.values()])) {
        assert.ok(violates(rule), `the sandbox does not know the rule ${rule}`);
      }
    });

    it('differs in nothing else than the list says', () => {
      const paths = new Set([...found.values()].flat().map(({ path }) => path));
      const stale = Object.keys(KNOWN).filter(path => !paths.has(path));
      assert.deepEqual(stale, []);
    });
  });
}

function rulesIn(value: any): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value['x-kubernetes-validations'] ?? []).map(
    ({ rule }: any) => rule,
  );
  return [
    ...new Set<string>([...own, ...Object.values(value).flatMap(rulesIn)]),
  ];
}

/** A rule that the sandbox does not know holds for everything. */
function violates(rule: string): boolean {
  const values = [{}, { priority: 1 }, { weighted: 1 }];
  return values.some(self => values.some(old => !keepsRule(rule, self, old)));
}
