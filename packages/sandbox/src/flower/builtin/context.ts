import type { ContainerContext } from '../../runtime/types';
import type { ContainerFiles } from '../podFiles';
import type { FlowerVersion } from '../version';
import type { createFlowerLog } from './flowerLog';

/** What a built-in SuperLink or SuperNode runs with. */
export interface BuiltinContext extends Omit<ContainerContext, 'log'> {
  version: FlowerVersion;
  args: string[];
  files: ContainerFiles;
  podIP: string;
  /** A line in Flower's format. */
  log: ReturnType<typeof createFlowerLog>;
  /** A line as it is. */
  print(line: string): void;
  setReady(ready: boolean): void;
  /** Resolves when the container is to end. */
  stopped: Promise<void>;
  /** Aborted when it ends without grace. */
  signal: AbortSignal;
}

/** How it ended. */
export interface BuiltinEnd {
  exitCode: number;
}

/** Certificate and key of a server; undefined for plaintext. */
export type ServerTls = { cert: Buffer; key: Buffer } | undefined;
