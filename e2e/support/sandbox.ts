import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { Child, root, start, stop, waitForLine } from '../../scripts/lib.mjs';

const run = promisify(execFile);

/** A sandbox in a process of its own: with clusters, as `npm start` runs it, or attached to those of a kubeconfig. */
export class SandboxProcess {
  readonly output: string[] = [];

  private constructor(
    readonly stateDir: string,
    private readonly child: Child,
    private readonly given?: { kubeconfig: string; contexts: string[] },
  ) {}

  static async start(options: {
    clusters?: number;
    /** Whether they are OpenShift, and have nothing of Skupper yet. */
    openshift?: boolean;
    flower?: 'auto' | 'process' | 'builtin';
    /** 1: the controller and the routers take as long as real ones. */
    timeScale?: number;
    /** Parts that stay off: `kubelet`, `routers`, … */
    without?: string[];
  }): Promise<SandboxProcess> {
    const args = ['start', '--flower', options.flower ?? 'builtin'];
    if (options.clusters) args.push('--clusters', String(options.clusters));
    if (options.openshift) args.push('--openshift');
    if (options.timeScale) args.push('--time-scale', String(options.timeScale));
    if (options.without) args.push('--without', options.without.join(','));
    return SandboxProcess.#run(args);
  }

  /** Skupper, routers and pods for clusters of a kubeconfig, as far as they lack them. */
  static attach(options: {
    kubeconfig: string;
    contexts: string[];
    crds?: string;
    flower?: 'auto' | 'process' | 'builtin';
    timeScale?: number;
  }): Promise<SandboxProcess> {
    const { kubeconfig, contexts, crds, flower = 'builtin' } = options;
    const args = ['attach', '--flower', flower, '--kubeconfig', kubeconfig];
    args.push('--contexts', contexts.join(','));
    if (crds) args.push('--crds', crds);
    if (options.timeScale) args.push('--time-scale', String(options.timeScale));
    return SandboxProcess.#run(args, { kubeconfig, contexts });
  }

  static async #run(
    args: string[],
    given?: { kubeconfig: string; contexts: string[] },
  ): Promise<SandboxProcess> {
    const stateDir = mkdtempSync(join(tmpdir(), 'federation-e2e-'));
    const child = start(
      process.execPath,
      ['scripts/sandbox.mjs', ...args, '--state-dir', stateDir],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    );
    const sandbox = new SandboxProcess(stateDir, child, given);
    child.stderr!.setEncoding('utf8').on('data', text => {
      sandbox.output.push(text);
    });
    try {
      await waitForLine(child, /^sandbox ready$/, {
        timeoutMs: 120_000,
        onLine: line => sandbox.output.push(line),
      });
    } catch (error) {
      await stop(child);
      rmSync(stateDir, { recursive: true, force: true });
      throw new Error(`${error}\n${sandbox.output.slice(-40).join('\n')}`);
    }
    return sandbox;
  }

  /** Process id of the sandbox. */
  get pid(): number {
    return this.child.pid!;
  }

  get kubeconfig(): string {
    return this.given?.kubeconfig ?? join(this.stateDir, 'kubeconfig');
  }

  get config(): string {
    return join(this.stateDir, 'app-config.sandbox.yaml');
  }

  /** Names of its clusters, which are also those of their contexts. The first is the hub of the examples. */
  get clusters(): string[] {
    if (this.given) return this.given.contexts;
    const { clusters } = parse(readFileSync(this.config, 'utf8')).kubernetes
      .clusterLocatorMethods[0];
    return clusters.map(({ name }: { name: string }) => name);
  }

  /** Runs a command of the sandbox's CLI: `link break west`. */
  async cli(...args: string[]): Promise<string> {
    const { stdout } = await run(
      process.execPath,
      ['scripts/sandbox.mjs', ...args, '--state-dir', this.stateDir],
      { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } },
    );
    return stdout;
  }

  async stop(): Promise<void> {
    // An attached one also removes what it made in the clusters.
    await stop(this.child, this.given ? 90_000 : 15_000);
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}
