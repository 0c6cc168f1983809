import { namesIn, readText } from './files';

const FOLDER = 'skupper-router';

/** Names of all samples of router logs. */
export function routerSamples(): string[] {
  return namesIn(FOLDER, '.log');
}

/** A sample of routers' logs, as it is: see the README of `data/skupper-router`. */
export function routerSampleText(name: string): string {
  return readText(FOLDER, `${name}.log`);
}

/** What a kube-adaptor wrote beside a router: `data.NetworkStatus` of ConfigMap `skupper-network-status`. */
export function networkStatusText(name: string): string {
  return readText(FOLDER, `network-status-${name}.json`);
}
