import { BackendProcess } from '../../../support/backend';
import { BackstageClient } from '../../../support/BackstageClient';
import { PostgresProcess } from '../../../support/postgres';
import { SandboxProcess } from '../../../support/sandbox';
import { sandboxTarget, TestTarget } from '../../../support/target';
import { LoadBalancer } from './LoadBalancer';

/** Two replicas of the backend on one PostgreSQL server, behind one address, with the clusters of one sandbox. */
export class Replicas {
  private constructor(
    readonly target: TestTarget,
    readonly database: PostgresProcess,
    readonly balancer: LoadBalancer,
    private readonly sandbox: SandboxProcess,
    /** Those that run. */
    public running: BackendProcess[] = [],
  ) {}

  static async start(): Promise<Replicas> {
    const database = await PostgresProcess.start();
    const balancer = await LoadBalancer.start();
    let sandbox;
    try {
      sandbox = await SandboxProcess.start({ flower: 'builtin' });
    } catch (error) {
      await balancer.stop();
      await database.stop();
      throw error;
    }
    const target = sandboxTarget(sandbox);
    const replicas = new Replicas(target, database, balancer, sandbox);
    try {
      // One after the other: two that make the tables of an empty database at once get in each other's way.
      await replicas.add();
      await replicas.add();
      return replicas;
    } catch (error) {
      await replicas.stop();
      throw error;
    }
  }

  /** A client that asks one replica, or whichever the load balancer takes. */
  client(replica?: BackendProcess): BackstageClient {
    return new BackstageClient((replica ?? this.balancer).baseUrl);
  }

  /** One more, which gets requests when it is ready. */
  async add(): Promise<BackendProcess> {
    const replica = await this.#startOne();
    this.running.push(replica);
    this.balancer.use(this.running);
    return replica;
  }

  /** Ends one as a rolling update does: no more requests first, then time to end in good order. */
  async retire(replica: BackendProcess): Promise<void> {
    this.#remove(replica);
    await replica.stop();
  }

  /** Ends one without a chance to clean up. */
  async kill(replica: BackendProcess): Promise<void> {
    this.#remove(replica);
    await replica.kill();
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map(replica => replica.stop()));
    await this.balancer.stop();
    await this.target.close();
    await this.database.stop();
  }

  #remove(replica: BackendProcess) {
    this.running = this.running.filter(other => other !== replica);
    this.balancer.use(this.running);
  }

  #startOne(): Promise<BackendProcess> {
    return BackendProcess.start({
      dir: this.sandbox.stateDir,
      configs: [this.sandbox.config],
      database: this.database,
      publicUrl: this.balancer.baseUrl,
      env: { APP_CONFIG_federation_selfMending: 'true' },
    });
  }
}
