import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { JsonObject, JsonValue } from '@backstage/types';
import {
  createKubernetesClusters,
  ManagedKubernetesClusters,
} from '../../packages/kubernetes-clusters/src';
import { FIELD_MANAGER } from '../../plugins/federation-common/src';
import { flower } from '../../plugins/federation-flower/src';
import { FederationAdapters } from '../../plugins/federation-node/src';
import { skupper } from '../../plugins/federation-skupper/src';
import { createActions } from '../../plugins/scaffolder-backend-module-federation/src/actions';

export const silent = () => {};
export const loggerTo = (info: (line: string) => void): LoggerService => ({
  info,
  warn: silent,
  error: silent,
  debug: silent,
  child: () => loggerTo(info),
});
const allow = async (requests: unknown[]) =>
  requests.map(() => ({ result: AuthorizeResult.ALLOW } as const));
const permissions: PermissionsService = {
  authorize: allow,
  authorizeConditional: allow,
};

/** One run of an action. */
export interface ActionStep {
  id: string;
  input: JsonObject;
  /** Only asks what would happen. */
  dryRun?: boolean;
  /** How it fails, if it is to fail when it has asked all that it asks. */
  fails?: RegExp;
}

/** Runs the product's actions in this process, without Backstage. */
export class ActionRunner {
  /** Actions that ran to their end. */
  readonly ran = new Set<string>();
  /** What they said. */
  readonly lines: string[] = [];
  /** The task that all of them are of. */
  readonly task = randomUUID();
  readonly #clusters: ManagedKubernetesClusters;
  readonly #workspace = mkdtempSync(join(tmpdir(), 'federation-workspace-'));

  constructor(config: JsonObject, private readonly timeoutMs = 120_000) {
    // The start of a ZIP file is what a Flower app is known by.
    writeFileSync(join(this.#workspace, 'app.fab'), 'PK');
    this.#clusters = createKubernetesClusters({
      config: new ConfigReader(config),
      logger: loggerTo(silent),
      fieldManager: FIELD_MANAGER,
    });
  }

  /** Every action that there is. */
  get ids(): string[] {
    return this.#actions().map(({ id }) => id);
  }

  async run({ id, input, dryRun, fails }: ActionStep): Promise<JsonObject> {
    const action = this.#actions().find(candidate => candidate.id === id);
    if (!action) throw new Error(`There is no action ${id}.`);
    const output: JsonObject = {};
    const run = action.handler({
      input,
      logger: loggerTo(line => this.lines.push(line)),
      isDryRun: dryRun ?? false,
      workspacePath: this.#workspace,
      task: { id: this.task },
      signal: AbortSignal.timeout(this.timeoutMs),
      checkpoint: ({ fn }: { fn(): Promise<unknown> }) => fn(),
      createTemporaryDirectory: async () => '',
      getInitiatorCredentials: async () => ({} as BackstageCredentials),
      output(name: string, value: JsonValue) {
        output[name] = value;
      },
    } as unknown as Parameters<typeof action.handler>[0]);
    if (fails) await assert.rejects(run, fails);
    else await run;
    this.ran.add(id);
    return output;
  }

  async close(): Promise<void> {
    await this.#clusters.close();
    rmSync(this.#workspace, { recursive: true, force: true });
  }

  #actions() {
    return createActions({
      adapters: new FederationAdapters([skupper, flower]),
      clusters: this.#clusters,
      permissions,
    });
  }
}
