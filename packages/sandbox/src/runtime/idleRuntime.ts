import type { ContainerRuntime, RunningContainer } from './types';

/** Pods whose work is done elsewhere in the sandbox: the Skupper controller's and the operator's, there to be found. */
const IMAGES =
  /(^|\/)(skupper\/controller|skupper-controller[\w-]*|skupper-operator[\w-]*|network-observer|pause)(:|@|$)/;

/** Runs containers that do nothing until they are stopped. */
export function createIdleRuntime(): ContainerRuntime {
  return {
    name: 'idle',
    handles: ({ image }) => IMAGES.test(image),
    start(context) {
      context.log('The sandbox does the work of this container itself.');
      const { promise: exited, resolve: end } =
        Promise.withResolvers<Awaited<RunningContainer['exited']>>();
      return {
        exited,
        onReady: listener => listener(true),
        async stop(graceMs) {
          const killed = { exitCode: 137, signal: 'SIGKILL' };
          end(graceMs > 0 ? { exitCode: 0 } : killed);
        },
      };
    },
  };
}
