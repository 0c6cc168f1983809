import { readData } from '../data';
import { badRequest, invalid } from '../errors';
import { RESOURCES } from '../registry/define';
import { must } from '../schema/checks';
import { toFieldSet } from '../ssa/typed';
import { Store } from '../store/store';
import { timestamp } from '../rest/request';
import { Json } from '../types';
import { User, isAllowed, rulesFor } from './authorizer';

/** What everybody who came in may do. */
const EVERYBODY = readData('everybody.yaml');

/** Whether everybody may read a path that names no resource. */
export function isOpenPath(method: string, path: string): boolean {
  return (
    method === 'GET' &&
    EVERYBODY.nonResourceRules[0].nonResourceURLs.some((open: string) =>
      open.endsWith('*') ? path.startsWith(open.slice(0, -1)) : path === open,
    )
  );
}

const REVIEWS = ['authorization.k8s.io/v1', 'authentication.k8s.io/v1'];

/** The kind of a review, which is only ever posted and answered at once; undefined for other resources. */
export function reviewKind(
  apiVersion: string,
  plural: string,
): string | undefined {
  return REVIEWS.includes(apiVersion)
    ? RESOURCES[apiVersion].find(({ name }) => name === plural)?.kind
    : undefined;
}

function checkReview(kind: string, spec: Json): void {
  if (kind === 'SelfSubjectRulesReview' && !spec.namespace) {
    throw badRequest('no namespace on request');
  }
  if (kind !== 'SelfSubjectAccessReview') {
    return;
  }
  const { resourceAttributes, nonResourceAttributes: path } = spec;
  const type = { group: 'authorization.k8s.io', plural: '', kind: '' };
  const wrong = [
    ...must(
      !resourceAttributes || !path,
      'spec.nonResourceAttributes',
      { Path: path?.path ?? '', Verb: path?.verb ?? '' },
      'cannot be specified in combination with resourceAttributes',
    ),
    ...must(
      resourceAttributes || path,
      'spec.resourceAttributes',
      null,
      'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ),
  ];
  if (wrong.length) {
    throw invalid(type, '', wrong);
  }
}

/** Even what is never stored says who wrote it. */
function managedBy(manager: string, apiVersion: string, spec: Json): Json {
  return Object.keys(spec).length
    ? {
        managedFields: [
          {
            manager,
            operation: 'Update',
            apiVersion,
            time: timestamp(),
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:spec': toFieldSet({}, spec).toJson() },
          },
        ],
      }
    : {};
}

/** Answers a review of what the caller may do, or who they are. */
export function review(
  store: Store,
  user: User,
  apiVersion: string,
  kind: string,
  body: Json,
  manager: string,
): Json {
  const sent = body?.spec ?? {};
  if (body) {
    checkReview(kind, sent);
  }
  // What the rules are asked for is not said again.
  const spec = kind === 'SelfSubjectRulesReview' ? {} : sent;
  const answer = {
    kind,
    apiVersion,
    metadata: managedBy(manager, apiVersion, spec),
    spec,
  };
  switch (kind) {
    case 'SelfSubjectAccessReview':
      return { ...answer, status: accessStatus(store, user, spec) };
    case 'SelfSubjectRulesReview':
      return { ...answer, status: rulesStatus(store, user, sent.namespace) };
    default:
      return {
        kind,
        apiVersion,
        metadata: {},
        status: { userInfo: { username: user.name, groups: user.groups } },
      };
  }
}

function rulesStatus(store: Store, user: User, namespace: string): Json {
  const rules = [
    ...EVERYBODY.resourceRules,
    ...rulesFor(store, user, namespace),
  ];
  return {
    resourceRules: rules.map(
      ({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames?.length ? { resourceNames } : {}),
      }),
    ),
    nonResourceRules: EVERYBODY.nonResourceRules,
    incomplete: false,
  };
}

function accessStatus(store: Store, user: User, spec: Json): Json {
  const { resourceAttributes: wanted, nonResourceAttributes: path } = spec;
  if (!wanted) {
    return { allowed: path?.verb === 'get' };
  }
  const {
    verb = '',
    group = '',
    resource: plural = '',
    subresource = '',
    namespace = '',
    name = '',
  } = wanted;
  const attributes = { verb, group, plural, subresource, namespace, name };
  return { allowed: isAllowed(store, user, attributes) };
}
