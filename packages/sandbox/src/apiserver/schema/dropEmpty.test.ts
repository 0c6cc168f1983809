import { define } from '../registry/define';
import { deployments } from '../types/apps';
import { dropEmpty } from './dropEmpty';
import { freeObject, root } from './models';

describe('dropEmpty', () => {
  it('takes empty lists and maps out, and leaves empty objects', () => {
    const object = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'x', labels: {}, finalizers: [] },
      spec: {
        template: {
          spec: { volumes: [{ name: 'v', emptyDir: {} }], nodeSelector: {} },
        },
      },
    };
    dropEmpty(deployments, object);
    expect(object.metadata).toEqual({ name: 'x' });
    expect(object.spec.template.spec.volumes).toEqual([
      { name: 'v', emptyDir: {} },
    ]);
    expect(object.spec.template.spec).not.toHaveProperty('nodeSelector');
  });

  it('looks only at the metadata of custom resources', () => {
    const type = define({
      kind: 'Thing',
      custom: true,
      schema: root({ type: 'object', properties: { spec: freeObject } }),
    });
    const object = {
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: { name: 'x', labels: {} },
      spec: { list: [], map: {} },
    };
    dropEmpty(type, object);
    expect(object).toEqual({
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: { name: 'x' },
      spec: { list: [], map: {} },
    });
  });
});
