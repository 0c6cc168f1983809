import {
  clusterName,
  dnsLabel,
  federationCreatePermission,
  federationDeletePermission,
  federationReadPermission,
  federationUpdatePermission,
} from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import { isOfOthers } from '../entities/refuseTakenNames';
import { ActionContext } from './context';

/** The input of an action that is about a federation. @public */
export const federationInput = z.object({
  federation: dnsLabel('federation', 40).describe('Name of the federation'),
});

/**
 * The input of an action that is about a place of a federation. The fields have these names in every action, so that
 * policies can be written once for all of them.
 *
 * @public
 */
export const placeInput = federationInput.extend({
  cluster: clusterName.describe('Name of the cluster in the configuration'),
  namespace: dnsLabel('namespace').describe('Namespace'),
});

/** What every action takes that makes something, for what is there already. @public */
export const takingInput = z.object({
  adopt: z
    .boolean()
    .optional()
    .describe(
      'Take over objects of the same names that others made; they stay when the federation goes',
    ),
  takeOver: z
    .boolean()
    .optional()
    .describe(
      "Take over fields of the federation's objects that somebody else has changed",
    ),
});

/** As {@link takingInput} gives it. */
export type Taking = z.output<typeof takingInput>;

/** The fields of a spec that {@link placeInput} stands for, by the spec's names. @public */
export const placeFields: Record<string, string> = {
  name: 'federation',
  'hub.cluster': 'cluster',
  'hub.namespace': 'namespace',
};

/** The choice that a removal offers. */
export const leaveLostClusters = z
  .boolean()
  .optional()
  .describe(
    'Go on without clusters that do not answer or are no longer configured; what is there stays, and is listed',
  );

/** What a removal leaves. */
export const leftBehind = z
  .array(z.string())
  .describe('What stays, one line each: in lost clusters, or of another hub');

/** The output of every action that changes something. @public */
export const changeOutput = z.object({
  changed: z.number().describe('How many objects were changed'),
  summary: z.string().describe('One line for a person'),
});

/** The output of the actions that are about a whole federation. */
export const federationOutput = z.object({
  federation: z.string().describe('Name of the federation'),
  entityRef: z
    .string()
    .describe(
      'The System in the catalog; empty when the name is of somebody else there',
    ),
  ...changeOutput.shape,
});

/** What such an action gives. */
export async function federationResult<T extends z.output<typeof changeOutput>>(
  { entities }: ActionContext,
  federation: string,
  result: T,
): Promise<T & z.output<typeof federationOutput>> {
  const ref = `system:default/${federation}`;
  const [entity] = (await entities?.([ref])) ?? [];
  const entityRef = isOfOthers(entity, federation) ? '' : ref;
  return { federation, entityRef, ...result };
}

/** What the actions need that do one thing, which may come before the federation exists. */
export const PERMISSIONS = {
  make: {
    existing: federationUpdatePermission,
    missing: federationCreatePermission,
  },
  remove: { existing: federationDeletePermission },
  wait: { existing: federationReadPermission },
};

/** Fields of a spec without their defaults: what the input leaves out stays as it is stored. */
export function withoutDefaults<T extends z.ZodRawShape>(
  fields: T,
): { [K in keyof T]: z.ZodOptional } {
  const without = Object.entries(fields).map(([name, field]) => [
    name,
    field instanceof z.ZodDefault
      ? (field.unwrap() as z.ZodType)
          .optional()
          .describe(field.description ?? '')
      : field,
  ]);
  return Object.fromEntries(without);
}
