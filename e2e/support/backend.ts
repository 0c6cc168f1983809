import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Child,
  freePort,
  nodeTransform,
  root,
  start,
  stop,
  waitForHttp,
} from '../../scripts/lib.mjs';
import { keepRecord } from './records';
import { PostgresProcess } from './postgres';

/** The backend in a process of its own, from source, with the sandbox's clusters. */
export class BackendProcess {
  readonly output: string[] = [];

  private constructor(
    readonly baseUrl: string,
    private readonly child: Child,
  ) {}

  static async start(options: {
    /** Folder for the configuration written here. */
    dir: string;
    /** Further configuration files. */
    configs: string[];
    /** Keeps tasks over a restart: a folder for SQLite's files, or another database. */
    database?: string | PostgresProcess;
    /** Where browsers and other plugins reach it, when that is not itself but what stands before several of them. */
    publicUrl?: string;
    env?: NodeJS.ProcessEnv;
  }): Promise<BackendProcess> {
    const port = await freePort();
    const baseUrl = `http://localhost:${port}`;
    const own = join(options.dir, `app-config.e2e-${port}.yaml`);
    writeFileSync(
      own,
      JSON.stringify({
        backend: {
          baseUrl: options.publicUrl ?? baseUrl,
          listen: { port, host: '127.0.0.1' },
          ...(options.database && {
            database:
              typeof options.database === 'string'
                ? {
                    client: 'better-sqlite3',
                    connection: { directory: options.database },
                  }
                : options.database.backendDatabase,
          }),
        },
        // A killed task is known by its heartbeat, which comes each second.
        scaffolder: {
          taskRecovery: { enabled: true, staleTimeout: { seconds: 10 } },
        },
      }),
    );
    const files = [join(root, 'app-config.yaml'), ...options.configs, own];
    const child = start(
      process.execPath,
      [
        '--require',
        nodeTransform,
        join(root, 'packages/backend/src/index.ts'),
        ...files.flatMap(file => ['--config', file]),
      ],
      {
        cwd: join(root, 'packages/backend'),
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_OPTIONS: '--no-node-snapshot --no-warnings',
          NODE_ENV: 'development',
          LOG_LEVEL: 'info',
          ...options.env,
        },
      },
    );
    const backend = new BackendProcess(baseUrl, child);
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', text => backend.output.push(text));
    }
    try {
      await waitForHttp(`${baseUrl}/.backstage/health/v1/readiness`, {
        timeoutMs: 120_000,
        child,
      });
    } catch (error) {
      await stop(child);
      const log = backend.log().split('\n');
      const said = log.filter(line => !line.includes('/health/v1/readiness'));
      throw new Error(`${error}\n${said.join('\n').slice(-6000)}`);
    }
    return backend;
  }

  /** Everything it logged. */
  log(): string {
    return this.output.join('');
  }

  async stop(): Promise<void> {
    await stop(this.child, 15_000);
    keepRecord('log', this.log());
  }

  /** Ends it without a chance to clean up. */
  async kill(): Promise<void> {
    await stop(this.child, 0);
    keepRecord('log', this.log());
  }
}
