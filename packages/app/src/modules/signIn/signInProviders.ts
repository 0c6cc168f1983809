import { SignInProviderConfig } from '@backstage/core-components';
import { ConfigApi, githubAuthApiRef } from '@backstage/frontend-plugin-api';
import { oidcAuthApiRef } from './oidcAuthApi';

const PROVIDERS: Record<string, SignInProviderConfig> = {
  oidc: {
    id: 'oidc',
    title: 'Single sign-on',
    message: 'Sign in with the account of your organization',
    apiRef: oidcAuthApiRef,
  },
  github: {
    id: 'github',
    title: 'GitHub',
    message: 'Sign in with your account at GitHub',
    apiRef: githubAuthApiRef,
  },
};

/**
 * The ways in that the configuration names, in the order of the page. Guests are offered where it names no other, and nowhere in
 * production, whose backend refuses them.
 */
export function signInProviders(config: ConfigApi) {
  const auth = config.getOptionalConfig('auth');
  const providers = auth?.getOptionalConfig('providers');
  const named = Object.keys(PROVIDERS)
    .filter(name => providers?.has(name))
    .map(name => PROVIDERS[name]);
  const production = auth?.getOptionalString('environment') === 'production';
  const guest =
    !production && (!named.length || providers?.has('guest'))
      ? (['guest'] as const)
      : [];
  return [...guest, ...named];
}
