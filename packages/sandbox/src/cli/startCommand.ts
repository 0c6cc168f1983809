import {
  clusterNames,
  SandboxOptions,
  SandboxPart,
  SANDBOX_PARTS,
} from '../sandbox/options';
import { startSandbox } from '../sandbox';
import { CliError } from './controlClient';
import { parseFlower, parseList, parseNumber } from './flags';
import { runUntilEnd } from './runUntilEnd';

/** Options of `start` as they come from the command line. */
export interface StartFlags {
  stateDir: string;
  clusters?: string;
  /** Names; true for all clusters. */
  openshift?: string | true;
  portBase?: string;
  flower?: string;
  without?: string;
  timeScale?: string;
}

/** Options of the sandbox from flags. @throws CliError that names the flag and what is allowed */
export function sandboxOptions(flags: StartFlags): SandboxOptions {
  const clusters = parseClusters(flags.clusters);
  const openshift =
    flags.openshift === true ? clusters : parseList(flags.openshift);
  const unknown = openshift.find(name => !clusters.includes(name));
  if (unknown) {
    throw new CliError(
      `--openshift: "${unknown}" is not one of the clusters ${clusters.join(
        ', ',
      )}.`,
    );
  }
  const without = parseList(flags.without);
  const noPart = without.find(p => !SANDBOX_PARTS.includes(p as SandboxPart));
  if (noPart) {
    throw new CliError(
      `--without: "${noPart}" is no part of the sandbox; there are ${SANDBOX_PARTS.join(
        ', ',
      )}.`,
    );
  }
  return {
    stateDir: flags.stateDir,
    clusters,
    openshift,
    without: without as SandboxPart[],
    flower: parseFlower(flags.flower),
    portBase: parseNumber('--port-base', flags.portBase, 1024, 65_000),
    timeScale: parseNumber('--time-scale', flags.timeScale, 0.001, 10),
  };
}

/** A number of clusters, or their names. */
function parseClusters(value: string | undefined): string[] {
  if (value === undefined) {
    return clusterNames(3);
  }
  if (/^\d+$/.test(value)) {
    const count = Number(value);
    if (count < 1 || count > 64) {
      throw new CliError(`--clusters: ${count} is not from 1 to 64.`);
    }
    return clusterNames(count);
  }
  const names = parseList(value);
  const wrong = names.find(
    name => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name),
  );
  if (wrong !== undefined || new Set(names).size !== names.length) {
    throw new CliError(
      `--clusters: give a number or different names of lower-case letters, digits and hyphens${
        wrong === undefined ? '' : `; "${wrong}" is none`
      }.`,
    );
  }
  return names;
}

/** Runs a sandbox until a signal, a key or the `stop` command ends it. */
export async function runStart(flags: StartFlags): Promise<void> {
  const starting = startSandbox({
    ...sandboxOptions(flags),
    log: message => process.stderr.write(`${message}\n`),
  });
  await runUntilEnd(starting, ({ clusters, kubeconfigPath }) => {
    const names = clusters.map(({ name }) => name);
    return [
      `Clusters:   ${names.join(', ')}`,
      `kubectl:    kubectl --kubeconfig ${kubeconfigPath} --context ${names[0]} get pods -A`,
    ];
  });
}
