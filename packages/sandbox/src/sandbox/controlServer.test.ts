import { request } from 'node:http';
import {
  ControlInputError,
  ControlServer,
  startControlServer,
} from './controlServer';

describe('control server', () => {
  let server: ControlServer;

  beforeAll(async () => {
    server = await startControlServer({
      echo: args => ({ args }),
      wrong: () => {
        throw new ControlInputError('There is no cluster "x".');
      },
    });
  });

  afterAll(() => server.close());

  function call(path: string, token: string, body?: string, method = 'POST') {
    return new Promise<{ status: number; body: any }>((resolve, reject) => {
      const sent = request(
        `${server.url}${path}`,
        { method, agent: false, headers: { authorization: `Bearer ${token}` } },
        response => {
          let text = '';
          response.on('data', chunk => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: JSON.parse(text),
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  it('runs commands for those who have the token', async () => {
    expect(await call('/echo', server.token, '{"a":1}')).toEqual({
      status: 200,
      body: { args: { a: 1 } },
    });
    expect((await call('/echo', 'guess')).status).toBe(401);
    expect((await call('/echo', '')).status).toBe(401);
  });

  it('explains mistakes', async () => {
    expect(await call('/wrong', server.token)).toEqual({
      status: 400,
      body: { error: 'There is no cluster "x".' },
    });
    expect((await call('/echo', server.token, 'no json')).status).toBe(400);
    expect((await call('/toString', server.token)).status).toBe(404);
    expect((await call('/echo', server.token, undefined, 'GET')).status).toBe(
      404,
    );
  });
});
