import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';

/** The names that Docker Hub has for the images, which a mirror has below its own. @internal */
export function imageOf(
  {
    workload: { version, imageRegistry },
  }: Pick<FlowerFederationSpec, 'workload'>,
  image: 'superlink' | 'supernode' | 'gateway',
): string {
  const name =
    image === 'gateway'
      ? // Runs as any user; nginx's own image wants to start as root.
        'nginxinc/nginx-unprivileged:1.28-alpine'
      : `flwr/${image}:${version}`;
  return imageRegistry ? `${imageRegistry}/${name}` : name;
}
