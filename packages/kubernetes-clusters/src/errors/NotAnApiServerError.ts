import { ServiceUnavailableError } from '@backstage/errors';

/** An answer that no API server gives: a login page, a redirect, JSON of another kind. @internal */
export class NotAnApiServerError extends ServiceUnavailableError {
  /** @param gave - what came instead, never its text: `text/html` */
  constructor(cluster: string, what: string, gave: string) {
    super(
      `cluster ${cluster} answers, but not as a Kubernetes API server (${gave}): ${what}`,
    );
  }
}
