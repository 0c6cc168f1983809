import type { KubeObject } from '../../client';
import { SandboxNetwork } from '../../network';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import type { ContainerRuntime, RunningContainer } from '../../runtime/types';

/** For tests of container runtimes: pods of one cluster without an API server or a kubelet. */
export function createTestPods() {
  const network = new SandboxNetwork();
  const client = new InProcessCluster('east', { namespaces: ['fl'] });
  const running: RunningContainer[] = [];
  let count = 10;

  return {
    network,
    client,
    start(runtime: ContainerRuntime, image: string, args: string[], pod = {}) {
      count += 1;
      const ip = `10.244.0.${count}`;
      const lines: string[] = [];
      const waiting = new Set<() => void>();
      const object: KubeObject = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `pod-${count}`,
          namespace: 'fl',
          uid: `uid-${count}`,
        },
        spec: pod,
        status: { podIP: ip },
      };
      const container = runtime.start({
        cluster: 'east',
        pod: object,
        container: { name: 'main', image, args, ...(pod as any).container },
        client,
        network,
        log: line => {
          lines.push(line);
          [...waiting].forEach(check => check());
        },
      });
      running.push(container);
      return {
        ip,
        container,
        lines,
        /** Resolves with the first line that matches; rejects with the whole log after a while. */
        line: (pattern: RegExp) =>
          new Promise<string>((resolve, reject) => {
            const timer = setTimeout(
              () => reject(new Error(`No ${pattern} in:\n${lines.join('\n')}`)),
              45_000,
            );
            const check = () => {
              const found = lines.find(text => pattern.test(text));
              if (found !== undefined) {
                clearTimeout(timer);
                waiting.delete(check);
                resolve(found);
              }
            };
            waiting.add(check);
            check();
          }),
        ready: new Promise<void>(resolve =>
          container.onReady(ready => ready && resolve()),
        ),
      };
    },
    async close() {
      await Promise.all(running.map(container => container.stop(0)));
      await network.close();
    },
  };
}
