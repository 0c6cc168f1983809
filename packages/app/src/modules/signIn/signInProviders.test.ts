import { ConfigReader } from '@backstage/core-app-api';
import { signInProviders } from './signInProviders';

const offered = (auth?: object) =>
  signInProviders(new ConfigReader(auth && ({ auth } as any), 'test')).map(
    provider => (typeof provider === 'string' ? provider : provider.id),
  );

describe('the sign-in page', () => {
  it('offers guests where the configuration names nothing else', () => {
    expect(offered()).toEqual(['guest']);
    expect(offered({ providers: { guest: {} } })).toEqual(['guest']);
  });

  it('offers what the configuration names', () => {
    expect(offered({ providers: { oidc: {} } })).toEqual(['oidc']);
    expect(offered({ providers: { github: {}, oidc: {}, guest: {} } })).toEqual(
      ['guest', 'oidc', 'github'],
    );
  });

  it('offers no guests in production', () => {
    const environment = 'production';
    expect(offered({ environment, providers: { guest: {} } })).toEqual([]);
    expect(
      offered({ environment, providers: { guest: {}, github: {} } }),
    ).toEqual(['github']);
  });
});
