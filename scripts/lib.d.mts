import { ChildProcess, SpawnOptions } from 'node:child_process';

export const root: string;
export const nodeTransform: string;
export function readOptions(
  options: Record<string, { type: 'string' | 'boolean'; default?: unknown }>,
  usage: string,
  args?: string[],
): Record<string, any>;
export type Child = ChildProcess & {
  exited: Promise<{ code: number; signal?: string; error?: Error }>;
};
export function start(
  command: string,
  args: string[],
  options?: SpawnOptions,
): Child;
export function stop(child: Child, graceMs?: number): Promise<void>;
export function stopAll(): Promise<void>;
export function isFree(port: number, host?: string): Promise<boolean>;
export function freePort(): Promise<number>;
export function waitForHttp(
  url: string,
  options: {
    timeoutMs: number;
    child?: Child;
    accept?(res: Response): boolean | Promise<boolean>;
    everyMs?: number;
  },
): Promise<void>;
export function waitForLine(
  child: Child,
  pattern: RegExp,
  options: { timeoutMs: number; onLine?(line: string): void },
): Promise<string>;
