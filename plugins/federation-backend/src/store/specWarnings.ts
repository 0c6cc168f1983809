import { LoggerService } from '@backstage/backend-plugin-api';
import {
  FoundSpec,
  RejectedSpec,
  rejectedSpecFindings,
  SpecClaim,
} from '@backstage-federation/plugin-federation-node';

/** Says once of each spec why it does not count. */
export function createSpecWarnings(
  logger: LoggerService,
): (standing: SpecClaim[], rejected: RejectedSpec[]) => void {
  const warned = new Map<string, string>();
  const warn = ({ cluster, object }: FoundSpec, text: string) => {
    const { namespace, name } = object.metadata;
    const place = `Cluster ${cluster}: ConfigMap ${namespace}/${name}`;
    if (warned.get(place) === text) return;
    warned.set(place, text);
    logger.warn(`${place} ${text}`);
  };
  return (standing, rejected) => {
    for (const claim of standing) {
      if (claim.error !== undefined) {
        warn(claim, `holds no usable federation spec: ${claim.error}`);
      }
    }
    for (const [i, { title }] of rejectedSpecFindings(rejected).entries()) {
      warn(rejected[i], `is not obeyed: ${title}`);
    }
  };
}
