import {
  answer,
  eachWithTestServer,
  widget,
  widgetObject,
} from '../__testUtils__';

const key = (name: string) => ({ type: widget, namespace: 'ns', name });

describe('applyObject', () => {
  const test = eachWithTestServer();
  const client = () => test.clusters.get('west');

  it('applies only to the object that was meant, and makes none anew', async () => {
    const made = await client().apply(widgetObject('a', { size: 1 }));
    const { uid, resourceVersion } = made.object.metadata;
    const again = widgetObject('a', { size: 2 });
    const gone = {
      name: 'ConflictError',
      message: expect.stringMatching(/gone/),
    };
    await client().apply(again, { uid });
    await client().delete(key('a'), {});
    await expect(client().apply(again, { uid })).rejects.toMatchObject(gone);
    await expect(
      client().apply(again, { resourceVersion }),
    ).rejects.toMatchObject(gone);
    await expect(client().get(key('a'))).resolves.toBeUndefined();
    await client().apply(again);
    await expect(client().apply(again, { uid })).rejects.toMatchObject(gone);
  });

  it('refuses what is no object where one was asked for', async () => {
    test.server.intercept = ({ url }, res) => {
      if (!/widgets\/a$/.test(url.pathname)) return false;
      answer(res, 200, { ...widgetObject('a', {}), metadata: '' });
      return true;
    };
    const refused = 'JSON of another kind';
    await expect(client().get(key('a'))).rejects.toThrow(refused);
    await expect(client().apply(widgetObject('a', {}))).rejects.toThrow(
      refused,
    );
  });
});
