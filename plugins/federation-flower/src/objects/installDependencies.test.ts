import { KubeDeployment } from '@backstage-federation/kubernetes-clusters';
import { testSpec } from '../__testUtils__/federation';
import { superLinkObjects } from './superLinkObjects';

const FLAG = '--disable-runtime-dependency-installation';

function argsOf(version: string, installDependencies?: boolean): string[] {
  const spec = testSpec(version, 'tls');
  const workload = { ...spec.workload, installDependencies };
  const deployment = superLinkObjects({ ...spec, workload }, 'kubernetes').find(
    ({ kind }) => kind === 'Deployment',
  ) as KubeDeployment;
  return deployment.spec!.template.spec!.containers[0].args!;
}

it.each(['1.32.0', '1.34.0', '1.36.0', '1.39.0', '1.42.0'])(
  'keeps a SuperLink of %s from installing apps’ dependencies where the spec says so',
  version => {
    expect(argsOf(version, false)).toContain(FLAG);
    expect(argsOf(version, true)).not.toContain(FLAG);
    expect(argsOf(version)).not.toContain(FLAG);
  },
);

it.each(['1.23.0', '1.31.0'])(
  'gives %s, which installs none, no flag that it does not know',
  version => {
    expect(argsOf(version, false)).not.toContain(FLAG);
  },
);
