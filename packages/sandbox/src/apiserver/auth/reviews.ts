import { Store } from '../store/store';
import { Json } from '../types';
import { User, isAllowed, rulesFor } from './authorizer';

/** What everybody who came in may do. */
const EVERYBODY: Json[] = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  {
    verbs: ['create'],
    apiGroups: ['authentication.k8s.io'],
    resources: ['selfsubjectreviews'],
  },
];
const OPEN_PATHS = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];

/** Types that are only ever posted and answered at once. */
export const REVIEWS: Record<string, { kind: string; plural: string }[]> = {
  'authorization.k8s.io/v1': [
    { kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews' },
    { kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews' },
  ],
  'authentication.k8s.io/v1': [
    { kind: 'SelfSubjectReview', plural: 'selfsubjectreviews' },
  ],
};

/** Answers a review of what the caller may do, or who they are. */
export function review(
  store: Store,
  user: User,
  apiVersion: string,
  plural: string,
  body: Json,
): Json | undefined {
  const type = REVIEWS[apiVersion]?.find(r => r.plural === plural);
  if (!type) {
    return undefined;
  }
  const answer = {
    kind: type.kind,
    apiVersion,
    metadata: {},
    spec: body?.spec ?? {},
  };
  switch (type.kind) {
    case 'SelfSubjectAccessReview':
      return { ...answer, status: accessStatus(store, user, answer.spec) };
    case 'SelfSubjectRulesReview':
      return {
        ...answer,
        status: {
          resourceRules: [
            ...EVERYBODY,
            ...rulesFor(store, user, answer.spec.namespace ?? ''),
          ].map(({ verbs, apiGroups, resources, resourceNames }) => ({
            verbs,
            apiGroups,
            resources,
            ...(resourceNames?.length ? { resourceNames } : {}),
          })),
          nonResourceRules: [{ verbs: ['get'], nonResourceURLs: OPEN_PATHS }],
          incomplete: false,
        },
      };
    default:
      return {
        kind: type.kind,
        apiVersion,
        metadata: {},
        status: { userInfo: { username: user.name, groups: user.groups } },
      };
  }
}

function accessStatus(store: Store, user: User, spec: Json): Json {
  const wanted = spec.resourceAttributes;
  if (!wanted) {
    return { allowed: spec.nonResourceAttributes?.verb === 'get' };
  }
  const allowed = isAllowed(store, user, {
    verb: wanted.verb ?? '',
    group: wanted.group ?? '',
    plural: wanted.resource ?? '',
    subresource: wanted.subresource ?? '',
    namespace: wanted.namespace ?? '',
    name: wanted.name ?? '',
  });
  return { allowed };
}
