import { spawnSync } from 'node:child_process';
import { root } from '../../scripts/lib.mjs';

/** What a run of kubectl said. */
export interface KubectlRun {
  stdout: string;
  stderr: string;
}

/**
 * Runs kubectl at the root of the repository.
 *
 * @param cluster - kubeconfig and context; absent for what needs no cluster
 * @throws what kubectl said, when it fails; and how to get it, where there is none
 */
export function kubectl(
  cluster: { kubeconfig: string; context: string } | undefined,
  args: string[],
  input?: string,
): KubectlRun {
  const to = cluster
    ? ['--kubeconfig', cluster.kubeconfig, '--context', cluster.context]
    : [];
  const run = spawnSync('kubectl', [...to, ...args], {
    cwd: root,
    encoding: 'utf8',
    input,
    timeout: 60_000,
  });
  if (run.error) {
    throw new Error(
      `kubectl 1.31 or newer is needed, and could not be run (${run.error.message}). Get it: https://kubernetes.io/docs/tasks/tools/`,
    );
  }
  const { stdout, stderr, status } = run;
  if (status !== 0) {
    throw new Error(`kubectl ${args.join(' ')}: ${stderr || stdout}`);
  }
  return { stdout, stderr };
}
