import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createValidatedOpenApiRouterFromGeneratedEndpointMap } from '@backstage/backend-openapi-utils';
import { paths } from '@backstage-federation/plugin-federation-common';
import { parse } from 'yaml';

/** An event stream is text. */
type BodyOf<Response> = Response extends {
  content: { 'application/json': infer Body };
}
  ? Body
  : string;

type Given<Parameters> = [Parameters] extends [never] ? {} : Parameters & {};

/** The contract's paths, all of them read, in the form that Backstage's typed router takes. */
export type Endpoints = {
  [Path in keyof paths as `#get|${Path}`]: {
    path: Given<NonNullable<paths[Path]['get']['parameters']['path']>>;
    query: Given<NonNullable<paths[Path]['get']['parameters']['query']>>;
    response: BodyOf<paths[Path]['get']['responses'][200]>;
  };
};

/**
 * A router that refuses what the contract, `openapi.yaml`, does not allow, and whose handlers are typed by it.
 *
 * @throws InputError, at each request that names no known path or breaks a parameter's rule
 */
export function createEndpointsRouter() {
  // The file is as deep in src as in dist. resolvePackagePath would have Backstage resolve this package by its name, which
  // Plug'n'Play does not allow, and which is another one in a dynamic plugin.
  // eslint-disable-next-line no-restricted-syntax
  const contract = join(__dirname, '../../src/schema/openapi.yaml');
  return createValidatedOpenApiRouterFromGeneratedEndpointMap<Endpoints>(
    parse(readFileSync(contract, 'utf8')),
  );
}
