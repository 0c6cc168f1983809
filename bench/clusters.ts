// What clusters cost one replica before there is a federation: connections, requests, watches, memory, CPU while nothing
// happens. Over real connections to API servers of a sandbox in a process of its own.
//   npm run bench -- clusters [clusters seconds]
import diagnostics from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { ConfigReader } from '@backstage/config';
import { parse } from 'yaml';
import { SandboxProcess } from '../e2e/support/sandbox';
import { createKubernetesClusters } from '../packages/kubernetes-clusters/src';
import { FederationStore } from '../plugins/federation-backend/src/store/FederationStore';
import { federationWatches } from '../plugins/federation-backend/src/store/watches';
import { FIELD_MANAGER } from '../plugins/federation-common/src';
import { flower } from '../plugins/federation-flower/src';
import { FederationAdapters } from '../plugins/federation-node/src';
import { skupper } from '../plugins/federation-skupper/src';

const [CLUSTERS = 20, SECONDS = 20] = process.argv.slice(2).map(Number);

const quiet = () => {};
const logger: any = { debug: quiet, info: quiet, warn: quiet, error: quiet };
logger.child = () => logger;

async function used() {
  await setTimeout(50);
  global.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const mb = (bytes: number) => Math.round((bytes / 2 ** 20) * 10) / 10;
  return { heap: mb(heapUsed + external), rss: mb(rss) };
}

const sockets = () =>
  process
    .getActiveResourcesInfo()
    .filter(resource => /TCPSocketWrap|TLSWrap/.test(resource)).length;

async function main() {
  const sandbox = await SandboxProcess.start({
    clusters: CLUSTERS,
    without: ['workload', 'skupper-controller', 'routers', 'kubelet'],
  });
  const abort = new AbortController();
  const { signal } = abort;
  try {
    let requests = 0;
    diagnostics.subscribe('undici:request:create', () => {
      requests++;
    });
    const before = await used();
    const socketsBefore = sockets();
    const adapters = new FederationAdapters([skupper, flower]);
    const watches = federationWatches(adapters).length;
    const started = performance.now();
    const clusters = createKubernetesClusters({
      config: new ConfigReader(parse(readFileSync(sandbox.config, 'utf8'))),
      logger,
      fieldManager: FIELD_MANAGER,
    });
    const store = FederationStore.start({ adapters, clusters, logger, signal });
    await store.settled(signal);
    const settledMs = performance.now() - started;
    const atStart = requests;
    const after = await used();
    const cpu = process.cpuUsage();
    await setTimeout(SECONDS * 1000);
    const { user, system } = process.cpuUsage(cpu);
    const ms = (user + system) / 1000;
    const open = sockets() - socketsBefore;
    const per = (value: number) => (value / CLUSTERS).toFixed(2);
    const idle = ((requests - atStart) / CLUSTERS / SECONDS) * 60;
    console.log(
      [
        `${CLUSTERS} clusters, ${watches} watches each`,
        `known after            ${settledMs.toFixed(0)} ms`,
        `requests to start      ${per(atStart)} per cluster`,
        `requests when quiet    ${idle.toFixed(1)} per cluster and minute`,
        `connections            ${per(open)} per cluster`,
        `memory                 ${per(
          after.heap - before.heap,
        )} MB per cluster (heap and buffers), ${after.rss} MB in all`,
        `CPU when quiet         ${((ms / SECONDS / 1000) * 100).toFixed(
          2,
        )} % of a core`,
      ].join('\n'),
    );
    abort.abort();
    await clusters.close();
  } finally {
    await sandbox.stop();
  }
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
