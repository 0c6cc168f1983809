import type { ObjectStatus, SandboxStatus } from '../sandbox/types';

/** The status as a person reads it. */
export function printStatus(status: SandboxStatus): string {
  const lines = [`Flower: ${status.flower}`];
  for (const cluster of status.clusters) {
    const marks = [
      cluster.state === 'running' ? '' : cluster.state,
      cluster.openshift ? 'OpenShift' : '',
      cluster.latencyMs ? `+${cluster.latencyMs} ms` : '',
    ].filter(Boolean);
    lines.push(
      '',
      `${cluster.name}  ${cluster.url}${
        marks.length ? `  (${marks.join(', ')})` : ''
      }`,
    );
    lines.push(
      ...cluster.sites.map(site => `  site       ${describe(site)}`),
      ...cluster.links.map(link => `  link       ${describe(link)}`),
    );
    for (const { namespace, pod, image, runtime, pid } of cluster.containers) {
      if (/^flower/.test(runtime)) {
        lines.push(
          `  flower     ${namespace}/${pod}  ${image}  ${
            pid ? `process ${pid}` : 'built in'
          }`,
        );
      }
    }
    const others = cluster.containers.filter(c => !/^flower/.test(c.runtime));
    if (others.length > 0) {
      lines.push(`  containers ${others.length} more`);
    }
  }
  if (status.faults.length > 0) {
    lines.push('', 'Faults in force:');
    for (const fault of status.faults) {
      const target = [fault.cluster, fault.namespace, fault.link]
        .filter(Boolean)
        .join('/');
      const what = [
        fault.cause && `broken: ${fault.cause}`,
        fault.latencyMs && `+${fault.latencyMs} ms`,
        fault.frozen && 'frozen',
      ].filter(Boolean);
      lines.push(`  ${target}  ${what.join(', ')}`);
    }
  }
  return lines.join('\n');
}

function describe({ namespace, name, status, message }: ObjectStatus): string {
  const told = message && message !== 'OK' ? `${status}: ${message}` : status;
  return `${namespace}/${name}  ${told}`;
}
