import { randomBytes } from 'node:crypto';
import { userOf, User } from '../auth/authorizer';
import { Cluster } from '../cluster';
import { StoreEvent } from '../store/history';
import { Obj } from '../types';
import { internalRemove } from './internal';
import { WorkQueue } from './workQueue';

const SECRETS = '/secrets';
const ACCOUNTS = '/serviceaccounts';
const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Three parts, as tokens have them; nobody reads what they say. */
function makeToken(namespace: string, name: string): string {
  const subject = `system:serviceaccount:${namespace}:${name}`;
  const parts = [{ alg: 'RS256' }, { sub: subject }].map(part =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [...parts, randomBytes(32).toString('base64url')].join('.');
}

/** Fills Secrets that are for the token of a ServiceAccount, and takes them away with it. */
export class AccountTokens {
  private readonly queue = new WorkQueue(key => this.reconcile(key));
  private readonly unsubscribe: () => void;

  constructor(private readonly cluster: Cluster) {
    this.unsubscribe = cluster.store.subscribe(undefined, event =>
      this.observe(event),
    );
    this.addAll();
  }

  stop(): void {
    this.unsubscribe();
    this.queue.stop();
  }

  /** Whose token it is; undefined when it is nobody's. */
  userOf(token: string): User | undefined {
    const encoded = base64(token);
    const found = this.cluster.store
      .list(SECRETS)
      .find(
        ({ object }) => object.type === TYPE && object.data?.token === encoded,
      );
    const account = found && this.accountOf(found.object, found.namespace);
    if (!account) return undefined;
    const { namespace, name } = account.metadata;
    const groups = [
      'system:serviceaccounts',
      `system:serviceaccounts:${namespace}`,
    ];
    const user = `system:serviceaccount:${namespace}:${name}`;
    return userOf({ token, user, groups });
  }

  private observe({ type, kind, entry }: StoreEvent): void {
    if (type === SECRETS && entry.object.type === TYPE) {
      this.queue.add(`${entry.namespace}/${entry.name}`);
    } else if (type === ACCOUNTS && kind === 'DELETED') {
      this.addAll();
    }
  }

  private addAll(): void {
    for (const { object, namespace, name } of this.cluster.store.list(
      SECRETS,
    )) {
      if (object.type === TYPE) this.queue.add(`${namespace}/${name}`);
    }
  }

  private accountOf({ metadata }: Obj, namespace: string): Obj | undefined {
    const { [NAME]: name, [UID]: uid } = metadata.annotations ?? {};
    const account = this.cluster.store.get(ACCOUNTS, namespace, name)?.object;
    return account && (!uid || account.metadata.uid === uid)
      ? account
      : undefined;
  }

  private reconcile(key: string): void {
    const { store, context } = this.cluster;
    const [namespace, name] = key.split('/');
    const secret = store.get(SECRETS, namespace, name)?.object;
    if (!secret || secret.metadata.deletionTimestamp) return;
    const account = this.accountOf(secret, namespace);
    if (!account) {
      internalRemove(this.cluster, SECRETS, secret, 'Background');
      return;
    }
    if (secret.data?.token) return;
    const { annotations } = secret.metadata;
    const { name: of, uid } = account.metadata;
    store.put(SECRETS, {
      ...secret,
      metadata: {
        ...secret.metadata,
        annotations: { ...annotations, [UID]: uid },
      },
      data: {
        ...secret.data,
        'ca.crt': base64(context.caPem),
        namespace: base64(namespace),
        token: base64(makeToken(namespace, of)),
      },
    });
  }
}
