import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { kubeconfigYaml } from '../apiserver';

/** How to reach a cluster. Tokens are secrets. */
export interface ClusterAccess {
  name: string;
  url: string;
  caPem: string;
  /** Of a user who may do everything. */
  token: string;
  /** Of users without rights, to bind roles to: `observer` and `manager`. */
  tokens?: Record<string, string>;
}

/** How the CLI reaches a running sandbox. */
export interface ControlAccess {
  url: string;
  token: string;
  pid: number;
}

export const CONTROL_FILE = 'control.json';

/** Paths below a state folder. */
export function stateFiles(stateDir: string) {
  return {
    kubeconfig: join(stateDir, 'kubeconfig'),
    appConfig: join(stateDir, 'app-config.sandbox.yaml'),
    control: join(stateDir, CONTROL_FILE),
  };
}

/** Writes what others need to use the sandbox; all of it is readable by the owner only, because it holds tokens. */
export async function writeStateFiles(
  stateDir: string,
  clusters: ClusterAccess[],
  control: ControlAccess,
): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  const { kubeconfig } = stateFiles(stateDir);
  await writePrivate(kubeconfig, kubeconfigYaml(contexts(clusters)));
  await writeCommonFiles(stateDir, appConfig(clusters), control);
}

/** As {@link writeStateFiles}, for clusters of a kubeconfig, which stays where it is. */
export async function writeAttachedStateFiles(
  stateDir: string,
  access: { kubeconfig: string; contexts: string[] },
  control: ControlAccess,
): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  const kubeconfig = resolve(access.kubeconfig);
  const clusters = access.contexts.map(context => ({
    name: context,
    kubeconfig,
    context,
  }));
  await writeCommonFiles(stateDir, { federation: { clusters } }, control);
}

async function writeCommonFiles(
  stateDir: string,
  config: object,
  control: ControlAccess,
): Promise<void> {
  const files = stateFiles(stateDir);
  await writePrivate(
    files.appConfig,
    `# Written by the sandbox at each start: backstage-cli … --config app-config.yaml --config <this file>\n${stringify(
      config,
    )}`,
  );
  await writePrivate(files.control, JSON.stringify(control, undefined, 2));
}

/** The running sandbox of a state folder. @returns undefined if none was started there, or it ended */
export async function readControl(
  stateDir: string,
): Promise<ControlAccess | undefined> {
  try {
    return JSON.parse(await readFile(stateFiles(stateDir).control, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Removes what only holds while the sandbox runs. */
export async function removeStateFiles(stateDir: string): Promise<void> {
  await Promise.all(
    Object.values(stateFiles(stateDir)).map(file => rm(file, { force: true })),
  );
}

async function writePrivate(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  // The mode above holds for new files only.
  await chmod(file, 0o600);
}

/** A context per cluster for its administrator, then one per cluster and further user. */
function contexts(clusters: ClusterAccess[]): ClusterAccess[] {
  return [
    ...clusters,
    ...clusters.flatMap(cluster =>
      Object.entries(cluster.tokens ?? {}).map(([user, token]) => ({
        ...cluster,
        name: `${cluster.name}-${user}`,
        token,
      })),
    ),
  ];
}

function appConfig(clusters: ClusterAccess[]) {
  return {
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: clusters.map(({ name, url, caPem, token }) => ({
            name,
            url,
            authProvider: 'serviceAccount',
            serviceAccountToken: token,
            caData: base64(caPem),
          })),
        },
      ],
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
