/** What differs between Flower releases on the command line and on the wire. */
export interface FlowerVersion {
  /** `1.39.0`. */
  version: string;
  minor: number;
}

export type FlowerRole = 'superlink' | 'supernode';

const IMAGE = /(?:^|\/)flwr\/(superlink|supernode):(.+)$/;

/** SuperLink or SuperNode and its version, from an image: `flwr/superlink:1.39.0-py3.13-ubuntu24.04`. */
export function parseFlowerImage(
  image: string,
): { role: FlowerRole; tag: string } | undefined {
  const match = IMAGE.exec(image);
  return match ? { role: match[1] as FlowerRole, tag: match[2] } : undefined;
}

/** The release a tag stands for. @returns undefined for tags that don't name one, such as `latest` */
export function parseFlowerVersion(tag: string): FlowerVersion | undefined {
  const match = /^(1)\.(\d+)\.(\d+)(?:[-.].*)?$/.exec(tag);
  return match
    ? { version: match.slice(1, 4).join('.'), minor: Number(match[2]) }
    : undefined;
}

/** Control API: gRPC up to 1.36, protobuf over HTTP from 1.37. */
export function controlIsHttp({ minor }: FlowerVersion): boolean {
  return minor >= 37;
}

/** Fleet API: gRPC up to 1.39, from 1.40 on HTTP on the port of the Control API. */
export function fleetIsHttp({ minor }: FlowerVersion): boolean {
  return minor >= 40;
}

/** From 1.35 the Runtime API is HTTP on `--host` and `--port`. */
export function runtimeIsHttp({ minor }: FlowerVersion): boolean {
  return minor >= 35;
}
