import { isIPv4, isIPv6 } from 'node:net';
import { cause } from '../errors';
import { each, must, oneOf, portNumber } from '../schema/checks';
import { Cause, Json, Obj } from '../types';

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
  const { ipBlock, ...others } = peer;
  if (!Object.keys(peer).length) {
    return [cause.required(at, 'must specify a peer')];
  }
  if (ipBlock && Object.keys(others).length) {
    return [
      cause.forbidden(at, 'may not specify both ipBlock and another peer'),
    ];
  }
  return must(
    !ipBlock || isCidr(ipBlock.cidr),
    `${at}.ipBlock.cidr`,
    ipBlock?.cidr,
    'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
  );
}

/** Rules of a NetworkPolicy beyond its schema. */
export function validatePolicy({ spec = {} }: Obj): Cause[] {
  const rules = (direction: string, peers: string) =>
    each(spec[direction], `spec.${direction}`, (rule, at) => [
      ...each(rule.ports, `${at}.ports`, ({ port }, entry) =>
        typeof port === 'number' ? portNumber(`${entry}.port`, port) : [],
      ),
      ...each(rule[peers], `${at}.${peers}`, validatePeer),
    ]);
  return [
    ...rules('ingress', 'from'),
    ...rules('egress', 'to'),
    ...each(spec.policyTypes, 'spec.policyTypes', (type, at) =>
      oneOf(at, type, ['Ingress', 'Egress']),
    ),
  ];
}
