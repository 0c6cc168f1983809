import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import auth from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import signIn from '.';

async function start(config: object) {
  return startTestBackend({
    features: [
      auth,
      signIn,
      catalogServiceMock.factory(),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost' },
          backend: {
            baseUrl: 'http://localhost',
            database: { client: 'better-sqlite3', connection: ':memory:' },
          },
          auth: config,
        } as any,
      }),
    ],
  });
}

const asGuest = async ({ server }: Awaited<ReturnType<typeof start>>) =>
  request(server)
    .post('/api/auth/guest/refresh')
    .set('x-requested-with', 'XMLHttpRequest');
const github = {
  production: { clientId: 'id', clientSecret: 'secret' },
  development: { clientId: 'id', clientSecret: 'secret' },
};
const session = { secret: 'for-the-test' };

describe('signing in', () => {
  it('lets no guest into production, even where the provider is told to', async () => {
    const backend = await start({
      environment: 'production',
      session,
      providers: {
        guest: { dangerouslyAllowOutsideDevelopment: true },
        github,
      },
    });
    const { status, body } = await asGuest(backend);
    expect(status).toBe(404);
    expect(JSON.stringify(body)).not.toContain('token');
    await backend.stop();
  });

  it('lets guests in where the configuration names them', async () => {
    const backend = await start({
      providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
    });
    const { status, body } = await asGuest(backend);
    expect(status).toBe(200);
    expect(body.backstageIdentity.token).toBeDefined();
    await backend.stop();
  });

  it('needs no guests', async () => {
    const backend = await start({ session, providers: { github } });
    expect((await asGuest(backend)).status).toBe(404);
    await backend.stop();
  });

  it('refuses to start where nobody could sign in', async () => {
    await expect(
      start({ environment: 'production', session, providers: { guest: {} } }),
    ).rejects.toThrow(/Nobody could sign in/);
  });
});
