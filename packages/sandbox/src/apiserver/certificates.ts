import { makeCa, makeLeaf } from '../shared/x509';

/** What a TLS server needs, as PEM. */
export interface ServerTls {
  key: string;
  cert: string;
  ca: string;
}

const HOSTS = ['127.0.0.1', 'localhost', 'kubernetes.default.svc'];

/** A new CA and a certificate of it for a server on loopback (`127.0.0.1`, `localhost`), EC P-256. */
export async function createServerTls(): Promise<ServerTls> {
  const ca = await makeCa('kubernetes');
  const leaf = await makeLeaf('kube-apiserver', HOSTS, ca);
  return { key: leaf.keyPem, cert: leaf.certPem, ca: ca.certPem };
}
