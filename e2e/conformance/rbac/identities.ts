import { Kube } from '../../support/kube';

/** Somebody who is known to a cluster and has no rights of his own. */
export interface Identity {
  token: string;
  /** As bindings of roles name him. */
  subject: object;
  remove(): Promise<void>;
}

/** The clusters as tests know them: a part of `TestTarget`. */
export interface Contexts {
  kube(context: string): Kube;
  has(context: string): boolean;
}

/** The `observer` or `manager` of a kubeconfig; where it has none, a ServiceAccount. */
export async function identityOf(
  contexts: Contexts,
  context: string,
  user: 'observer' | 'manager',
  suffix: string,
): Promise<Identity> {
  const own = `${context}-${user}`;
  if (contexts.has(own)) {
    const { authorization } = contexts.kube(own).headers;
    return {
      token: authorization.replace(/^Bearer /, ''),
      subject: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'User',
        name: user,
      },
      remove: async () => {},
    };
  }
  const kube = contexts.kube(context);
  const name = `${user}-${suffix}`;
  const accounts = `/api/v1/namespaces/default/serviceaccounts`;
  await kube.send('POST', accounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name },
  });
  const { status } = await kube.send('POST', `${accounts}/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {},
  });
  return {
    token: status.token,
    subject: { kind: 'ServiceAccount', name, namespace: 'default' },
    remove: async () => {
      await kube.send('DELETE', `${accounts}/${name}`);
    },
  };
}
