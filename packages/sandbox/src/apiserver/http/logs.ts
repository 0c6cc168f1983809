import { ServerResponse } from 'node:http';
import type { NodeApi } from '../../runtime/types';
import { ApiError, badRequest } from '../errors';
import { Faults } from '../faults';
import { Json, Obj } from '../types';

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') {
    return undefined;
  }
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    throw new ApiError(
      422,
      'Invalid',
      `PodLogOptions "" is invalid: ${name}: Invalid value: ${text}: must be greater than or equal to 0`,
    );
  }
  return value;
}

/** The container whose log is meant; a pod with several needs a choice. @throws ApiError 400 */
export function containerOf(pod: Obj, wanted?: string | null): string {
  const all: string[] = ['containers', 'initContainers'].flatMap(field =>
    (pod.spec[field] ?? []).map((c: Json) => c.name),
  );
  const names: string[] = pod.spec.containers.map((c: Json) => c.name);
  if (wanted) {
    if (!all.includes(wanted)) {
      throw badRequest(
        `container ${wanted} is not valid for pod ${pod.metadata.name}`,
      );
    }
    return wanted;
  }
  if (names.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${
        pod.metadata.name
      }, choose one of: [${names.join(' ')}]`,
    );
  }
  return names[0];
}

function checkStarted(pod: Obj, container: string, previous: boolean): void {
  const statuses: Json[] = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
  ];
  const status = statuses.find(s => s.name === container);
  const { name } = pod.metadata;
  if (previous && !status?.lastState?.terminated) {
    throw badRequest(
      `previous terminated container "${container}" in pod "${name}" not found`,
    );
  }
  const waiting = status?.state?.waiting;
  if (waiting && !status.lastState?.terminated && !previous) {
    const why: Record<string, string> = {
      ImagePullBackOff: 'trying and failing to pull image',
      ErrImagePull: "image can't be pulled",
    };
    throw badRequest(
      `container "${container}" in pod "${name}" is waiting to start: ${
        why[waiting.reason] ?? waiting.reason ?? 'ContainerCreating'
      }`,
    );
  }
}

/** `GET …/pods/<name>/log`. */
export async function serveLogs(
  cluster: string,
  pod: Obj,
  query: URLSearchParams,
  node: NodeApi | undefined,
  faults: Faults,
  response: ServerResponse,
): Promise<void> {
  const container = containerOf(pod, query.get('container'));
  const previous = query.get('previous') === 'true';
  const follow = query.get('follow') === 'true';
  const options = {
    container,
    previous,
    follow,
    timestamps: query.get('timestamps') === 'true',
    tailLines: numberOf(query, 'tailLines'),
    limitBytes: numberOf(query, 'limitBytes'),
    sinceSeconds: numberOf(query, 'sinceSeconds'),
  };
  if (!pod.spec.nodeName) {
    response.writeHead(204);
    response.end();
    return;
  }
  checkStarted(pod, container, previous);
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  const { name, namespace } = pod.metadata;
  const lines =
    node?.logs(cluster, namespace, name, {
      ...options,
      signal: controller.signal,
    }) ?? noLines();
  const chunks = lines[Symbol.asyncIterator]();
  // A follower must get the head of the answer at once; otherwise an error may still become the answer.
  let first: IteratorResult<string> | undefined;
  if (!follow) {
    first = await chunks.next();
  }
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.flushHeaders();
  try {
    for (
      let step = first ?? (await chunks.next());
      !step.done && !response.destroyed;
      step = await chunks.next()
    ) {
      if (faults.frozen) {
        await faults.gate();
      }
      const text = step.value.endsWith('\n') ? step.value : `${step.value}\n`;
      if (!response.write(text)) {
        await new Promise<void>(resolve => {
          response.once('drain', resolve);
          response.once('close', resolve);
        });
      }
    }
  } catch (error) {
    if (!controller.signal.aborted) {
      response.write(`${(error as Error).message}\n`);
    }
  } finally {
    await chunks.return?.();
    response.end();
  }
}

async function* noLines(): AsyncIterable<string> {
  // Without a node there is nothing to read from.
}
