import { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import type { NodeApi } from '../../runtime/types';
import { User } from '../auth/authorizer';
import { Cluster } from '../cluster';
import { unauthorized } from '../errors';
import { Obj } from '../types';
import { OpenApi } from './openapi';
import { ResourcePath } from './path';
import { WatchEnvironment } from './watch';

/** What requests are served with. */
export interface DispatchEnvironment extends WatchEnvironment {
  cluster: Cluster;
  openApi: OpenApi;
  node?: NodeApi;
  /** Connects to a pod's port. */
  connect(pod: Obj, port: number): Promise<Duplex>;
  identify(token: string): User | undefined;
  address(): string;
  /** Told of each request, for statistics. */
  count(verb: string): void;
}

/**
 * Who sent a request; undefined when it carries no token.
 *
 * @throws ApiError 401 for a token that nobody has
 */
export function userOf(
  environment: DispatchEnvironment,
  message: IncomingMessage,
): User | undefined {
  const match = /^Bearer\s+(\S+)$/i.exec(message.headers.authorization ?? '');
  if (!match) {
    return undefined;
  }
  const user = environment.identify(match[1]);
  if (!user) {
    throw unauthorized();
  }
  return user;
}

/** A request that names a resource. */
export interface Call {
  environment: DispatchEnvironment;
  user: User;
  path: ResourcePath;
  query: URLSearchParams;
  message: IncomingMessage;
}

/** The program that sent a request, which writes in its own name where no manager is named. */
export function agentOf({ headers }: IncomingMessage): string {
  return (headers['user-agent'] ?? '').split('/')[0] || 'unknown';
}

export function parseUrl(message: IncomingMessage): URL {
  return new URL(message.url ?? '/', 'https://localhost');
}
