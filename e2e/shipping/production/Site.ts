import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import {
  Child,
  freePort,
  root,
  start,
  stop,
  waitForHttp,
} from '../../../scripts/lib.mjs';
import { PostgresProcess } from '../../support/postgres';
import { SandboxProcess } from '../../support/sandbox';
import {
  applyBlock,
  blocksUnder,
  PageBlock,
  pageBlocks,
} from '../support/page';
import { makeCertificate } from './certificate';
import { Issuer } from './Issuer';

const NGINX_LOG = 'nginx.log';

/** What the test puts in place of what the page has as an example. Each of them must be on the page. */
type Replacements = Record<string, string>;

/**
 * A place where the page is followed: PostgreSQL, an issuer, clusters of a sandbox, nginx, and a folder with the production build.
 * What the page says is done by what the page says; only names, ports and secrets are this run's.
 */
export class Site {
  readonly output: string[] = [];
  readonly secrets: Record<string, string>;
  #env: Record<string, string> = {};
  #backend: Child | undefined;
  #nginx: Child | undefined;

  private constructor(
    private readonly blocks: PageBlock[],
    private readonly work: string,
    readonly sandbox: SandboxProcess,
    private readonly postgres: PostgresProcess,
    private readonly issuer: Issuer,
    private readonly certificate: { certificate: string; key: string },
    private readonly ports: { tls: number; backend: number },
  ) {
    this.secrets = {
      database: `database-${postgres.connection.password}`,
      session: `session-${randomBytes(12).toString('hex')}`,
      oidc: CLIENT.secret,
      github: `github-${randomBytes(12).toString('hex')}`,
    };
  }

  static async start(): Promise<Site> {
    const work = mkdtempSync(join(tmpdir(), 'federation-production-'));
    const certificate = await makeCertificate(work);
    const ports = { tls: await freePort(), backend: await freePort() };
    const starting = [
      SandboxProcess.start({}),
      PostgresProcess.start(certificate.postgres),
      Issuer.start({
        ...CLIENT,
        redirectUri: `https://localhost:${ports.tls}/api/auth/oidc/handler/frame`,
      }),
    ] as const;
    try {
      const [sandbox, postgres, issuer] = await Promise.all(starting);
      return new Site(
        pageBlocks(join(root, 'docs/production.md'), 'docs/production.md'),
        work,
        sandbox,
        postgres,
        issuer,
        certificate,
        ports,
      );
    } catch (error) {
      for (const each of await Promise.allSettled(starting)) {
        if (each.status === 'fulfilled') await each.value.stop();
      }
      rmSync(work, { recursive: true, force: true });
      throw error;
    }
  }

  /** The folder of the page: `backstage`. */
  get folder(): string {
    return join(this.work, 'backstage');
  }

  /** What is in the browser's address bar. */
  get url(): string {
    return `https://localhost:${this.ports.tls}`;
  }

  /** The backend without nginx and its certificate. */
  get backendUrl(): string {
    return `http://127.0.0.1:${this.ports.backend}`;
  }

  /** *Build it*: in this clone, rather than in one of what is published. */
  async build(): Promise<void> {
    const [block] = blocksUnder(this.blocks, 'Build it');
    await applyBlock(
      root,
      this.#with(block, {
        'git clone https://github.com/backstage-federation/backstage-federation.git\n':
          '',
        'cd backstage-federation\n': '',
        '../backstage\n': `${this.folder}\n`,
      }),
      {
        env: { ...process.env, NODE_OPTIONS: '' },
        timeoutMs: 900_000,
      },
    );
  }

  /** *Make the database*. */
  async makeDatabase(): Promise<void> {
    const { port, user, password } = this.postgres.connection;
    const [block] = blocksUnder(this.blocks, 'Make the database');
    await applyBlock(
      this.folder,
      this.#with(block, {
        'db.example.com --username postgres': `localhost --port ${port} --username ${user} --dbname postgres`,
        'change-me': this.secrets.database,
      }),
      { env: { ...process.env, PGPASSWORD: password } },
    );
  }

  /** *Name the people*, *Name the clusters*, *Set the variables*. */
  async configure(): Promise<void> {
    await applyBlock(this.folder, this.#titled('org.yaml'));
    await applyBlock(this.folder, this.#titled('app-config.site.yaml'));
    const variables = this.#useSandbox();
    const env = this.#titled('production.env');
    await applyBlock(
      this.folder,
      this.#with(env, {
        'https://backstage.example.com': this.url,
        'LISTEN_HOST=127.0.0.1\n': `LISTEN_HOST=127.0.0.1\nLISTEN_PORT=${this.ports.backend}\n`,
        'db.example.com\n': `localhost\nPOSTGRES_PORT=${this.postgres.connection.port}\n`,
        'POSTGRES_PASSWORD=change-me\n': `POSTGRES_PASSWORD=${this.secrets.database}\n`,
        'change-me-too': this.secrets.session,
        'https://issuer.example.com/.well-known/openid-configuration':
          this.issuer.metadataUrl,
        'AUTH_OIDC_CLIENT_ID=backstage': `AUTH_OIDC_CLIENT_ID=${CLIENT.id}`,
        'from-the-issuer': this.secrets.oidc,
        'EAST_TOKEN=from-the-cluster\nEAST_CA=from-the-cluster\nWEST_TOKEN=from-the-cluster\nWEST_CA=from-the-cluster\n':
          variables,
      }),
    );
    this.#env.NODE_EXTRA_CA_CERTS = this.certificate.certificate;
  }

  /** Puts the sandbox's addresses into the page's clusters. @returns their variables */
  #useSandbox(): string {
    const file = join(this.folder, 'app-config.site.yaml');
    const config = parse(readFileSync(file, 'utf8'));
    const own = parse(readFileSync(this.sandbox.config, 'utf8'));
    const { clusters } = config.kubernetes.clusterLocatorMethods[0];
    const lines: string[] = [];
    for (const cluster of clusters) {
      const { url, serviceAccountToken, caData } =
        own.kubernetes.clusterLocatorMethods[0].clusters.find(
          ({ name }: { name: string }) => name === cluster.name,
        );
      cluster.url = url;
      const name = cluster.name.toUpperCase();
      lines.push(`${name}_TOKEN=${serviceAccountToken}`);
      if (caData) lines.push(`${name}_CA=${caData}`);
      else delete cluster.caData;
      this.secrets[cluster.name] = serviceAccountToken;
    }
    writeFileSync(file, stringify(config));
    return `${lines.join('\n')}\n`;
  }

  /** *Put TLS in front*. */
  async startProxy(): Promise<void> {
    const block = this.#with(this.#titled('/etc/nginx/conf.d/backstage.conf'), {
      'listen 443': `listen 127.0.0.1:${this.ports.tls}`,
      'backstage.example.com': 'localhost',
      '/etc/ssl/backstage.crt': this.certificate.certificate,
      '/etc/ssl/backstage.key': this.certificate.key,
      'http://127.0.0.1:7007': this.backendUrl,
      // A port other than 443 is in the header too, and `$host` leaves it out.
      'Host $host': 'Host $http_host',
    });
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      name => `${name}_temp_path ${this.work};`,
    );
    writeFileSync(
      join(this.work, 'nginx.conf'),
      `daemon off; pid ${this.work}/nginx.pid; error_log ${NGINX_LOG};
events {}
http { access_log off; ${temporary.join(' ')}
${block.text}}
`,
    );
    this.#nginx = start(
      'nginx',
      ['-p', this.work, '-c', join(this.work, 'nginx.conf')],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }

  /**
   * *Start it*, and its check.
   *
   * @param more - what the page says to name besides: `--config app-config.github.yaml`
   */
  async startBackend(more = '', env: Record<string, string> = {}) {
    const [startIt, check] = blocksUnder(this.blocks, 'Start it');
    const { text } = this.#with(startIt, {
      '--config app-config.oidc.yaml': `--config app-config.oidc.yaml ${more}`,
    });
    const child = start('bash', ['--norc', '-euo', 'pipefail', '-c', text], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...this.#env, ...env },
    });
    this.#backend = child;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', text => this.output.push(text));
    }
    await waitForHttp(`${this.backendUrl}/.backstage/health/v1/readiness`, {
      timeoutMs: 120_000,
      child,
    }).catch(error => {
      throw new Error(`${error}\n${this.log().slice(-6000)}`);
    });
    await applyBlock(
      this.folder,
      this.#with(check, { 'http://127.0.0.1:7007': this.backendUrl }),
    );
  }

  /** *Start it*, with variables taken away. @returns what it said when it ended */
  async startWithout(
    variables: string[],
  ): Promise<{ code: number; log: string }> {
    const [startIt] = blocksUnder(this.blocks, 'Start it');
    const text = startIt.text.replace(
      '\nexec ',
      `\nunset ${variables.join(' ')}\nexec `,
    );
    const child = start('bash', ['--norc', '-euo', 'pipefail', '-c', text], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...this.#env },
    });
    let log = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', chunk => (log += chunk));
    }
    const { code } = await child.exited;
    return { code, log };
  }

  async stopBackend(): Promise<void> {
    if (this.#backend) await stop(this.#backend, 15_000);
  }

  /** Everything the backend said. */
  log(): string {
    return this.output.join('');
  }

  async stop(): Promise<void> {
    await this.stopBackend();
    if (this.#nginx) await stop(this.#nginx);
    await this.issuer.stop();
    await this.postgres.stop();
    await this.sandbox.stop();
    rmSync(this.work, { recursive: true, force: true });
  }

  #titled(title: string): PageBlock {
    const found = this.blocks.filter(block => block.title === title);
    if (found.length !== 1) {
      throw new Error(`docs/production.md has ${title} ${found.length} times`);
    }
    return found[0];
  }

  #with(block: PageBlock, replacements: Replacements): PageBlock {
    let { text } = block;
    for (const [from, to] of Object.entries(replacements)) {
      if (!text.includes(from)) {
        throw new Error(`${block.at} no longer has "${from}"`);
      }
      text = text.split(from).join(to);
    }
    return { ...block, text };
  }
}

const CLIENT = {
  id: 'backstage-of-this-run',
  secret: `oidc-${randomBytes(12).toString('hex')}`,
};
