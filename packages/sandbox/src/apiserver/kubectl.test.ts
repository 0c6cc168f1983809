/* eslint jest/no-standalone-expect: ["error", { "additionalTestBlockFunctions": ["itWithKubectl"] }] */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeconfigYaml } from './kubeconfig';
import {
  ADMIN,
  TestServer,
  deployment,
  startTestServer,
} from './__testUtils__/testServer';

jest.setTimeout(60_000);

function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// Counted as skipped where there is no kubectl, which a complete run takes as a failure.
const describeWithKubectl = hasKubectl() ? describe : describe.skip;

describeWithKubectl('kubectl', () => {
  let test: TestServer;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
    test = await startTestServer({
      node: {
        async *logs() {
          yield 'hello from the pod';
        },
        connect: async () => {
          throw new Error('connection refused');
        },
      },
    });
    writeFileSync(
      join(folder, 'kubeconfig'),
      kubeconfigYaml([
        {
          name: 'east',
          url: test.server.url,
          caPem: test.server.caPem,
          token: ADMIN,
        },
      ]),
    );
  });
  afterAll(async () => {
    await test.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const options = (...args: string[]) => [
    '--kubeconfig',
    join(folder, 'kubeconfig'),
    '--cache-dir',
    join(folder, 'cache'),
    '--request-timeout=20s',
    ...args,
  ];
  /** What kubectl prints, on both outputs; it may fail. */
  const run = (...args: string[]) =>
    new Promise<string>(resolve => {
      execFile('kubectl', options(...args), (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      );
    });
  const file = (name: string, content: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  it('works against the server', async () => {
    expect(await run('create', 'namespace', 'fed')).toBe(
      'namespace/fed created\n',
    );
    const fed = (...args: string[]) => run('-n', 'fed', ...args);
    const path = file('deployment.json', deployment('web'));
    const changed = file('changed.json', deployment('web', { replicas: 3 }));

    expect(await fed('apply', '--server-side', '-f', path)).toBe(
      'deployment.apps/web serverside-applied\n',
    );
    expect(await fed('apply', '--dry-run=server', '-f', changed)).toContain(
      'deployment.apps/web configured (server dry run)',
    );
    expect(
      await fed('get', 'deploy', 'web', '-o', 'jsonpath={.spec.replicas}'),
    ).toBe('1');
    expect(await fed('get', 'deploy')).toMatch(
      /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +0\/1 +0 +0 +\d+s\n$/,
    );

    const other = file('other.json', deployment('other'));
    expect(await fed('apply', '-f', other)).toContain('other created');
    expect(await fed('apply', '-f', other)).toContain('other unchanged');
    expect(
      await fed(
        'apply',
        '--server-side',
        '--field-manager=someone',
        '-f',
        file('taken.json', {
          ...deployment('web'),
          spec: { selector: { matchLabels: { app: 'else' } } },
        }),
      ),
    ).toContain(
      'Apply failed with 1 conflict: conflict with "kubectl": .spec.selector',
    );

    expect(await fed('create', 'configmap', 'cm', '--from-literal=a=b')).toBe(
      'configmap/cm created\n',
    );
    expect(await fed('label', 'cm', 'cm', 'x=y')).toBe(
      'configmap/cm labeled\n',
    );
    expect(await fed('patch', 'cm', 'cm', '-p', '{"data":{"c":"d"}}')).toBe(
      'configmap/cm patched\n',
    );
    expect(
      await fed(
        'get',
        'cm',
        '-l',
        'x in (y)',
        '-o',
        'jsonpath={.items[*].data}',
      ),
    ).toBe('{"a":"b","c":"d"}');

    const site = file('site.json', {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Site',
      metadata: { name: 'hub' },
      spec: { linkAcces: 'default' },
    });
    expect(await fed('apply', '-f', site)).toContain(
      'strict decoding error: unknown field "spec.linkAcces"',
    );

    expect(await fed('run', 'pod', '--image=example/pod:1')).toBe(
      'pod/pod created\n',
    );
    expect(
      await fed('patch', 'pod', 'pod', '-p', '{"spec":{"nodeName":"n"}}'),
    ).toContain('pod updates may not change fields');
    await test.call('POST', '/api/v1/namespaces/fed/pods/pod/binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'pod' },
      target: { kind: 'Node', name: 'n' },
    });
    expect(await fed('logs', 'pod')).toBe('hello from the pod\n');
    expect(await fed('auth', 'can-i', 'create', 'pods')).toBe('yes\n');
    expect(await fed('delete', 'deploy', 'other')).toContain('deleted');
    expect(await run('delete', 'namespace', 'fed', '--wait=false')).toContain(
      'namespace "fed" deleted',
    );
  });

  it('watches', async () => {
    const child = spawn('kubectl', options('get', 'cm', '-w', '--no-headers'));
    let output = '';
    const saw = (text: string) =>
      new Promise<void>(resolve => {
        const check = () => {
          if (output.includes(text)) {
            child.stdout.off('data', check);
            resolve();
          }
        };
        child.stdout.on('data', check);
        check();
      });
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    try {
      await saw('kube-root-ca.crt');
      await run('create', 'configmap', 'seen', '--from-literal=a=b');
      await saw('seen');
      expect(output).toMatch(/seen +1 +\d+s/);
    } finally {
      child.kill();
    }
  });
});
