import type { RunningSandbox } from '../sandbox/runMachine';
import { listenToKeys } from './keys';

/**
 * Runs a sandbox until a signal, a key or the `stop` command ends it; then this process ends.
 *
 * @param describe - what a person is told when it is up
 */
export async function runUntilEnd<T extends RunningSandbox>(
  starting: Promise<T>,
  describe: (sandbox: T) => string[],
): Promise<void> {
  // Heeded from the first moment on; a start that failed has ended what it began.
  const quit = () =>
    void starting.then(
      started => started.stop(),
      () => undefined,
    );
  process.once('SIGINT', quit);
  process.once('SIGTERM', quit);
  process.once('SIGHUP', quit);
  const sandbox = await starting;
  const say = (text: string) => process.stdout.write(`${text}\n`);
  [
    ...describe(sandbox),
    `Backstage:  --config ${sandbox.appConfigPath}`,
    `Flower:     ${sandbox.flower}`,
  ].forEach(say);
  listenToKeys(sandbox, quit);
  say('sandbox ready');
  await sandbox.stopped;
  process.exit(0);
}
