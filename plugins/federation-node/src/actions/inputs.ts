import {
  clusterName,
  dnsLabel,
  linkAccessSchema,
  linkModeSchema,
  memberSpecSchema,
  port as portRule,
  superNodeSpecSchema,
  workloadSpecSchema,
} from '@backstage-federation/plugin-federation-common';
import { z as rule } from 'zod';
import type { z as zod } from 'zod/v3';

type Zod = typeof zod;

/** Inputs that actions share, so that policies can be written once for all of them. */
export const federation = (z: Zod) =>
  z.string().describe('Name of the federation');
export const cluster = (z: Zod) =>
  z.string().describe('Name of the cluster in the configuration');
export const namespace = (z: Zod) => z.string().describe('Namespace');
export const siteMember = (z: Zod) =>
  z
    .string()
    .optional()
    .describe("Name of the member; leave it out on the hub's side");
export const nodeMember = (z: Zod) => z.string().describe('Name of the member');
export const nodeName = (z: Zod) =>
  z.string().optional().describe('Name of the Deployment; default supernode-1');
export const version = (z: Zod) =>
  z.string().optional().describe('Flower release, X.Y.Z');
export const security = (z: Zod) =>
  z
    .enum(['supernode-auth', 'tls', 'insecure'])
    .optional()
    .describe("The federation's security; default supernode-auth");
export const routingKey = (z: Zod) =>
  z.string().describe('Routing key; also the name of the object');
export const port = (z: Zod) => z.number().describe('TCP port, 1 to 65535');

/** A place of the federation. */
export const place = { federation, cluster, namespace };

/** What the handlers hold those inputs against. */
export const rules = {
  federation: dnsLabel('federation', 40),
  cluster: clusterName,
  namespace: dnsLabel('namespace'),
  site: dnsLabel('site'),
  member: dnsLabel('member', 40),
  linkAccess: linkAccessSchema,
  linkMode: linkModeSchema,
  linkCost: memberSpecSchema.shape.linkCost,
  superNode: superNodeSpecSchema.shape.name.default('supernode-1'),
  nodeConfig: superNodeSpecSchema.shape.nodeConfig,
  version: workloadSpecSchema.shape.version,
  security: workloadSpecSchema.shape.security,
  routingKey: dnsLabel('routingKey'),
  host: dnsLabel('host'),
  port: portRule,
  count: rule
    .number({ message: 'count must be a number' })
    .int('count must be a whole number')
    .min(1, 'count must be at least 1'),
  selector: rule
    .record(
      rule
        .string()
        .regex(
          /^([a-z0-9.-]+\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
          'selector must have label names as keys',
        ),
      rule
        .string()
        .regex(
          /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
          'selector must have label values as values',
        ),
      { message: 'selector must be labels: { app: superlink }' },
    )
    .refine(
      labels => Object.keys(labels).length > 0,
      'selector must have at least one label',
    ),
};

/** The rules of a place of the federation. */
export const placeRules = {
  federation: rules.federation,
  cluster: rules.cluster,
  namespace: rules.namespace,
};

/** Fields of the spec that a place on its own stands in. */
export const placeFields = {
  name: 'federation',
  'hub.cluster': 'cluster',
  'hub.namespace': 'namespace',
  'workload.version': 'version',
};

/** Outputs of every action that changes something. */
export const output = {
  changed: (z: Zod) => z.number().describe('How many objects were changed'),
  summary: (z: Zod) => z.string().describe('One line for a person'),
};

/** Outputs of the actions that are about a whole federation. */
export const federationOutput = {
  federation: (z: Zod) => z.string().describe('Name of the federation'),
  entityRef: (z: Zod) => z.string().describe('The System in the catalog'),
  ...output,
};
