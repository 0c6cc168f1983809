import { createSecureContext, SecureVersion } from 'node:tls';
import { KubeObject } from '../client';

/** Certificates of a TLS profile, as PEM. */
export interface TlsMaterial {
  ca: string;
  cert?: string;
  key?: string;
  maxVersion?: SecureVersion;
  minVersion?: SecureVersion;
  ciphers?: string;
}

const CONTEXT = 'internal.skupper.io/tls-profile-context';

/** The Secrets of a namespace by the TLS profiles that they are for, as the Skupper controller annotates them. */
export class TlsProfiles {
  private readonly secrets = new Map<string, KubeObject>();

  upsert(secret: KubeObject): void {
    this.secrets.set(secret.metadata.name, secret);
  }

  delete(secret: KubeObject): void {
    this.secrets.delete(secret.metadata.name);
  }

  /** Certificates of a profile; undefined while there is no Secret for it. */
  get(profile: string): TlsMaterial | undefined {
    const secret = this.find(profile);
    const pem = (name: string) => {
      const value = secret?.data?.[name];
      return value && Buffer.from(value, 'base64').toString();
    };
    return secret
      ? { ca: pem('ca.crt') ?? '', cert: pem('tls.crt'), key: pem('tls.key') }
      : undefined;
  }

  /** @returns the router's message when it can't use the profile's certificates */
  problem(profile: string): string | undefined {
    const material = this.get(profile);
    const complain = (attribute: string, file: string) =>
      `Configuration: Failed to configure TLS ${attribute} ` +
      `'/etc/skupper-router-certs/${profile}/${file}' from sslProfile '${profile}'`;
    if (!material?.ca.includes('BEGIN CERTIFICATE')) {
      return complain('caCertFile', 'ca.crt');
    }
    try {
      createSecureContext({ ...material });
      return undefined;
    } catch {
      return complain('certFile', 'tls.crt');
    }
  }

  private find(profile: string): KubeObject | undefined {
    for (const secret of this.secrets.values()) {
      const context = secret.metadata.annotations?.[CONTEXT];
      if (context && contextOf(context).includes(profile)) return secret;
    }
    return undefined;
  }
}

function contextOf(text: string): string[] {
  try {
    return JSON.parse(text).map((c: { profileName: string }) => c.profileName);
  } catch {
    return [];
  }
}
