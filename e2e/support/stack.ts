import { BackendProcess } from './backend';
import { BackstageClient } from './BackstageClient';
import { Kube } from './kube';
import { SandboxProcess } from './sandbox';

/** Sandbox, backend and a signed-in guest. */
export class Stack {
  private constructor(
    readonly sandbox: SandboxProcess,
    public backend: BackendProcess,
    public guest: BackstageClient,
  ) {}

  static async start(options: {
    clusters?: number;
    flower?: 'auto' | 'process' | 'builtin';
    timeScale?: number;
    /** Keep the database in files, so that a restarted backend knows its tasks. */
    persistent?: boolean;
  }): Promise<Stack> {
    const sandbox = await SandboxProcess.start(options);
    try {
      const backend = await startBackend(sandbox, options.persistent);
      return new Stack(sandbox, backend, await signIn(backend));
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
  }

  /** Starts the backend again, as after a crash. */
  async restartBackend(): Promise<void> {
    this.backend = await startBackend(this.sandbox, true);
    this.guest = await signIn(this.backend);
  }

  kube(cluster: string): Kube {
    return new Kube(this.sandbox.kubeconfig, cluster);
  }

  async stop(): Promise<void> {
    await this.backend.stop();
    await this.sandbox.stop();
  }
}

function startBackend(sandbox: SandboxProcess, persistent?: boolean) {
  return BackendProcess.start({
    dir: sandbox.stateDir,
    configs: [sandbox.config],
    database: persistent ? sandbox.stateDir : undefined,
  });
}

async function signIn(backend: BackendProcess): Promise<BackstageClient> {
  const guest = new BackstageClient(backend.baseUrl);
  await guest.signIn();
  await guest.untilTemplate('federation-create');
  return guest;
}
