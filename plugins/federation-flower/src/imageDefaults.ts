import { RootConfigService } from '@backstage/backend-plugin-api';
import { flowerWorkloadSchema } from '@backstage-federation/plugin-federation-common';

const KEY = 'federation.images.registry';
const { imageRegistry: schema } = flowerWorkloadSchema.shape;

/** What `federation.images.registry` says, for specs that are given without a registry of their own. @internal */
export function imageDefaults(config: RootConfigService): {
  part: { imageRegistry?: string };
  problems: string[];
} {
  const given = config.getOptional(KEY);
  const { success, data, error } = schema.safeParse(given);
  return success
    ? { part: { ...(data && { imageRegistry: data }) }, problems: [] }
    : {
        part: {},
        problems: error.issues.map(
          ({ message }) => `${KEY}: ${message}. It is ignored.`,
        ),
      };
}
