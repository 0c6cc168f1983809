/** Parts that real ones can take the place of. */
export const SANDBOX_PARTS = [
  'workload',
  'skupper-controller',
  'routers',
  'kubelet',
] as const;

/** One of {@link SANDBOX_PARTS}. */
export type SandboxPart = (typeof SANDBOX_PARTS)[number];

/** Where SuperLinks and SuperNodes come from: real processes where installed (`auto`), always, or never. */
export const FLOWER_MODES = ['auto', 'process', 'builtin'] as const;

/** One of {@link FLOWER_MODES}. */
export type FlowerMode = (typeof FLOWER_MODES)[number];

/** Options of `startSandbox`. */
export interface SandboxOptions {
  /** Names of the clusters; `east`, `west`, `north` by default. The first is the hub of the examples. */
  clusters?: string[];
  /** Those of them that are OpenShift: Routes, OLM, no Skupper controller until it is subscribed to. */
  openshift?: string[];
  /** Folder for kubeconfig, tokens and the control surface's address. */
  stateDir: string;
  /** Port of the first cluster's API server; the others and the control surface follow. Any free ports by default. */
  portBase?: number;
  flower?: FlowerMode;
  /** Parts that are left out. */
  without?: SandboxPart[];
  /** Factor on the emulated times: 1 is as slow as real controllers and routers. */
  timeScale?: number;
  log?(message: string): void;
}

/** What `--time-scale` is by default: quick enough to watch, slow enough to see the states in between. */
export const DEFAULT_TIME_SCALE = 0.15;

const DEFAULT_NAMES = [
  'east',
  'west',
  'north',
  'south',
  'central',
  'coast',
  'hills',
  'lakes',
];

/** Names for a number of clusters: directions first, then numbers. */
export function clusterNames(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => DEFAULT_NAMES[index] ?? `cluster-${index + 1}`,
  );
}
