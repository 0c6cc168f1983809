import { CallOptions, ResourceType } from '../types';
import { KubeRequester } from './KubeRequester';
import { resourceName } from './paths';

interface AccessReview {
  status?: { allowed?: boolean };
}

/**
 * Asks the API server, for each verb, whether the credentials may. Anybody with credentials may ask that.
 *
 * @returns what they may not: `create sites.skupper.io in namespace flower`
 * @throws KubeResponseError
 * @internal
 */
export async function missingPermissions(
  requester: KubeRequester,
  wanted: { type: ResourceType; namespace?: string; verbs: string[] }[],
  options: CallOptions = {},
): Promise<string[]> {
  const checks = wanted.flatMap(({ type, namespace, verbs }) =>
    verbs.map(verb => ({ type, namespace, verb })),
  );
  const answers = await Promise.all(
    checks.map(async ({ type, namespace, verb }) => {
      const [group, version] = type.apiVersion.split('/');
      const name = resourceName(type);
      const [resource, subresource] = type.plural.split('/');
      const review = await requester.json<AccessReview>({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: {
            resourceAttributes: {
              verb,
              group: version ? group : '',
              version: version ?? group,
              resource,
              ...(subresource && { subresource }),
              ...(type.namespaced && namespace && { namespace }),
            },
          },
        },
        what: `check permission to ${verb} ${name}`,
        ...options,
      });
      return review.status?.allowed
        ? undefined
        : `${verb} ${name}${
            type.namespaced && namespace ? ` in namespace ${namespace}` : ''
          }`;
    }),
  );
  return answers.filter((answer): answer is string => Boolean(answer));
}
