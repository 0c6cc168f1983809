import { KnownDifference } from './compare';

/** Where the sandbox answers otherwise than kube-apiserver, and why it stays so. */
export const differences: KnownDifference[] = [];
