import {
  createBuiltinRuntime,
  createProcessRuntime,
  listFlower,
} from '../flower';
import type { PodFiles } from '../flower';
import {
  createNginxRuntime,
  createStandInRuntime,
  findNginx,
} from '../gateway';
import type { ContainerRuntime } from '../runtime/types';
import type { FlowerMode } from './options';

/** The runtimes of Flower's images and of the gateway's for a mode, and a sentence that says what they are. */
export function flowerRuntimes(
  mode: FlowerMode,
  files: PodFiles,
): { runtimes: ContainerRuntime[]; summary: string } {
  const versions = listFlower().map(({ version }) => version);
  const real = createProcessRuntime({ files });
  const builtin = createBuiltinRuntime({ files });
  const nginx = mode === 'builtin' ? undefined : findNginx();
  const gateway = nginx
    ? createNginxRuntime({ files, nginx })
    : createStandInRuntime({ files });
  const how = 'npm run flower:install [-- 1.42.0]';
  if (mode === 'builtin') {
    return {
      runtimes: [builtin, gateway],
      summary: 'built-in SuperLinks and SuperNodes, as asked for',
    };
  }
  if (mode === 'process') {
    if (versions.length === 0) {
      throw new Error(
        `No Flower version is installed, and real processes were asked for. Install one: ${how}`,
      );
    }
    return {
      runtimes: [real, gateway],
      summary: `real processes only, versions ${versions.join(', ')}`,
    };
  }
  return {
    runtimes: [real, builtin, gateway],
    summary:
      versions.length > 0
        ? `real processes for ${versions.join(
            ', ',
          )}; built-in SuperLinks and SuperNodes for other versions (${how})`
        : `built-in SuperLinks and SuperNodes; for real ones: ${how}`,
  };
}
