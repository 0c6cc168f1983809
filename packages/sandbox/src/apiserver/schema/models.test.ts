import { attributesOf, modelSchema } from './models';
import { REFINEMENTS } from './refinements';

/** Fields that the API has and client-node's models do not know yet. */
const NEWER = ['V1PodSpec.workloadRef'];

describe('schemas from models', () => {
  it('know the fields, types and formats of a kind', () => {
    const { metadata, spec } = modelSchema('V1Service').properties!;
    expect(metadata.properties!.creationTimestamp).toEqual({
      type: 'string',
      format: 'date-time',
    });
    expect(spec.properties!.clusterIPs).toEqual({
      type: 'array',
      items: { type: 'string' },
    });
    expect(spec.properties!.healthCheckNodePort).toEqual({
      type: 'integer',
      format: 'int32',
    });
    expect(modelSchema('V1Secret').properties!.data).toEqual({
      type: 'object',
      additionalProperties: { type: 'string', format: 'byte' },
    });
  });

  it('take amounts for texts or numbers', () => {
    const { limits, claims } = modelSchema('V1ResourceRequirements')
      .properties!;
    expect(limits).toEqual({ type: 'object', additionalProperties: {} });
    expect(claims['x-kubernetes-patch-merge-key']).toBe('name');
  });

  it('are refined only where a model has the field', () => {
    const unknown = Object.entries(REFINEMENTS).flatMap(([model, fields]) => {
      const names = new Set(attributesOf(model).map(a => a.baseName));
      return Object.keys(fields)
        .filter(field => field !== 'self' && !names.has(field))
        .map(field => `${model}.${field}`);
    });
    expect(unknown).toEqual(NEWER);
  });
});
