import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/**
 * An OpenID Connect issuer on this machine: discovery, authorization code flow with PKCE, a page to sign in, a page to agree.
 * Whoever signs in as NAME has the verified address NAME@example.com.
 */
export class Issuer {
  private constructor(private readonly server: Server, readonly url: string) {}

  static async start(client: {
    id: string;
    secret: string;
    redirectUri: string;
  }): Promise<Issuer> {
    const server = createServer();
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(url, {
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          redirect_uris: [client.redirectUri],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        },
      ],
      pkce: { required: () => true },
      claims: {
        openid: ['sub'],
        profile: ['name'],
        email: ['email', 'email_verified'],
      },
      issueRefreshToken: async () => true,
      cookies: { keys: ['of-this-run'] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: async () => ({
          sub: id,
          name: id,
          email: `${id}@example.com`,
          email_verified: true,
        }),
      }),
    });
    server.on('request', provider.callback());
    return new Issuer(server, url);
  }

  get metadataUrl(): string {
    return `${this.url}/.well-known/openid-configuration`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
