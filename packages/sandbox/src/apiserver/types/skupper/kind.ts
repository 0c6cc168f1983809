import { ResourceDefinition, Schema } from '../../types';
import {
  int64,
  dateTime,
  listOf,
  object,
  oneOfStrings,
  string,
  stringMap,
} from '../../schema/dsl';
import { define, printerColumns } from '../../registry/define';
import { root } from '../../schema/models';

/** `metav1.Condition` with all its rules, as the custom resources have it; the list is replaced as a whole. */
const conditions = listOf(
  object(
    {
      lastTransitionTime: dateTime,
      message: { type: 'string', maxLength: 32768 },
      observedGeneration: { ...int64, minimum: 0 },
      reason: {
        type: 'string',
        minLength: 1,
        maxLength: 1024,
        pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
      },
      status: oneOfStrings('True', 'False', 'Unknown'),
      type: {
        type: 'string',
        maxLength: 316,
        pattern:
          '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
      },
    },
    'lastTransitionTime',
    'message',
    'reason',
    'status',
    'type',
  ),
);

export const settings = stringMap;
export const endpoints = listOf(
  object({ name: string, host: string, port: string, group: string }),
);
export const selectedPods = listOf(object({ name: string, ip: string }));
export const observer = oneOfStrings('auto', 'none', 'http1', 'http2');

export const STATUS = 'Status | .status.status';
export const MESSAGE = 'Message | .status.message';

/** A kind of `skupper.io/v2alpha1`; `columns` are `heading | path | type`. */
export function kind(
  name: string,
  spec: Schema,
  status: Record<string, Schema>,
  columns: string[],
  more: {
    shortNames?: string[];
    plural?: string;
    specRequired?: boolean;
  } = {},
): ResourceDefinition {
  return define({
    group: 'skupper.io',
    version: 'v2alpha1',
    kind: name,
    ...(more.plural ? { plural: more.plural } : {}),
    shortNames: more.shortNames ?? [],
    status: true,
    generation: true,
    custom: true,
    schema: root(
      {
        spec,
        status: object({
          status: string,
          message: string,
          conditions,
          ...status,
        }),
      },
      ...(more.specRequired ? ['spec'] : []),
    ),
    columns: printerColumns(...columns),
  });
}
