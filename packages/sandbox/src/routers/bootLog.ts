import { freemem } from 'node:os';
import { readTemplates } from '../shared/templates';
import { RouterConfig } from './config';
import { RouterLog } from './log';

const lines = readTemplates(require.resolve('./bootLog.yaml'));

const BUFFER_BYTES = 4072;

const gibibytes = () => `${(freemem() / 2 ** 30).toFixed(2)} GiB`;
const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;

function logAll(log: RouterLog, part: string, values = {}) {
  for (const line of lines<string[]>(part, {
    memory: gibibytes(),
    ...values,
  })) {
    const [module, ...words] = line.split(' ');
    log.info(module, words.join(' '));
  }
}

/** Lines that a router logs before it reads its listeners and connectors. */
export function logBoot(
  log: RouterLog,
  { id, mode }: RouterConfig,
  instance: number,
) {
  const buffers = Math.floor(freemem() / BUFFER_BYTES);
  logAll(log, `boot-${mode}`, { id, instance, buffers });
}

/** Lines that a router logs when all of its configuration is read. */
export function logOperational(log: RouterLog) {
  const { rss, heapTotal } = process.memoryUsage();
  const size = mebibytes(rss + heapTotal);
  logAll(log, 'operational', { size, rss: mebibytes(rss) });
}

/** Lines that a router logs when it is asked to end. */
export function logShutdown(
  log: RouterLog,
  config: RouterConfig,
  connections: number[],
  records: string[],
) {
  log.info('ROUTER', 'Shut Down');
  if (config.listeners.some(({ http }) => http)) {
    log.info('HTTP', 'HTTP server thread exit');
  }
  logAll(log, 'shutdown');
  for (const id of connections) {
    log.info('SERVER', `[C${id}] Closing connection on shutdown`);
  }
  log.flush();
  for (const record of records) log.info('FLOW_LOG', record);
  logAll(log, `end-${config.mode}`);
}
