import type { KubeObject } from '../../client';
import { isEqual, isOwnedBy, ownerReference } from '../../shared/objects';
import { Outcome, OK, withCondition } from './conditions';
import {
  encode,
  ensure,
  find,
  generationOf,
  Handler,
  secretText,
  SkupperContext,
  update,
  writeStatus,
} from './context';
import { CONTROLLED, HOSTS } from './names';
import { objectFor } from './objects';
import {
  CertificatePair,
  makeCa,
  makeLeaf,
  readCertificate,
} from '../../shared/x509';

/** Handles a Certificate: makes its Secret, or makes it anew when it no longer fits. */
export const reconcileCertificate: Handler = async (ctx, namespace, name) => {
  const certificate = find(ctx, 'certificates', namespace, name);
  if (!certificate) {
    return;
  }
  const outcome = await ensureSecret(ctx, certificate);
  await writeStatus(ctx, 'certificates', certificate, status => {
    // A Certificate has only the condition; its status and message stay empty.
    const { conditions } = withCondition(
      status,
      'Ready',
      outcome,
      generationOf(certificate),
      { required: [], ready: false },
    );
    return { ...status, conditions };
  });
};

async function ensureSecret(
  ctx: SkupperContext,
  certificate: KubeObject,
): Promise<Outcome> {
  const { namespace, name } = certificate.metadata;
  const secret = ctx.kinds.secrets.get(namespace, name);
  if (
    secret &&
    !isOwnedBy(secret, certificate.metadata.uid) &&
    secret.metadata.annotations?.[CONTROLLED] !== 'true'
  ) {
    return { error: 'secret exists but is not controlled by skupper' };
  }
  if (secret && fits(secret, certificate)) {
    return OK;
  }
  const { ca, subject, hosts = [] } = certificate.spec;
  const issuer = ca ? ctx.kinds.secrets.get(namespace, ca) : undefined;
  const certPem = secretText(issuer, 'tls.crt');
  const keyPem = secretText(issuer, 'tls.key');
  if (ca && (!certPem || !keyPem)) {
    return { error: `CA "${namespace}/${ca}" not found` };
  }
  await ctx.pause(ctx.options.timings.certificateMs);
  const pair =
    certPem && keyPem
      ? await makeLeaf(subject, hosts, { certPem, keyPem })
      : await makeCa(subject);
  await writeSecret(ctx, certificate, secret, pair);
  return OK;
}

async function writeSecret(
  ctx: SkupperContext,
  certificate: KubeObject,
  existing: KubeObject | undefined,
  pair: CertificatePair,
) {
  const wanted = objectFor(certificate, 'secret', {
    hosts: (certificate.spec.hosts ?? []).join(','),
    data: tlsData(pair),
  });
  if (!existing) {
    await ensure(ctx, 'secrets', wanted);
    return;
  }
  const { annotations, ownerReferences } = wanted.metadata;
  await update(ctx, 'secrets', existing, secret => {
    secret.data = wanted.data;
    secret.metadata.ownerReferences = ownerReferences;
    secret.metadata.annotations = {
      ...secret.metadata.annotations,
      ...annotations,
    };
  });
}

/** The data of a TLS Secret. */
export function tlsData(pair: CertificatePair): Record<string, string> {
  return {
    'ca.crt': encode(pair.caPem),
    'tls.crt': encode(pair.certPem),
    'tls.key': encode(pair.keyPem),
  };
}

// A new CA is no reason: Skupper 2.2.1 keeps certificates that the former CA signed.
function fits(secret: KubeObject, certificate: KubeObject): boolean {
  const info = readCertificate(secretText(secret, 'tls.crt') ?? '');
  return (
    info !== undefined &&
    info.notAfter.getTime() > Date.now() &&
    info.commonName === certificate.spec.subject &&
    isEqual(
      [...new Set(info.hosts)].sort(),
      [...new Set<string>(certificate.spec.hosts ?? [])].sort(),
    )
  );
}

/** Creates a Certificate for an owner, or makes an existing one fit. */
export async function ensureCertificate(
  ctx: SkupperContext,
  owner: KubeObject,
  name: string,
  spec: {
    ca: string;
    subject: string;
    hosts?: string[];
    signing?: boolean;
    server?: boolean;
    client?: boolean;
  },
): Promise<void> {
  const hosts = (spec.hosts ?? []).join(',');
  const own = { [`${HOSTS}-${owner.metadata.uid}`]: hosts };
  const values = { name, spec, uid: owner.metadata.uid, hosts };
  const wanted = objectFor(owner, 'certificate', values);
  const existing = await ensure(ctx, 'certificates', wanted);
  const former = (existing.metadata.ownerReferences ?? []).find(
    ref => ref.kind === owner.kind && ref.name === owner.metadata.name,
  );
  if (former && former.uid !== owner.metadata.uid) {
    // Garbage collection of a former site is about to take it away.
    ctx.kinds.certificates.forget(owner.metadata.namespace, name);
    throw new Error(`certificates.skupper.io "${name}" not found`);
  }
  const updated = await update(ctx, 'certificates', existing, c => {
    c.metadata.annotations = { ...c.metadata.annotations, ...own };
    gatherHosts(c);
    if (!isOwnedBy(c, owner.metadata.uid)) {
      c.metadata.ownerReferences = [
        ...(c.metadata.ownerReferences ?? []),
        ownerReference(owner),
      ];
    }
  });
  if (updated !== existing) {
    ctx.enqueue('certificates', owner.metadata.namespace, name);
  }
}

// Two routers of one site share a server certificate: the hosts of all owners count.
function gatherHosts(certificate: KubeObject) {
  const hosts = new Set(
    Object.entries(certificate.metadata.annotations ?? {})
      .filter(([key]) => key.startsWith(`${HOSTS}-`))
      .flatMap(([, value]) => value.split(',').filter(Boolean)),
  );
  if (hosts.size) {
    certificate.spec.hosts = [...hosts].sort();
  }
}

/** Takes the hosts of an owner that is gone out of a Certificate that others still need. */
export async function releaseCertificate(
  ctx: SkupperContext,
  owner: KubeObject,
  name: string,
): Promise<void> {
  const { namespace, uid } = owner.metadata;
  const certificate = ctx.kinds.certificates.get(namespace, name);
  const key = `${HOSTS}-${uid}`;
  const { [key]: own, ...others } = certificate?.metadata.annotations ?? {};
  if (
    certificate &&
    own !== undefined &&
    Object.keys(others).some(other => other.startsWith(`${HOSTS}-`))
  ) {
    await update(ctx, 'certificates', certificate, changed => {
      changed.metadata.annotations = others;
      gatherHosts(changed);
    });
  }
}
