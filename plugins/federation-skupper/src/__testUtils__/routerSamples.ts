import { routerSampleText } from '@backstage-federation/recordings';

export {
  networkStatusText as networkStatusSample,
  routerSamples as sampleNames,
} from '@backstage-federation/recordings';

/** The logs of a sample's routers: `west` connects, `east` listens. */
export function routerSample(name: string): Record<string, string> {
  const logs: Record<string, string> = { west: '', east: '' };
  let end = 'west';
  for (const line of routerSampleText(name).split('\n')) {
    const head = /^# --- router-(\w+)/.exec(line);
    if (head) end = head[1];
    else if (!line.startsWith('#')) {
      logs[end] = `${logs[end] ?? ''}${line}\n`;
    }
  }
  return logs;
}
