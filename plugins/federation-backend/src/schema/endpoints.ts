import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
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
  const contract = resolvePackagePath(
    '@backstage-federation/plugin-federation-backend',
    'src/schema/openapi.yaml',
  );
  return createValidatedOpenApiRouterFromGeneratedEndpointMap<Endpoints>(
    parse(readFileSync(contract, 'utf8')),
  );
}
