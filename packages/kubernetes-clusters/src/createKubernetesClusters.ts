import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { readClusters } from './config/readClusters';
import {
  ClusterTiming,
  connectClusters,
  ManagedKubernetesClusters,
} from './connectClusters';

const DEFAULT_CONCURRENCY = 10;

/** The configured cap; the default for what is no cap. */
function readConcurrency(config: Config, logger: LoggerService): number {
  const key = 'federation.maxConcurrentRequestsPerCluster';
  let configured: number | undefined;
  try {
    configured = config.getOptionalNumber(key) ?? DEFAULT_CONCURRENCY;
  } catch {
    // Not a number, or in a section that is no object.
  }
  if (Number.isInteger(configured) && configured! >= 1) {
    return configured!;
  }
  logger.warn(
    `${key} must be a whole number of at least 1; ${DEFAULT_CONCURRENCY} is used`,
  );
  return DEFAULT_CONCURRENCY;
}

/**
 * Connects to the configured clusters. Nothing is sent before the first call or watch, and nothing that is wrong with
 * the configuration throws: a cluster that cannot be used is `unreachable` with the reason, which is logged too.
 *
 * @param options - `config`: the root configuration; `logger`: gets each change of a cluster's state; `fieldManager`: the
 *   name under which objects are applied
 * @public
 */
export function createKubernetesClusters(options: {
  config: Config;
  logger: LoggerService;
  fieldManager: string;
  /** For tests. */
  timing?: ClusterTiming;
}): ManagedKubernetesClusters {
  const { config, logger, fieldManager, timing } = options;
  const { clusters, emptyReason, problems } = readClusters(config);
  const concurrency = readConcurrency(config, logger);
  const connected = connectClusters(clusters, {
    logger,
    concurrency,
    fieldManager,
    timing,
    emptyReason,
  });
  if (emptyReason) {
    logger.warn(emptyReason);
  } else {
    problems.forEach(problem => logger.warn(problem));
  }
  return connected;
}
