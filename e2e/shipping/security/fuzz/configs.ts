import assert from 'node:assert/strict';
import { ConfigReader } from '@backstage/config';
import fc from 'fast-check';
import { isObject } from '../../../../packages/kubernetes-clusters/src/config/ClusterReader';
import { readClusters } from '../../../../packages/kubernetes-clusters/src/config/readClusters';
import { changed, changes, name, oddValue } from './odd';
import { FuzzTarget, holdsFor } from './target';

const TOKEN = 'a-token-that-nobody-may-see';
const GOOD = {
  name: 'a-good-one',
  url: 'https://good.example.org:6443',
  authProvider: 'serviceAccount',
  serviceAccountToken: TOKEN,
};

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined });
const entry = fc.record({
  name,
  title: sometimes(fc.string()),
  url: fc.oneof(
    fc.webUrl(),
    fc.constantFrom('https://a:6443', 'http://169.254.169.254', 'file:///etc'),
  ),
  authProvider: fc.constantFrom('serviceAccount', 'google', 'oidc', ''),
  serviceAccountToken: sometimes(fc.constant(TOKEN)),
  caData: sometimes(fc.base64String()),
  caFile: sometimes(fc.constantFrom('~/ca.pem', '/none')),
  skipTLSVerify: sometimes(fc.boolean()),
});
const ownEntry = fc.record({
  name,
  kubeconfig: sometimes(fc.constantFrom('~/.kube/none', '/none')),
  context: sometimes(name),
  inCluster: sometimes(fc.boolean()),
});
const config = fc
  .tuple(
    fc.record({
      kubernetes: fc.record({
        clusterLocatorMethods: fc.array(
          fc.oneof(
            fc.record({
              type: fc.constant('config'),
              clusters: fc.array(fc.oneof(entry, oddValue), { maxLength: 4 }),
            }),
            fc.record({ type: fc.constantFrom('localKubectlProxy', 'gke') }),
          ),
          { maxLength: 3 },
        ),
      }),
      federation: sometimes(
        fc.record({ clusters: fc.array(ownEntry, { maxLength: 3 }) }),
      ),
    }),
    changes(2),
  )
  .map(([value, odd]) => changed(value, odd) as any);

/** The good entry beside whatever there is, where there is a place for it. */
function withGood(value: any): any {
  const methods = value?.kubernetes?.clusterLocatorMethods;
  if (!Array.isArray(methods)) return undefined;
  const good = { type: 'config', clusters: [GOOD] };
  return {
    ...value,
    kubernetes: {
      ...value.kubernetes,
      clusterLocatorMethods: [good, ...methods],
    },
  };
}

export const configs: FuzzTarget = {
  name: 'clusters of the configuration',
  inputs: 50_000,
  async start() {
    const read = (value: any) =>
      readClusters(new ConfigReader(value), { inCluster: false });
    const property = holdsFor(config, value => {
      // Whoever reads the files has an object in any case.
      if (!isObject(value)) return;
      const all = [value, withGood(value)].flatMap(some =>
        some === undefined ? [] : [read(some)],
      );
      for (const { clusters, problems } of all) {
        const names = clusters.map(cluster => cluster.name);
        assert.equal(new Set(names).size, names.length, names.join());
        for (const { access } of clusters) {
          if (access.kind === 'unusable') assert.ok(access.reason);
        }
        const said = clusters.flatMap(({ access }) =>
          access.kind === 'unusable' ? access.reason : [],
        );
        assert.ok(![...said, ...problems].join().includes(TOKEN));
      }
      // One that is wrong never stops the rest.
      if (all.length > 1) assert.equal(all[1].clusters[0].access.kind, 'token');
    });
    return { property };
  },
};
