import type { ContainerRuntime } from '../runtime/types';
import { pause } from '../shared/sleep';
import { restartDelay } from './timings';
import type { PodDeps } from './types';

/** What pulling an image needs of its container. */
export interface PullContext {
  deps: PodDeps;
  image: string;
  /** The runtime that has the image, if there is one. */
  find(): ContainerRuntime | undefined;
  signal: AbortSignal;
  event(type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Shows the container as waiting. */
  wait(reason: string, message: string): void;
}

/**
 * Pulls an image: there is one if some runtime handles it and its tag isn't `does-not-exist`. Otherwise the container
 * goes between ErrImagePull and ImagePullBackOff until the signal aborts.
 */
export async function pullImage(
  context: PullContext,
): Promise<ContainerRuntime | undefined> {
  const { image, signal, event, wait } = context;
  const { timings, images } = context.deps;
  for (let tries = 0; !signal.aborted; tries += 1) {
    const runtime = context.find();
    if (runtime && !/:does-not-exist$/.test(image)) {
      if (images.has(image)) {
        event(
          'Normal',
          'Pulled',
          `Container image "${image}" already present on machine`,
        );
      } else {
        event('Normal', 'Pulling', `Pulling image "${image}"`);
        await pause(timings.pull, signal);
        images.add(image);
        event(
          'Normal',
          'Pulled',
          `Successfully pulled image "${image}" in ${timings.pull}ms (${timings.pull}ms including waiting)`,
        );
      }
      return runtime;
    }
    const message = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
    event('Normal', 'Pulling', `Pulling image "${image}"`);
    await pause(timings.pull, signal);
    event('Warning', 'Failed', `Failed to pull image "${image}": ${message}`);
    event('Warning', 'Failed', 'Error: ErrImagePull');
    wait('ErrImagePull', message);
    await pause(timings.pull, signal);
    event('Normal', 'BackOff', `Back-off pulling image "${image}"`);
    event('Warning', 'Failed', 'Error: ImagePullBackOff');
    wait(
      'ImagePullBackOff',
      `Back-off pulling image "${image}": ErrImagePull: ${message}`,
    );
    await pause(restartDelay(timings, tries), signal);
  }
  return undefined;
}
