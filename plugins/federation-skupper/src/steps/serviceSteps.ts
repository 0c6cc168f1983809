import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  EnsureStep,
  PlanStep,
  Progress,
  UntilStep,
  ExposedService,
} from '@backstage-federation/plugin-federation-node';
import { conditionOf, configuredError, isCurrent, isTrue } from '../conditions';
import { explainServices } from '../diagnose/explain';
import { LISTENER_SERVICE_LABEL } from '../names';
import { connectorObject, listenerObject } from '../objects';
import { skupperTypes } from '../resources';
import { SkupperListener } from '../types';
import { stepLabel } from './siteSteps';
import { touching } from './touching';

/** Where connectors or listeners are made. @public */
export interface ServiceTarget {
  federation: string;
  cluster: string;
  namespace: string;
  /** Absent for the hub. */
  member?: string;
}

const LISTENER_TIMEOUT_MS = 60_000;
/** Both ends must be there, the workload's pod included. */
const MATCH_TIMEOUT_MS = 300_000;

function all(
  names: string[],
  objects: KubeObject[],
  progress: (object: KubeObject | undefined, name: string) => Progress,
  done: string,
): Progress {
  const results = names.map(name =>
    progress(
      objects.find(o => o.metadata.name === name),
      name,
    ),
  );
  return (
    results.find(r => r.state === 'failed') ??
    results.find(r => r.state === 'waiting') ?? { state: 'done', message: done }
  );
}

/**
 * Makes the connectors through which the workload's services can be reached from other sites: `<label>/connectors`.
 * Whether they have pods is known only when the workload runs: `<label>/connectors-configured`.
 *
 * @public
 */
export function connectorSteps(
  target: ServiceTarget,
  services: ExposedService[],
  options: { dependsOn?: string[]; timeoutMs?: number } = {},
): PlanStep[] {
  if (!services.length) return [];
  const label = stepLabel(target.member);
  const { cluster, namespace } = target;
  const names = services.map(service => service.routingKey);
  const ensure: EnsureStep = {
    kind: 'ensure',
    id: `${label}/connectors`,
    title: `${label}: create connector ${names.join(', ')}`,
    cluster,
    dependsOn: options.dependsOn ?? [`${label}/site-ready`],
    objects: services.map(service => connectorObject(target, service)),
  };
  const until: UntilStep = {
    kind: 'until',
    id: `${label}/connectors-configured`,
    title: `${label}: connector ${names.join(', ')} has a pod`,
    cluster,
    dependsOn: [`${label}/connectors`],
    watches: {
      connectors: { cluster, type: skupperTypes.connector, namespace },
    },
    predicate: objects =>
      all(
        names,
        objects.connectors ?? [],
        (connector, name) => {
          if (
            connector &&
            isTrue(connector, 'Configured') &&
            isCurrent(connector)
          ) {
            return { state: 'done', message: '' };
          }
          return {
            state: 'waiting',
            message: `${name}: ${
              configuredError(connector) ?? 'waiting for a pod'
            }`,
          };
        },
        'connector configured',
      ),
    timeoutMs: options.timeoutMs ?? MATCH_TIMEOUT_MS,
    explain: objects =>
      explainServices(target, names, objects.connectors ?? [], []),
  };
  return [ensure, until];
}

function listenerProgress(
  listener: SkupperListener | undefined,
  services: KubeObject[],
  name: string,
): Progress {
  const error = configuredError(listener);
  if (error && /already exists in namespace$/.test(error)) {
    return { state: 'failed', message: error };
  }
  if (!listener || !isTrue(listener, 'Configured') || !isCurrent(listener)) {
    return {
      state: 'waiting',
      message: `${name}: ${error ?? 'waiting for the Skupper controller'}`,
    };
  }
  // An invalid host or port is only logged by the controller: the Service then never appears.
  const service = services.find(
    s =>
      s.metadata.name === listener.spec?.host &&
      s.metadata.labels?.[LISTENER_SERVICE_LABEL] !== undefined,
  );
  return service
    ? { state: 'done', message: '' }
    : {
        state: 'waiting',
        message: `${name}: waiting for Service ${listener.spec?.host}`,
      };
}

/**
 * Makes the listeners through which a site's pods reach services of other sites, and waits for their Services:
 * `<label>/listeners`.
 *
 * `options.matched`: also wait until a connector answers: `<label>/listeners-matched`
 * @public
 */
export function listenerSteps(
  target: ServiceTarget,
  services: ExposedService[],
  options: {
    dependsOn?: string[];
    timeoutMs?: number;
    matched?: { dependsOn: string[]; timeoutMs?: number };
  } = {},
): PlanStep[] {
  const label = stepLabel(target.member);
  const { cluster, namespace } = target;
  const names = services.map(service => service.routingKey);
  const listeners = { cluster, type: skupperTypes.listener, namespace };
  const steps: PlanStep[] = [
    {
      kind: 'ensure',
      id: `${label}/listener`,
      title: `${label}: create listener ${names.join(', ')}`,
      cluster,
      dependsOn: options.dependsOn ?? [`${label}/site-ready`],
      objects: services.map(service => listenerObject(target, service)),
    },
    {
      kind: 'until',
      id: `${label}/listeners`,
      title: `${label}: listener ${names.join(', ')} configured`,
      cluster,
      dependsOn: [`${label}/listener`],
      watches: {
        listeners,
        services: {
          cluster,
          type: kube.service,
          namespace,
          labelSelector: LISTENER_SERVICE_LABEL,
        },
      },
      predicate: objects =>
        all(
          names,
          objects.listeners ?? [],
          (listener, name) =>
            listenerProgress(
              listener as SkupperListener | undefined,
              objects.services ?? [],
              name,
            ),
          'listener configured',
        ),
      // After a Site was made anew, a Listener says that all is well until the next resync, without its Service.
      touch: touching(objects =>
        ((objects.listeners ?? []) as SkupperListener[])
          .filter(
            listener =>
              names.includes(listener.metadata.name) &&
              listenerProgress(
                listener,
                objects.services ?? [],
                listener.metadata.name,
              ).state === 'waiting',
          )
          .map(({ metadata: { name } }) => ({
            type: skupperTypes.listener,
            namespace,
            name,
          })),
      ),
      timeoutMs: options.timeoutMs ?? LISTENER_TIMEOUT_MS,
      explain: objects =>
        explainServices(target, names, [], objects.listeners ?? []),
    },
  ];
  if (options.matched) {
    steps.push({
      kind: 'until',
      id: `${label}/listeners-matched`,
      title: `${label}: listener ${names.join(', ')} reaches its connector`,
      cluster,
      dependsOn: [`${label}/listeners`, ...options.matched.dependsOn],
      watches: { listeners },
      predicate: objects =>
        all(
          names,
          objects.listeners ?? [],
          (listener, name) =>
            isTrue(listener, 'Matched')
              ? { state: 'done', message: '' }
              : {
                  state: 'waiting',
                  message: `${name}: ${
                    conditionOf(listener, 'Matched')?.message ??
                    'waiting for the network status'
                  }`,
                },
          'connector found',
        ),
      timeoutMs: options.matched.timeoutMs ?? MATCH_TIMEOUT_MS,
      explain: objects =>
        explainServices(target, names, [], objects.listeners ?? []),
    });
  }
  return services.length ? steps : [];
}
