import { TestServer, startTestServer } from '../__testUtils__/testServer';

const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts';
const SECRETS = '/api/v1/namespaces/default/secrets';
const secretFor = (account: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: `${account}-token`,
    annotations: { 'kubernetes.io/service-account.name': account },
  },
  type: 'kubernetes.io/service-account-token',
});

describe('tokens of ServiceAccounts', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.stop());

  const read = () => test.call('GET', `${SECRETS}/robot-token`);
  const until = async (done: (code: number, body: any) => boolean) => {
    for (;;) {
      const { code, body } = await read();
      if (done(code, body)) return body;
    }
  };

  it('fills a Secret for one, by which it is known until it goes', async () => {
    const metadata = { name: 'robot' };
    const { body: account } = await test.call('POST', ACCOUNTS, {
      ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
      metadata,
    });
    await test.call('POST', SECRETS, secretFor('robot'));
    const secret = await until((_, body) => body.data?.token);
    expect(Object.keys(secret.data).sort()).toEqual([
      'ca.crt',
      'namespace',
      'token',
    ]);
    expect(secret.metadata.annotations).toMatchObject({
      'kubernetes.io/service-account.uid': account.metadata.uid,
    });
    const token = Buffer.from(secret.data.token, 'base64').toString();
    const asRobot = { Authorization: `Bearer ${token}` };
    const { body } = await test.call('GET', SECRETS, undefined, asRobot);
    expect(body.message).toContain(
      'User "system:serviceaccount:default:robot" cannot list',
    );
    await test.call('DELETE', `${ACCOUNTS}/robot`);
    await until(code => code === 404);
    const after = await test.call('GET', SECRETS, undefined, asRobot);
    expect(after.code).toBe(401);
  });

  it('takes a Secret away that is for nobody', async () => {
    await test.call('POST', SECRETS, secretFor('robot'));
    await until(code => code === 404);
    expect((await read()).code).toBe(404);
  });
});
