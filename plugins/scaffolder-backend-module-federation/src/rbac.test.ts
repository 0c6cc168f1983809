import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  FEDERATION_LABEL,
  FederationSpec,
  FederationSpecInput,
  skupperSpec,
  MEMBER_LABEL,
} from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  Observed,
  Plan,
  PlanStep,
  planFederation,
  ReadRequest,
  planRemoval,
} from '@backstage-federation/plugin-federation-node';
import { specConfigMap } from '../../../packages/federation-plans/src/spec/specConfigMap';
import {
  planFederationRemoval,
  planMemberRemoval,
} from '../../federation-node/src/planner/planFederation';
import { CREATED_FOR_ANNOTATION } from '../../federation-node/src/planner/namespaces';
import { permissionsOf } from '../../federation-node/src/planner/permissions';
import {
  kube,
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { parseAllDocuments } from 'yaml';
import { controllerSteps } from '../../federation-skupper/src/steps/controllerSteps';
import { withdrawalSteps } from '../../federation-skupper/src/operator/withdrawal';
import { linkPart } from '../../federation-skupper/src/removal';
import { namespace, retail } from './__testUtils__/createFixture';

interface Role {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

/** Verbs by `resource.group`. */
type Rights = Record<string, string[]>;

class RightsBuilder {
  readonly #rights = new Map<string, Set<string>>();

  add(resource: string, ...verbs: string[]) {
    const known = this.#rights.get(resource) ?? new Set();
    verbs.forEach(verb => known.add(verb));
    this.#rights.set(resource, known);
    return this;
  }

  addType({ apiVersion, plural }: ResourceType, ...verbs: string[]) {
    const [group, version] = apiVersion.split('/');
    return this.add(version ? `${plural}.${group}` : plural, ...verbs);
  }

  build(wanted: (resource: string) => boolean = () => true): Rights {
    return Object.fromEntries(
      [...this.#rights]
        .filter(([resource]) => wanted(resource))
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([resource, verbs]) => [resource, [...verbs].sort()]),
    );
  }
}

function rightsOf(file: string, name: string, where?: string): Rights {
  const text = readFileSync(
    join(__dirname, '../../../deploy/rbac', file),
    'utf8',
  );
  const role = parseAllDocuments(text)
    .map(document => document.toJS() as Role)
    .find(
      ({ kind, metadata }) =>
        /Role$/.test(kind) &&
        metadata.name === name &&
        (where === undefined || metadata.namespace === where),
    );
  const rights = new RightsBuilder();
  for (const { apiGroups, resources, verbs } of role!.rules) {
    for (const group of apiGroups) {
      for (const resource of resources) {
        rights.add(group ? `${resource}.${group}` : resource, ...verbs);
      }
    }
  }
  return rights.build();
}

/** An object of the federation, as a removal finds it. */
function ours(apiVersion: string, kind: string, name: string): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'retail',
      labels: {
        [FEDERATION_LABEL]: 'retail-fl',
        [MEMBER_LABEL]: 'west',
        'backstage-federation.dev/component': {
          Deployment: name === 'superlink' ? 'superlink' : 'supernode',
          Secret: 'link',
          PersistentVolumeClaim: 'superlink',
        }[kind] as string,
      },
    },
  };
}

const SKUPPER = 'skupper.io/v2alpha1';

/** Every cluster has something of every kind that a federation can have left. */
function leftEverywhere(spec: FederationSpec): Observed {
  const objects = [
    {
      ...namespace('retail'),
      metadata: {
        name: 'retail',
        annotations: { [CREATED_FOR_ANNOTATION]: 'retail-fl' },
      },
    },
    specConfigMap(spec),
    ...[
      'Site',
      'Link',
      'AccessGrant',
      'AccessToken',
      'Connector',
      'Listener',
      'Certificate',
    ].map(kind => ours(SKUPPER, kind, kind.toLowerCase())),
    ours('v1', 'Secret', 'link-superlink-interconnect'),
    ours('apps/v1', 'Deployment', 'superlink'),
    ours('apps/v1', 'Deployment', 'supernode-1'),
    ours('v1', 'PersistentVolumeClaim', 'superlink-state'),
  ];
  return {
    clusters: Object.fromEntries(
      ['east', 'west', 'north'].map(name => [name, { objects }]),
    ),
  };
}

const nothing: Observed = { clusters: {} };
const spec = skupperSpec(retail());
const adapters: Adapters = {
  interconnect: skupper,
  workload: flower,
};
const certificates: Partial<FederationSpecInput> = {
  interconnect: { linkMode: 'certificate' },
};

/** The plans of every action. */
function plans(): Plan[] {
  const left = leftEverywhere(spec);
  return [
    planFederation(spec, nothing, adapters),
    planFederation(retail(certificates), nothing, adapters),
    planFederation(
      retail({ workload: { security: 'insecure' } }),
      nothing,
      adapters,
    ),
    planFederation(
      retail({ workload: { persistence: 'volume' } }),
      nothing,
      adapters,
    ),
    planMemberRemoval(spec, spec.members[0], left, {
      ...adapters,
      removeNamespaces: true,
    }),
    planFederationRemoval(spec, left, { ...adapters, removeNamespaces: true }),
    {
      federation: spec.name,
      steps: planRemoval([linkPart(spec, spec.members[0])], {
        federation: spec.name,
        observed: left,
      }),
    },
  ];
}

function addWatches(rights: RightsBuilder) {
  rights.addType(kube.configMap, 'list', 'watch');
  for (const { watches } of [skupper, flower]) {
    for (const { type } of watches) rights.addType(type, 'list', 'watch');
  }
}

/** What is done without watches: logs, the Control API. */
function addProbes(rights: RightsBuilder) {
  rights.add('pods/log', 'get').add('pods/portforward', 'create', 'get');
}

function addReads(rights: RightsBuilder) {
  const services = adapters.workload.services(spec);
  const reads: ReadRequest[] = [
    ...adapters.interconnect.reads(spec, services),
    ...adapters.workload.reads(spec),
  ];
  for (const { type, name } of reads)
    rights.addType(type, name ? 'get' : 'list');
}

function neededToManage(): RightsBuilder {
  const rights = new RightsBuilder();
  addWatches(rights);
  addProbes(rights);
  addReads(rights);
  for (const plan of plans()) {
    for (const permissions of permissionsOf(plan, adapters).values()) {
      for (const { type, verbs } of permissions) rights.addType(type, ...verbs);
    }
  }
  return rights.add('selfsubjectaccessreviews.authorization.k8s.io', 'create');
}

const isOperators = (resource: string) =>
  resource.endsWith('.operators.coreos.com');
/** Read if it may be, and done without if not: an old installation of Skupper is known by it. */
const isSecret = (resource: string) => resource === 'secrets';

it('observe.yaml has what the live view needs, and nothing else', () => {
  const rights = new RightsBuilder();
  addWatches(rights);
  addProbes(rights);
  rights.addType(kube.namespace, 'list');
  expect(
    rightsOf('observe/observe.yaml', 'backstage-federation-observe'),
  ).toEqual(rights.build());
});

it('manage.yaml has what the actions need, and nothing else', () => {
  expect(rightsOf('manage/manage.yaml', 'backstage-federation-manage')).toEqual(
    neededToManage().build(r => !isOperators(r) && !isSecret(r)),
  );
});

it('manage.yaml has the rights on Secrets apart', () => {
  expect(
    rightsOf('manage/manage.yaml', 'backstage-federation-manage-secrets'),
  ).toEqual(neededToManage().build(isSecret));
});

it('what the install page applies needs no namespace that is not among it', () => {
  const files = [
    'observe/serviceaccount.yaml',
    'observe/observe.yaml',
    'manage/manage.yaml',
  ];
  const objects = files.flatMap(file =>
    parseAllDocuments(
      readFileSync(join(__dirname, '../../../deploy/rbac', file), 'utf8'),
    ).map(document => document.toJS() as KubeObject),
  );
  const made = objects
    .filter(({ kind }) => kind === 'Namespace')
    .map(({ metadata }) => metadata.name);
  const used = objects.flatMap(({ metadata }) => metadata.namespace ?? []);
  expect(made).toEqual(expect.arrayContaining([...new Set(used)]));
});

it('plain text and links by token need no right on Secrets', () => {
  const permissions = [
    ...permissionsOf(
      planFederation(
        retail({ workload: { security: 'insecure' } }),
        nothing,
        adapters,
      ),
      adapters,
    ).values(),
  ].flat();
  expect(permissions.map(({ type }) => type.kind)).not.toContain('Secret');
});

it('openshift-operator.yaml has what an installation of the operator needs', () => {
  const rights = new RightsBuilder();
  addReads(rights);
  const plan = planFederation(
    spec,
    {
      clusters: Object.fromEntries(
        ['east', 'west', 'north'].map(name => [
          name,
          { objects: [], openshift: true, served: [] },
        ]),
      ),
    },
    adapters,
  );
  for (const step of plan.steps) {
    if (step.kind === 'until') {
      Object.values(step.watches).forEach(({ type }) =>
        rights.addType(type, 'list', 'watch'),
      );
    } else if (step.kind === 'ensure') {
      for (const { apiVersion, kind } of step.objects) {
        const type = {
          apiVersion,
          kind,
          plural: `${kind.toLowerCase()}s`,
          namespaced: true,
        };
        rights.addType(type, 'create', 'get', 'patch');
      }
    }
  }
  expect(
    rightsOf(
      'openshift-operator/openshift-operator.yaml',
      'backstage-federation-operator',
    ),
  ).toEqual(rights.build(isOperators));
});

describe('openshift-operator.yaml', () => {
  const cluster = (objects: KubeObject[]) => ({
    objects,
    openshift: true,
    served: [],
  });
  const needed = (steps: PlanStep[], wanted: string) => {
    const rights = new RightsBuilder();
    const plan = { federation: spec.name, steps };
    for (const { type, namespace: where, verbs } of [
      ...permissionsOf(plan, adapters).values(),
    ].flat()) {
      if (where === wanted) rights.addType(type, ...verbs);
    }
    return rights.build(isOperators);
  };
  const file = 'openshift-operator/openshift-operator.yaml';
  const broken: KubeObject = {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: {
      name: 'mine',
      namespace: 'openshift-operators',
      annotations: { 'backstage-federation.dev/made': 'true' },
    },
    spec: { name: 'skupper-operator' },
    status: {
      currentCSV: 'skupper-operator.v2.2.1',
      conditions: [{ type: 'InstallPlanFailed', status: 'True' }],
    },
  };
  const failed: KubeObject = {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: {
      name: 'skupper-operator.v2.2.1',
      namespace: 'openshift-operators',
    },
    status: { phase: 'Pending' },
  };

  it('has what is asked for beforehand, in each namespace', () => {
    const steps = controllerSteps('east', { clusters: { east: cluster([]) } });
    expect(
      rightsOf(file, 'backstage-federation-operator', 'openshift-operators'),
    ).toEqual(needed(steps, 'openshift-operators'));
    expect(
      rightsOf(file, 'backstage-federation-operator', 'openshift-marketplace'),
    ).toEqual(needed(steps, 'openshift-marketplace'));
  });

  it('has the rights of what a person chooses apart', () => {
    const observed = { clusters: { east: cluster([broken, failed]) } };
    const chosen = [
      ...controllerSteps(
        'east',
        { clusters: { east: cluster([]) } },
        { approve: true },
      ),
      ...withdrawalSteps('east', observed),
    ];
    const calls = chosen.filter(({ kind }) => kind === 'call');
    const all = needed(calls, 'openshift-operators');
    // The Subscription itself is read with the rights of an installation.
    all['subscriptions.operators.coreos.com'] = ['delete'];
    expect(rightsOf(file, 'backstage-federation-operator-choices')).toEqual(
      all,
    );
  });
});
