import { z } from 'zod';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * A Kubernetes DNS-1123 label (RFC 1123): namespaces, sites, Deployments.
 *
 * @param what - the thing named, for the message
 * @param max - the longest length allowed
 * @public
 */
export function dnsLabel(what: string, max: number = 63) {
  return z
    .string({ message: `${what} must be text` })
    .min(1, `${what} must not be empty`)
    .max(max, `${what} must have at most ${max} characters`)
    .regex(
      DNS_LABEL,
      `${what} must consist of lower case letters, digits and "-", and start and end with a letter or digit`,
    );
}

/**
 * Name of a Service (RFC 1035): as {@link dnsLabel}, and begins with a letter.
 *
 * @param what - the thing named, for the message
 * @public
 */
export function serviceName(what: string) {
  return dnsLabel(what).regex(/^[a-z]/, `${what} must begin with a letter`);
}

/**
 * Name of an object of Kubernetes (RFC 1123 subdomain): labels with dots between them.
 *
 * @param what - the thing named, for the message
 * @public
 */
export function objectName(what: string) {
  return z
    .string({ message: `${what} must be text` })
    .min(1, `${what} must not be empty`)
    .max(253, `${what} must have at most 253 characters`)
    .regex(
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
      `${what} must consist of lower case letters, digits, "-" and ".", and start and end with a letter or digit`,
    );
}

/**
 * Name of a member, at most 40 characters. `hub` stands for the hub.
 *
 * @param what - the thing named, for the message
 * @public
 */
export function memberName(what: string) {
  return dnsLabel(what, 40).refine(
    name => name !== 'hub',
    '"hub" stands for the hub; a member needs another name',
  );
}

/**
 * Name of a cluster as it stands in the configuration: any non-empty text without "/" and white space that is
 * no property of every object.
 *
 * @public
 */
export const clusterName = z
  .string({ message: 'cluster must be text' })
  .min(1, 'cluster must not be empty')
  .max(253, 'cluster must have at most 253 characters')
  .regex(/^[^\s/]+$/, 'cluster must not contain white space or "/"')
  // Clusters are keys of plain maps.
  .refine(
    name => !(name in {}),
    'cluster must not be a name that every object has, such as "constructor"',
  );

/**
 * A TCP port, 1 to 65535.
 *
 * @public
 */
export const port = z
  .number({ message: 'port must be a number' })
  .int('port must be a whole number')
  .min(1, 'port must be 1 to 65535')
  .max(65535, 'port must be 1 to 65535');
