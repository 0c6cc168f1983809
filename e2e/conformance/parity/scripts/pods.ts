import { MERGE, Script } from '../Session';

/** Pods that no scheduler sees, and what may change in them. */
export const pods: Script = {
  name: 'pods',
  async run(s) {
    const path = s.core('pods');
    const pod = (name: string, spec: object = {}) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: {
        schedulerName: 'none',
        containers: [{ name: 'main', image: 'example/main:1' }],
        ...spec,
      },
    });
    const plain = { automountServiceAccountToken: false };
    await s.post('pod', path, pod('plain', plain));
    await s.post('pod with a token', path, pod('token'), {
      select: body => ({
        ...body,
        spec: JSON.parse(
          JSON.stringify(body.spec).replace(
            /kube-api-access-\w{5}/g,
            'kube-api-access-<random>',
          ),
        ),
        metadata: { ...body.metadata, managedFields: undefined },
      }),
    });
    await s.post(
      'pod without containers',
      path,
      pod('bad', { containers: [] }),
    );
    await s.post(
      'pod with an unknown account',
      path,
      pod('bad', { serviceAccountName: 'none' }),
    );
    await s.post(
      'pod with limits only',
      path,
      pod('guaranteed', {
        ...plain,
        containers: [
          {
            name: 'x',
            image: 'x',
            resources: { limits: { cpu: '1', memory: '1Gi' } },
          },
        ],
      }),
    );
    await s.patch('pod image may change', `${path}/plain`, MERGE, {
      spec: { containers: [{ name: 'main', image: 'example/main:2' }] },
    });
    await s.patch(
      'pod spec may not',
      `${path}/plain`,
      MERGE,
      { spec: { hostNetwork: true } },
      {
        select: body => ({
          ...body,
          message: body.message?.slice(0, 150),
          details: {
            ...body.details,
            causes: body.details?.causes?.map((c: any) => ({
              ...c,
              message: c.message.slice(0, 60),
            })),
          },
        }),
      },
    );
    await s.patch('pod status', `${path}/plain/status`, MERGE, {
      status: {
        phase: 'Running',
        podIP: '127.0.0.2',
        podIPs: [{ ip: '127.0.0.2' }],
      },
    });
    await s.get(
      'pods by phase',
      `${path}?fieldSelector=status.phase%3DRunning`,
      { select: body => body.items?.map((i: any) => i.metadata.name) ?? body },
    );
    await s.get('pods by node', `${path}?fieldSelector=spec.nodeName%3Dx`, {
      select: body => body.items ?? body,
    });
    await s.get('log without a node', `${path}/token/log`);
    await s.get(
      'log of a container that is not there',
      `${path}/plain/log?container=none`,
    );
    await s.delete('delete a pod that runs nowhere', `${path}/plain`);
    await s.get('it is gone', `${path}/plain`);
    await s.delete(
      'delete a pod with grace',
      `${path}/token?gracePeriodSeconds=5`,
      undefined,
      {
        select: body => ({
          kind: body.kind,
          code: body.code,
          grace: body.metadata?.deletionGracePeriodSeconds,
        }),
      },
    );
  },
};
