import type { KubeObject } from '../../client';
import { timestamp } from '../../shared/objects';
import { readTemplates } from '../../shared/templates';

const template = readTemplates(require.resolve('./objects.yaml'));

/** The status of a ClusterServiceVersion that enters a phase for a reason; pure. */
export function enterPhase(
  version: KubeObject,
  state: string,
  values: Record<string, unknown> = {},
  now = new Date(),
): any {
  const [phase, reason] = state.split('/');
  const message = template<any>('phases', values)[state];
  const time = timestamp(now);
  const entry = {
    phase,
    reason,
    message,
    lastTransitionTime: time,
    lastUpdateTime: time,
  };
  return {
    ...version.status,
    ...entry,
    conditions: [...(version.status?.conditions ?? []), entry],
  };
}

/** Phase and reason; undefined before the first. */
export function stateOfVersion({ status }: KubeObject): string | undefined {
  return status?.phase && `${status.phase}/${status.reason}`;
}

/** What a version waits for, or what is wrong with its Deployments; pure. */
export function deploymentsOf(
  version: KubeObject,
  find: (name: string) => KubeObject | undefined,
): { isAvailable: boolean; waiting?: string; exceeded?: string } {
  const names: string[] = version.spec.install.spec.deployments.map(
    ({ name }: any) => name,
  );
  const has = (name: string, type: string, status: string) =>
    find(name)?.status?.conditions?.find(
      (c: any) => c.type === type && c.status === status,
    );
  const waiting = names.find(name => !has(name, 'Available', 'True'));
  const late = names.find(
    name =>
      has(name, 'Progressing', 'False')?.reason === 'ProgressDeadlineExceeded',
  );
  const text = (what: string, name: string | undefined) =>
    name && template<string>(what, { name });
  return {
    isAvailable: !waiting,
    waiting: text('waiting', waiting ?? names[0]),
    exceeded: waiting && text('deadline', late),
  };
}
