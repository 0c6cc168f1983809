import {
  coreServices,
  createBackendFeatureLoader,
} from '@backstage/backend-plugin-api';
import github from '@backstage/plugin-auth-backend-module-github-provider';
import guest from '@backstage/plugin-auth-backend-module-guest-provider';
import oidc from '@backstage/plugin-auth-backend-module-oidc-provider';

/** Providers by which people sign in to a production Backstage. */
const PROVIDERS = ['oidc', 'github'];

/**
 * The ways to sign in that `auth.providers` names. Guests are let in only where `auth.environment` is not `production`: there the
 * provider does not exist, whatever the rest of the configuration says.
 */
export default createBackendFeatureLoader({
  deps: { config: coreServices.rootConfig },
  *loader({ config }) {
    const named = config.getOptionalConfig('auth.providers')?.keys() ?? [];
    const production =
      config.getOptionalString('auth.environment') === 'production';
    if (production && !PROVIDERS.some(name => named.includes(name))) {
      throw new Error(
        `Nobody could sign in: auth.providers names none of ${PROVIDERS.join(
          ', ',
        )}. Add --config app-config.oidc.yaml or --config app-config.github.yaml (docs/production.md).`,
      );
    }
    yield oidc;
    yield github;
    if (!production && named.includes('guest')) yield guest;
  },
});
