import { sleep } from '../../shared/sleep';
import type { SkupperControllerOptions } from './options';
import {
  SkupperController,
  startSkupperController,
} from './startSkupperController';

const BACK_OFF_MS = 10_000;
const MAX_BACK_OFF_MS = 300_000;

/** Runs the controller and, when it crashes, starts it again as a kubelet does, later each time. */
export function superviseSkupperController(
  options: SkupperControllerOptions,
  backOff: { firstMs?: number; maxMs?: number } = {},
): SkupperController {
  const { firstMs = BACK_OFF_MS, maxMs = MAX_BACK_OFF_MS } = backOff;
  let wait = firstMs;
  let current: SkupperController;
  const start = () => {
    current = startSkupperController({
      ...options,
      // Tokens that were issued before lead to the same place.
      grantServerPort: current?.grantServerPort() ?? options.grantServerPort,
      onCrash(reason) {
        options.onCrash?.(reason);
        sleep(wait, options.signal).then(start, () => {});
        wait = Math.min(maxMs, wait * 2);
      },
    });
  };
  start();
  return {
    get ready() {
      return current.ready;
    },
    expireGrant: (namespace, name) => current.expireGrant(namespace, name),
    resync: () => current.resync(),
    resyncCore: () => current.resyncCore(),
    isIdle: () => current.isIdle(),
    grantServerPort: () => current.grantServerPort(),
  };
}
