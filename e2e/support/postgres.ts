import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Child, freePort, start, stop } from '../../scripts/lib.mjs';

const run = promisify(execFile);
/** Where Debian has them, one folder per version, outside of everybody's PATH. */
const DEBIAN = '/usr/lib/postgresql';
const READY = 'database system is ready to accept connections';
const START_MS = 60_000;

/** How to reach it, in the form that `backend.database.connection` has. */
export interface PostgresConnection {
  host: string;
  port: number;
  user: string;
  password: string;
}

/**
 * A PostgreSQL server of its own: on loopback, at a free port, with a password of this run, in a folder that goes with it.
 * Ends with the process that started it, however that ends.
 */
export class PostgresProcess {
  readonly output: string[] = [];

  private constructor(
    readonly connection: PostgresConnection,
    private readonly folder: string,
    private readonly child: Child,
  ) {}

  /** @param settings - of the server, such as `{ max_connections: 50 }` */
  static async start(
    settings: Record<string, string | number> = {},
  ): Promise<PostgresProcess> {
    const bin = findPostgres();
    const identity = unprivileged();
    const folder = mkdtempSync(join(tmpdir(), 'federation-postgres-'));
    const data = join(folder, 'data');
    const passwordFile = join(folder, 'password');
    const user = 'backstage';
    const password = randomBytes(16).toString('hex');
    try {
      writeFileSync(passwordFile, password, { mode: 0o600 });
      for (const path of [folder, passwordFile]) {
        if (identity) chownSync(path, identity.uid, identity.gid);
      }
      await run(
        join(bin, 'initdb'),
        [
          '--pgdata',
          data,
          '--username',
          user,
          '--pwfile',
          passwordFile,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          '--no-locale',
          '--no-sync',
        ],
        { cwd: folder, ...identity },
      );
      rmSync(passwordFile);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    const port = await freePort();
    const flags = Object.entries({
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: '',
      // What a test has written need not outlive the machine.
      fsync: 'off',
      ...settings,
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const [command, ...args] = [
      ...endsWithParent(),
      join(bin, 'postgres'),
      '-D',
      data,
      ...flags,
    ];
    const child = start(command, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...identity,
    });
    const connection = { host: '127.0.0.1', port, user, password };
    const server = new PostgresProcess(connection, folder, child);
    process.once('exit', server.#abandon);
    try {
      await server.#ready();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** `backend.database` of a Backstage configuration. */
  get backendDatabase() {
    return { client: 'pg', connection: this.connection };
  }

  /** Everything it logged. */
  log(): string {
    return this.output.join('');
  }

  /** Ends its connections and itself, and removes its folder. */
  async stop(): Promise<void> {
    process.off('exit', this.#abandon);
    // The signal that waits for nobody's connections; whatever still runs after that is killed.
    this.child.kill('SIGINT');
    await Promise.race([
      this.child.exited,
      new Promise(resolve => setTimeout(resolve, 10_000).unref()),
    ]);
    await stop(this.child, 0);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** When this process ends before it has stopped the server. */
  readonly #abandon = () => {
    this.child.kill('SIGQUIT');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  };

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) =>
        reject(new Error(`PostgreSQL ${why}.\n${this.log().slice(-4000)}`));
      const timer = setTimeout(
        () => fail(`was not ready within ${START_MS / 1000} s`),
        START_MS,
      );
      this.child.exited.then(({ code }) => {
        clearTimeout(timer);
        fail(`ended with code ${code}`);
      });
      this.child.stderr!.setEncoding('utf8').on('data', text => {
        this.output.push(text);
        if (!this.log().includes(READY)) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** @returns the folder of its programs, of the newest version there is */
function findPostgres(): string {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...versions.map(version => join(DEBIAN, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const found = folders.find(folder =>
    ['initdb', 'postgres'].every(name => existsSync(join(folder, name))),
  );
  if (!found) {
    throw new Error(
      'There is no PostgreSQL here. Get it: apt-get install postgresql',
    );
  }
  return found;
}

/** PostgreSQL refuses to run as root. @returns whom it runs as instead, if this is root */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string, name: string) =>
    Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', name), gid: id('-g', name) };
    } catch {
      // There is no such user.
    }
  }
  throw new Error('There is no user "postgres" nor "nobody" here.');
}

/** What makes Linux end a process when its parent is gone, even killed. */
function endsWithParent(): string[] {
  return process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'INT'] : [];
}
