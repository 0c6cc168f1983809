import { flowerWorkloadSchema } from '@backstage-federation/plugin-federation-common';
import { imageOf } from './images';

const workload = (more: object = {}) => ({
  workload: flowerWorkloadSchema.parse({ version: '1.42.0', ...more }),
});
it('pulls from Docker Hub, or from the registry that the spec names', () => {
  const images = ['superlink', 'supernode', 'gateway'] as const;
  expect(images.map(image => imageOf(workload(), image))).toEqual([
    'flwr/superlink:1.42.0',
    'flwr/supernode:1.42.0',
    'nginxinc/nginx-unprivileged:1.28-alpine',
  ]);
  const mirrored = workload({ imageRegistry: 'registry.test:5000/hub' });
  expect(images.map(image => imageOf(mirrored, image))).toEqual([
    'registry.test:5000/hub/flwr/superlink:1.42.0',
    'registry.test:5000/hub/flwr/supernode:1.42.0',
    'registry.test:5000/hub/nginxinc/nginx-unprivileged:1.28-alpine',
  ]);
});

it.each([
  'quay.io',
  'quay.io/org',
  'registry:5000',
  'localhost/x',
  'a.b/c-d/e',
])('takes %s', imageRegistry => {
  expect(flowerWorkloadSchema.safeParse({ imageRegistry }).success).toBe(true);
});

it.each([
  'mirror',
  'mirror/x',
  'https://quay.io',
  'quay.io/',
  'quay.io/x:1',
  'quay.io/X',
  'a..b/c',
  'quay.io/x y',
])('refuses %s', imageRegistry => {
  const { error } = flowerWorkloadSchema.safeParse({ imageRegistry });
  expect(error?.issues[0].message).toMatch(/^imageRegistry must be a registry/);
});
