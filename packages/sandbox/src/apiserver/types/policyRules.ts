import { isIPv4, isIPv6 } from 'node:net';
import { cause } from '../errors';
import { Cause, Json, Obj } from '../types';

const TYPES = ['Ingress', 'Egress'];

function validatePort({ port }: Json, at: string): Cause[] {
  return typeof port === 'number' && (port < 1 || port > 65535)
    ? [
        cause.invalid(
          `${at}.port`,
          port,
          'must be between 1 and 65535, inclusive',
        ),
      ]
    : [];
}

function isCidr(text: string): boolean {
  const [address, bits, more] = String(text).split('/');
  const size = Number(bits);
  return (
    more === undefined &&
    /^\d+$/.test(bits ?? '') &&
    ((isIPv4(address) && size <= 32) || (isIPv6(address) && size <= 128))
  );
}

function validatePeer(peer: Json, at: string): Cause[] {
  if (!Object.keys(peer).length) {
    return [cause.required(at, 'must specify a peer')];
  }
  const { ipBlock } = peer;
  if (ipBlock && Object.keys(peer).length > 1) {
    return [
      cause.forbidden(at, 'may not specify both ipBlock and another peer'),
    ];
  }
  return ipBlock && !isCidr(ipBlock.cidr)
    ? [
        cause.invalid(
          `${at}.ipBlock.cidr`,
          ipBlock.cidr,
          'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
        ),
      ]
    : [];
}

/** Rules of a NetworkPolicy beyond its schema. */
export function validatePolicy({ spec = {} }: Obj): Cause[] {
  const each = (
    list: Json[] | undefined,
    check: (v: Json, i: number) => Cause[],
  ) => (list ?? []).flatMap(check);
  const rules = (direction: string, peers: string) =>
    each(spec[direction], (rule, i) => {
      const at = `spec.${direction}[${i}]`;
      return [
        ...each(rule.ports, (p, n) => validatePort(p, `${at}.ports[${n}]`)),
        ...each(rule[peers], (p, n) => validatePeer(p, `${at}.${peers}[${n}]`)),
      ];
    });
  return [
    ...rules('ingress', 'from'),
    ...rules('egress', 'to'),
    ...each(spec.policyTypes, (type, i) =>
      TYPES.includes(type)
        ? []
        : [cause.unsupported(`spec.policyTypes[${i}]`, type, TYPES)],
    ),
  ];
}
