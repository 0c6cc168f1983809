import { SignInPage } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  SignInPageBlueprint,
  SignInPageProps,
} from '@backstage/plugin-app-react';
import { signInProviders } from './signInProviders';

/** A card for each way in; where there is one besides guests, it tells by itself why somebody was refused. */
function ConfiguredSignInPage(props: SignInPageProps) {
  const providers = signInProviders(useApi(configApiRef));
  const [first, ...others] = providers;
  return typeof first === 'object' && !others.length ? (
    <SignInPage {...props} provider={first} />
  ) : (
    <SignInPage {...props} providers={providers} />
  );
}

export const signInPage = SignInPageBlueprint.make({
  params: { loader: async () => ConfiguredSignInPage },
});
