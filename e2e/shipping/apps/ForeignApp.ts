import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import {
  Child,
  freePort,
  root,
  start,
  stop,
  waitForHttp,
} from '../../../scripts/lib.mjs';
import { applyBlock, blocksUnder, PageBlock } from '../support/page';

const run = promisify(execFile);

/** As a terminal has it: not under the hook by which tests are compiled, and with nothing that only tests set. */
const terminal = () => ({ ...process.env, NODE_OPTIONS: '', CI: 'true' });

/** An app that `@backstage/create-app` has made, and that is changed by what a page says. */
export class ForeignApp {
  readonly output: string[] = [];
  private child?: Child;

  private constructor(readonly folder: string, readonly url: string) {}

  /**
   * Makes an app. Beside it lies `backstage-federation`, as a clone would. Its packages are installed when some are added.
   *
   * @param parent - folder for apps; they share the clone
   * @param flags - of create-app
   * @param after - an app that has ended, whose installed packages this one takes over: most are the same
   */
  static async create(
    parent: string,
    name: string,
    flags: readonly string[],
    after?: ForeignApp,
  ): Promise<ForeignApp> {
    const folder = join(parent, name);
    const clone = join(parent, 'backstage-federation');
    if (!existsSync(clone)) symlinkSync(root, clone, 'junction');
    const port = await freePort();
    const app = new ForeignApp(folder, `http://localhost:${port}`);
    await app.sh(
      `npx --yes @backstage/create-app@latest --skip-install --path ${name} ${flags.join(
        ' ',
      )}`,
      { cwd: parent, env: { BACKSTAGE_APP_NAME: name } },
    );
    app.fitToRegistry();
    if (after) app.takeOver(after);
    return app;
  }

  /**
   * What an app of this age needs where nothing can be compiled, and where the newest patches are of different releases:
   * create-app gets the versions that fit together from GitHub otherwise.
   */
  private fitToRegistry() {
    const backend = join(this.folder, 'packages/backend/package.json');
    const json = JSON.parse(readFileSync(backend, 'utf8'));
    // Carries its binaries, while 12 compiles them.
    json.dependencies['better-sqlite3'] = '^13.2.0';
    // The newest signals backend needs it.
    json.dependencies['@backstage/backend-defaults'] = '^0.19.0';
    writeFileSync(backend, JSON.stringify(json, undefined, 2));
    appendFileSync(
      join(this.folder, '.yarnrc.yml'),
      // The last one keeps Yarn from asking a search engine for types of what is added.
      'enableScripts: false\nenableTelemetry: false\ntsEnableAutoTypes: false\n',
    );
  }

  private takeOver(other: ForeignApp) {
    for (const path of [
      'yarn.lock',
      'node_modules',
      'packages/app/node_modules',
      'packages/backend/node_modules',
    ]) {
      const from = join(other.folder, path);
      if (existsSync(from)) renameSync(from, join(this.folder, path));
    }
  }

  /** Does what the blocks under a heading say, one after the other. Those without a title, but for commands, are for reading. */
  async follow(blocks: PageBlock[], heading: string): Promise<void> {
    for (const block of blocksUnder(blocks, heading)) {
      const isCommand = block.lang === 'sh';
      // Beside the app lies the checkout that is tested.
      if (isCommand && block.text.startsWith('git clone ')) continue;
      if (!block.title && !isCommand) continue;
      const started = Date.now();
      await applyBlock(this.folder, block, {
        env: terminal(),
        // Some fetch, and put, thousands of packages.
        timeoutMs: 900_000,
      });
      say(`${block.at} ${block.title ?? 'run'}`, started);
    }
  }

  /** Checks the app's own code, with the page's lines in it. */
  async checkTypes(): Promise<void> {
    await this.sh('yarn tsc');
  }

  /** Starts frontend and backend by the page's command, on ports that are free. */
  async start(command: PageBlock): Promise<void> {
    const backendPort = await freePort();
    const backendUrl = `http://localhost:${backendPort}`;
    this.child = start('bash', ['-c', `exec ${command.text}`], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...terminal(),
        BROWSER: 'none',
        APP_CONFIG_app_baseUrl: this.url,
        APP_CONFIG_backend_baseUrl: backendUrl,
        APP_CONFIG_backend_listen_port: String(backendPort),
        APP_CONFIG_backend_listen_host: '127.0.0.1',
        APP_CONFIG_backend_cors_origin: this.url,
      },
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', text => this.output.push(text));
    }
    const started = Date.now();
    const wait = { timeoutMs: 300_000, child: this.child };
    await Promise.all([
      waitForHttp(`${backendUrl}/.backstage/health/v1/readiness`, wait),
      waitForHttp(this.url, wait),
    ]).catch(error => {
      throw new Error(`${error}\n${this.log().slice(-8000)}`);
    });
    say(command.text.trim(), started);
  }

  /** Waits until it has printed something. */
  async untilLog(pattern: RegExp, timeoutMs = 60_000): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs);
    while (!pattern.test(this.log())) {
      await once(this.child!.stdout!, 'data', { signal }).catch(() => {
        throw new Error(`No ${pattern} in\n${this.log().slice(-8000)}`);
      });
    }
  }

  /** Everything that it printed since it was started. */
  log(): string {
    return this.output.join('');
  }

  async stop(): Promise<void> {
    if (this.child) await stop(this.child, 15_000);
  }

  private async sh(
    command: string,
    options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ) {
    const started = Date.now();
    const { cwd = this.folder, env } = options;
    try {
      await run('bash', ['-c', command], {
        cwd,
        env: { ...terminal(), ...env },
        maxBuffer: 1 << 28,
      });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as any;
      throw new Error(
        `${command} failed in ${basename(cwd)}\n${(stdout + stderr).slice(
          -6000,
        )}`,
      );
    }
    say(command, started);
  }
}

/** What takes long is told, for whoever waits. */
function say(what: string, started: number) {
  const seconds = Math.round((Date.now() - started) / 1000);
  if (seconds >= 2) console.log(`${what}: ${seconds} s`);
}
