import { readText } from './files';

/**
 * A message of the Control API as JSON, decoded with Flower's own descriptors: see the README of `data/flower-control`.
 * @param name - release and what was done: `1.41.0-list-nodes-2-online`
 */
export function controlJson(name: string): any {
  return JSON.parse(readText('flower-control', `${name}.json`));
}

/** The same message as it came over the wire. */
export function controlBytes(name: string): Buffer {
  return Buffer.from(readText('flower-control', `${name}.pb.base64`), 'base64');
}

/**
 * The log of a SuperNode: see the README of `data/flower-logs`.
 * @param name - release and what was done: `1.41.0-supernode-dup`
 */
export function superNodeLog(name: string): string {
  return readText('flower-logs', `${name}.txt`);
}
