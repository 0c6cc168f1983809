import { isIPv4, isIPv6 } from 'node:net';
import { InputError } from '@backstage/errors';

const METADATA_HOSTS = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);

function forbiddenV4(address: string): boolean {
  const [a, b] = address.split('.').map(Number);
  return (
    a === 0 || // "this host"
    a === 127 || // loopback
    (a === 169 && b === 254) || // link-local, with most clouds' metadata
    a >= 224 || // multicast, broadcast
    address === '100.100.100.200' || // Alibaba Cloud metadata
    address === '168.63.129.16' // Azure's host agent
  );
}

/**
 * Whether an IP address is one that no cluster's API server has, but a service of the machine or the cloud does:
 * loopback, link-local, multicast, metadata. Private ranges are allowed: most clusters live there.
 */
function isForbiddenAddress(address: string): boolean {
  if (isIPv4(address)) {
    return forbiddenV4(address);
  }
  if (!isIPv6(address)) {
    return false;
  }
  // The URL parser gives the shortest form, in which an embedded IPv4 address is two groups of hex.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::(?:ffff:(?:0:)?)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(
    canonical,
  );
  if (mapped) {
    const high = parseInt(mapped[1], 16);
    const low = parseInt(mapped[2], 16);
    return forbiddenV4([high >> 8, high & 255, low >> 8, low & 255].join('.'));
  }
  return (
    canonical === '::' ||
    canonical === '::1' ||
    /^fe[89ab]/.test(canonical) ||
    canonical.startsWith('ff') ||
    canonical === 'fd00:ec2::254' // AWS metadata
  );
}

/**
 * Checks the URL of an API server.
 *
 * A URL from the configuration is trusted: only its form is checked. A URL from elsewhere, such as an entity's
 * annotation, must be `https` and must not lead to the machine itself or to a cloud's metadata service, so that nobody
 * who can register an entity can make the backend talk to them.
 *
 * @param url - the text given
 * @param options - `name` names the field in messages; `trusted` when it comes from the configuration
 * @returns the URL without a trailing slash
 * @throws InputError that names the field and its rule
 * @public
 */
export function validateClusterUrl(
  url: string,
  options: { name: string; trusted: boolean },
): string {
  const { name, trusted } = options;
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new InputError(
      `${name} must be a URL such as https://api.example.com:6443`,
    );
  }
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') {
    throw new InputError(`${name} must begin with https:// or http://`);
  }
  if (parsed.username || parsed.password) {
    throw new InputError(
      `${name} must not hold a user name or password; use a token`,
    );
  }
  if (parsed.search || parsed.hash) {
    throw new InputError(`${name} must not hold a query or fragment`);
  }
  if (!trusted) {
    if (parsed.protocol !== 'https:') {
      throw new InputError(`${name} must begin with https://`);
    }
    const host = parsed.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    if (
      isForbiddenAddress(host) ||
      METADATA_HOSTS.has(host) ||
      host === 'localhost' ||
      host.endsWith('.localhost')
    ) {
      throw new InputError(
        `${name} must not lead to this machine or to a metadata service (${host})`,
      );
    }
  }
  return parsed.href.replace(/\/+$/, '');
}
