import { attachSandbox } from '../sandbox/attach/attachSandbox';
import { CliError } from './controlClient';
import { parseFlower, parseList, parseNumber } from './flags';
import { runUntilEnd } from './runUntilEnd';

/** Options of `attach` as they come from the command line. */
export interface AttachFlags {
  stateDir: string;
  kubeconfig?: string;
  contexts?: string;
  crds?: string;
  flower?: string;
  timeScale?: string;
}

/** Runs what clusters of a kubeconfig lack, until a signal, a key or the `stop` command ends it. */
export async function runAttach(flags: AttachFlags): Promise<void> {
  const contexts = parseList(flags.contexts);
  const kubeconfig = flags.kubeconfig ?? process.env.KUBECONFIG;
  if (!kubeconfig || contexts.length === 0) {
    throw new CliError(
      'Give --kubeconfig <file> and --contexts <names, with commas>.',
    );
  }
  const starting = attachSandbox({
    stateDir: flags.stateDir,
    kubeconfig,
    contexts,
    crds: flags.crds,
    flower: parseFlower(flags.flower),
    timeScale: parseNumber('--time-scale', flags.timeScale, 0.001, 10),
    log: message => process.stderr.write(`${message}\n`),
  });
  await runUntilEnd(starting, () => [`Attached:   ${contexts.join(', ')}`]);
}
