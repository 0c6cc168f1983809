import { readFile } from 'node:fs/promises';
import type { ContainerFiles } from '../flower/podFiles';
import type { ContainerContext } from '../runtime/types';

/** Images that the gateways know. */
export const GATEWAY_IMAGE = /(^|\/)nginx-unprivileged[:@]/;

/** The text of a container's `nginx.conf`. @throws Error if there is none */
export function readConfig(
  { container }: Pick<ContainerContext, 'container'>,
  files: ContainerFiles,
): Promise<string> {
  const words = [...(container.command ?? []), ...(container.args ?? [])];
  const given = words.indexOf('-c');
  return readFile(
    files.path(given < 0 ? '/etc/nginx/nginx.conf' : words[given + 1]),
    'utf8',
  );
}

const LISTEN = /\blisten (\d+)( ssl)?;/g;
/** Of a server inside the pod. */
const UPSTREAM = /\bserver 127\.0\.0\.1:(\d+)/g;

/** Ports that it listens on, in the file's order. */
export function listenPorts(text: string): number[] {
  return [...text.matchAll(LISTEN)].map(([, port]) => Number(port));
}

/** Ports of the pod's loopback that it dials. */
export function upstreamPorts(text: string): number[] {
  return [...text.matchAll(UPSTREAM)].map(([, port]) => Number(port));
}

/** The configuration with the real ports and files of what it names. */
export function withRealPlaces(
  text: string,
  real: {
    listen: Map<number, number>;
    upstream: Map<number, number>;
    files: ContainerFiles;
  },
): string {
  return text
    .replace(
      LISTEN,
      (_, port, ssl = '') =>
        `listen 127.0.0.1:${real.listen.get(Number(port))}${ssl};`,
    )
    .replace(
      UPSTREAM,
      (_, port) => `server 127.0.0.1:${real.upstream.get(Number(port))}`,
    )
    .replace(/(?<=[\s"])\/[^\s;"]+/g, path => real.files.path(path));
}
