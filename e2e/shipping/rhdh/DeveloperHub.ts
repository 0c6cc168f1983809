import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  Child,
  freePort,
  root,
  start,
  stop,
  waitForHttp,
} from '../../../scripts/lib.mjs';

/** An entry of dynamic-plugins.yaml. */
interface PluginEntry {
  package: string;
  integrity: string;
  disabled: boolean;
}

/** What Developer Hub has, as far as it is needed here; nothing of this repository. */
const DEPENDENCIES = {
  '@backstage/backend-defaults': '^0.18.0',
  '@backstage/backend-dynamic-feature-service': '^0.8.7',
  '@backstage/plugin-auth-backend': '^0.31.0',
  '@backstage/plugin-auth-backend-module-guest-provider': '^0.2.25',
  '@backstage/plugin-catalog-backend': '^4.0.0',
  '@backstage/plugin-catalog-backend-module-scaffolder-entity-model': '^0.2.26',
  '@backstage/plugin-permission-backend': '^0.7.18',
  '@backstage/plugin-permission-backend-module-allow-all-policy': '^0.2.25',
  '@backstage/plugin-scaffolder-backend': '^4.2.0',
  'better-sqlite3': '^13.2.0',
};

const INDEX = `
const { createBackend } = require('@backstage/backend-defaults');
const {
  dynamicPluginsFeatureLoader,
} = require('@backstage/backend-dynamic-feature-service');

const backend = createBackend();
backend.add(dynamicPluginsFeatureLoader);
for (const name of ${JSON.stringify(
  Object.keys(DEPENDENCIES).filter(name =>
    name.startsWith('@backstage/plugin'),
  ),
)}) {
  backend.add(import(name));
}
backend.start();
`;

/** A plain backend with the dynamic feature service, in a folder of its own, with the tarballs of an export. */
export class DeveloperHub {
  readonly output: string[] = [];
  private child: Child | undefined;

  private constructor(
    readonly folder: string,
    readonly baseUrl: string,
    private readonly port: number,
  ) {}

  /** Installs what it needs. */
  static async create(): Promise<DeveloperHub> {
    const folder = realpathSync(
      mkdtempSync(join(tmpdir(), 'federation-rhdh-')),
    );
    const port = await freePort();
    const hub = new DeveloperHub(folder, `http://localhost:${port}`, port);
    hub.write('package.json', {
      name: 'developer-hub',
      version: '1.0.0',
      private: true,
      dependencies: DEPENDENCIES,
      resolutions: { 'better-sqlite3': '^13.2.0' },
    });
    cpSync(join(root, '.yarnrc.yml'), join(folder, '.yarnrc.yml'));
    writeFileSync(join(folder, 'yarn.lock'), '');
    writeFileSync(join(folder, 'index.js'), INDEX);
    mkdirSync(hub.pluginsRoot);
    const { status, stdout } = spawnSync(
      'yarn',
      ['install', '--no-immutable'],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, CI: '' } },
    );
    if (status !== 0) throw new Error(stdout.slice(-4000));
    return hub;
  }

  get pluginsRoot(): string {
    return join(this.folder, 'dynamic-plugins-root');
  }

  /**
   * Does what Developer Hub's init container does: gets each tarball of dynamic-plugins.yaml, compares its integrity, and
   * unpacks it.
   *
   * @param exported - where the tarballs and the file are
   * @returns the names of the folders
   */
  install(exported: string): string[] {
    const { plugins } = parse(
      readFileSync(join(exported, 'dynamic-plugins.yaml'), 'utf8'),
    ) as { plugins: PluginEntry[] };
    return plugins.map(entry => {
      const file = new URL(entry.package).pathname.split('/').pop()!;
      const tarball = join(exported, file);
      const integrity = `sha512-${createHash('sha512')
        .update(readFileSync(tarball))
        .digest('base64')}`;
      if (integrity !== entry.integrity) {
        throw new Error(`${file} is ${integrity}, not ${entry.integrity}`);
      }
      const name = file.replace(/-[0-9.]+\.tgz$/, '');
      const target = join(this.pluginsRoot, name);
      mkdirSync(target);
      const { status, stderr } = spawnSync(
        'tar',
        ['xzf', tarball, '-C', target, '--strip-components=1'],
        { encoding: 'utf8' },
      );
      if (status !== 0) throw new Error(stderr);
      return name;
    });
  }

  private write(file: string, value: unknown): string {
    const path = join(this.folder, file);
    writeFileSync(path, JSON.stringify(value, null, 2));
    return path;
  }

  /** Starts it, until it answers that it is ready. */
  async start(configs: string[], config: object): Promise<void> {
    const own = this.write('app-config.yaml', {
      app: { baseUrl: this.baseUrl },
      backend: {
        baseUrl: this.baseUrl,
        listen: { port: this.port, host: '127.0.0.1' },
        database: { client: 'better-sqlite3', connection: ':memory:' },
      },
      auth: { providers: { guest: {} } },
      permission: { enabled: true },
      dynamicPlugins: { rootDirectory: this.pluginsRoot },
      ...config,
    });
    const files = [own, ...configs];
    const child = start(
      process.execPath,
      ['index.js', ...files.flatMap(file => ['--config', file])],
      {
        cwd: this.folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_OPTIONS: '--no-node-snapshot --no-warnings',
          NODE_ENV: 'development',
          NODE_PATH: '',
        },
      },
    );
    this.child = child;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', text => this.output.push(text));
    }
    try {
      await waitForHttp(`${this.baseUrl}/.backstage/health/v1/readiness`, {
        timeoutMs: 120_000,
        child,
      });
    } catch (error) {
      throw new Error(`${error}\n${this.log().slice(-8000)}`);
    }
  }

  log(): string {
    return this.output.join('');
  }

  async close(): Promise<void> {
    if (this.child) await stop(this.child, 15_000);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
