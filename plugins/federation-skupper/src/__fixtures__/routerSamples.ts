import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// eslint-disable-next-line no-restricted-syntax
const FOLDER = join(__dirname, 'routers');

/** Names of all samples of router logs. */
export function sampleNames(): string[] {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith('.txt'))
    .map(file => file.slice(0, -'.txt'.length))
    .sort();
}

/** The logs of a sample's routers: `west` connects, `east` listens. */
export function routerSample(name: string): Record<string, string> {
  const logs: Record<string, string> = { west: '', east: '' };
  let end = 'west';
  for (const line of readFileSync(join(FOLDER, `${name}.txt`), 'utf8').split(
    '\n',
  )) {
    const head = /^# --- router-(\w+)/.exec(line);
    if (head) end = head[1];
    else if (!line.startsWith('#')) {
      logs[end] = `${logs[end] ?? ''}${line}\n`;
    }
  }
  return logs;
}

/** What a kube-adaptor wrote beside a router, as text. */
export function networkStatusSample(name: string): string {
  return readFileSync(join(FOLDER, `network-status-${name}.json`), 'utf8');
}
