/** A schema with a bit of everything that schemas of custom resources can say. */
export const gadgetSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 9 },
        color: { type: 'string', enum: ['red', 'green'], default: 'red' },
        name: {
          type: 'string',
          minLength: 2,
          maxLength: 5,
          pattern: '^[a-z]+$',
        },
        ratio: { type: 'number' },
        on: { type: 'boolean' },
        tags: {
          type: 'array',
          items: { type: 'string' },
          'x-kubernetes-list-type': 'set',
        },
        items: {
          type: 'array',
          maxItems: 2,
          items: {
            type: 'object',
            required: ['key'],
            properties: {
              key: { type: 'string' },
              value: { type: 'string', default: 'none' },
            },
          },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['key'],
        },
        free: {
          type: 'object',
          'x-kubernetes-preserve-unknown-fields': true,
        },
        labels: {
          type: 'object',
          additionalProperties: { type: 'string' },
        },
        port: { 'x-kubernetes-int-or-string': true },
        maybe: { type: 'string', nullable: true },
      },
    },
    status: {
      type: 'object',
      properties: { phase: { type: 'string' }, count: { type: 'integer' } },
    },
  },
};
