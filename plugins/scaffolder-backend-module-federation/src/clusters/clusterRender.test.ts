import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { JsonObject } from '@backstage/types';
import { parse, parseAllDocuments } from 'yaml';
import { createCertificates } from '../../../../packages/kubernetes-clusters/src/__testUtils__/createCertificates';
import { createFixture } from '../__testUtils__/createFixture';

const ID = 'federation:cluster:render';
const added = {
  cluster: 'south-2',
  url: 'https://api.south.example.com:6443/',
};

async function render(input: JsonObject) {
  const workspacePath = mkdtempSync(join(tmpdir(), 'federation-render-'));
  try {
    const fixture = createFixture();
    const { output, lines } = await fixture.run(
      ID,
      { ...added, ...input },
      {
        workspacePath,
      },
    );
    const files = Object.fromEntries(
      (output.files as string[]).map(file => [
        file,
        readFileSync(join(workspacePath, file), 'utf8'),
      ]),
    );
    expect(fixture.all.flatMap(({ requests }) => requests)).toEqual([]);
    return { output: output as Record<string, string>, lines, files };
  } finally {
    rmSync(workspacePath, { recursive: true });
  }
}

const objectsOf = (text: string) =>
  parseAllDocuments(text).map(document => document.toJS() as KubeObject);
const named = (text: string) =>
  objectsOf(text).map(({ kind, metadata }) => `${kind} ${metadata.name}`);

const OBSERVE = [
  'Namespace backstage-federation',
  'ServiceAccount backstage-federation',
  'Secret backstage-federation-token',
  'ClusterRole backstage-federation-observe',
  'ClusterRoleBinding backstage-federation-observe',
];
const MANAGE = [
  'ClusterRole backstage-federation-manage',
  'ClusterRole backstage-federation-manage-secrets',
  'ClusterRoleBinding backstage-federation-manage',
];
const SECRETS = ['ClusterRoleBinding backstage-federation-manage-secrets'];

it.each([
  [{ access: 'observe' }, OBSERVE],
  [{ access: 'observe', secrets: true, openshift: true }, OBSERVE],
  [{}, [...OBSERVE, ...MANAGE, ...SECRETS]],
  [{ secrets: false }, [...OBSERVE, ...MANAGE]],
  [{ operator: true }, [...OBSERVE, ...MANAGE, ...SECRETS]],
])('of %j writes the roles that were chosen', async (input, expected) => {
  const { output } = await render(input);
  expect(named(output.manifest)).toEqual(expected);
});

it('adds the roles for the operator on OpenShift, and says oc', async () => {
  const { output } = await render({ openshift: true, operator: true });
  expect(named(output.manifest)).toContain(
    'Role backstage-federation-operator',
  );
  expect(output.commands).toMatch(/^oc apply -f south-2\.yaml\n/);
});

it('has the account where it is wanted, and nothing else is changed', async () => {
  const input = { openshift: true, operator: true };
  const elsewhere = await render({ ...input, namespace: 'platform' });
  const usual = await render(input);
  const moved = objectsOf(usual.output.manifest).map(object => {
    const text = JSON.stringify(object).replaceAll(
      '"namespace":"backstage-federation"',
      '"namespace":"platform"',
    );
    const { kind, metadata, ...rest } = JSON.parse(text);
    const name = kind === 'Namespace' ? 'platform' : metadata.name;
    return { kind, metadata: { ...metadata, name }, ...rest };
  });
  expect(objectsOf(elsewhere.output.manifest)).toEqual(moved);
  expect(elsewhere.output.manifest).toContain(' -n platform -o jsonpath');
  expect(JSON.stringify(elsewhere.files)).not.toMatch(
    /-n backstage-federation/,
  );
});

it('has no variable but its own in the configuration', async () => {
  const { output } = await render({ title: 'South ${POSTGRES_PASSWORD}' });
  expect(output.config).toContain('title: South $${POSTGRES_PASSWORD}');
});

it('says where things go, with variables in place of what is secret', async () => {
  const { ca } = await createCertificates();
  const { output, lines, files } = await render({ ca, title: 'South' });
  const caData = Buffer.from(ca).toString('base64');
  expect(parse(output.config)).toEqual({
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name: 'south-2',
              title: 'South',
              url: 'https://api.south.example.com:6443',
              authProvider: 'serviceAccount',
              serviceAccountToken: '${SOUTH_2_TOKEN}',
              caData: '${SOUTH_2_CA}',
            },
          ],
        },
      ],
    },
  });
  expect(parse(output.secret)).toMatchObject({
    metadata: { name: 'backstage-federation-south-2' },
    stringData: { SOUTH_2_TOKEN: '<the token>', SOUTH_2_CA: caData },
  });
  expect(output.markdown).toContain(
    `--from-literal=SOUTH_2_TOKEN="$SOUTH_2_TOKEN"`,
  );
  expect(
    parse(output.markdown.match(/```yaml\n(backstage:[^`]*)```/)![1]),
  ).toEqual({
    backstage: { extraEnvVarsSecrets: ['backstage-federation-south-2'] },
  });
  expect(lines).toEqual([output.markdown]);
  expect(Object.keys(files)).toEqual(
    ['south-2.yaml', 'app-config.yaml', 'secret.yaml', 'README.md'].map(
      name => `clusters/south-2/${name}`,
    ),
  );
  expect(files['clusters/south-2/south-2.yaml']).toBe(output.manifest);
  expect(files['clusters/south-2/README.md']).toContain(output.markdown);
  // The authority may be given as base64 of it, too.
  expect((await render({ ca: caData, title: 'South' })).output).toEqual(output);
});

it('says what to do where no authority was given', async () => {
  const { output } = await render({});
  expect(output.config).not.toContain('caData');
  expect(output.markdown).toContain('kube-root-ca.crt');
});

it('refuses a name whose variables are those of another cluster', async () => {
  const fixture = createFixture();
  const list = fixture.clusters.list();
  jest
    .spyOn(fixture.clusters, 'list')
    .mockReturnValue([...list, { ...list[0], name: 'south.2' }]);
  await expect(fixture.run(ID, added)).rejects.toThrow(
    'cluster: the variables of "south-2" would be those of cluster "south.2" (SOUTH_2_TOKEN); choose another name',
  );
});
