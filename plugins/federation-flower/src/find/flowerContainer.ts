import {
  KubeDeployment,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';

/** What a process of Flower is. @internal */
export type FlowerRole = 'superlink' | 'supernode';

/** The image's own name, whatever registry or mirror it comes from: `flwr/superlink:1.39.0`, `mirror/flwr-supernode`. */
function roleOf(image: string): FlowerRole | undefined {
  const [name] = image.slice(image.lastIndexOf('/') + 1).split(/[:@]/);
  const [, role] =
    /(?:^|[-_.])(superlink|supernode)(?:[-_.]|$)/.exec(name) ?? [];
  return role as FlowerRole | undefined;
}

/** The container of a Deployment that runs a SuperLink or SuperNode, known by its image. @internal */
export function flowerContainer(
  deployment: KubeObject,
): { role: FlowerRole; image: string; args: string[] } | undefined {
  const { spec } = deployment as KubeDeployment;
  for (const { image, args = [] } of spec?.template?.spec?.containers ?? []) {
    const role = image === undefined ? undefined : roleOf(image);
    if (role) return { role, image: image!, args };
  }
  return undefined;
}
