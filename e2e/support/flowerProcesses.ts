import { execFileSync } from 'node:child_process';
import { SandboxProcess } from './sandbox';

/** Command lines of Flower's processes below a sandbox's process. */
export function flowerProcesses(sandbox: number): string[] {
  const processes = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '2000' },
  })
    .split('\n')
    .map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap(match =>
      match
        ? { pid: Number(match[1]), ppid: Number(match[2]), args: match[3] }
        : [],
    );
  const family = new Set([sandbox]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, ppid } of processes) {
      if (family.has(ppid)) family.add(pid);
    }
  }
  return processes
    .filter(({ pid }) => family.has(pid))
    .map(({ args }) => args)
    .filter(args => /bin\/flower-super(link|node)\b/.test(args));
}

/** A Flower process of the sandbox and its pod. */
export interface FlowerPod {
  pod: string;
  pid: number;
}

/** The process behind the one pod of a Deployment. */
export async function flowerPod(
  sandbox: SandboxProcess,
  cluster: string,
  namespace: string,
  deployment: string,
): Promise<FlowerPod> {
  const { clusters } = JSON.parse(await sandbox.cli('status', '--json'));
  const { containers } = clusters.find(({ name }: any) => name === cluster);
  const found = containers.filter(
    (container: any) =>
      container.namespace === namespace &&
      container.pod.startsWith(`${deployment}-`) &&
      container.runtime === 'flower-process',
  );
  if (found.length !== 1) {
    throw new Error(
      `${found.length} processes of ${cluster}/${namespace}/${deployment}`,
    );
  }
  return found[0];
}
