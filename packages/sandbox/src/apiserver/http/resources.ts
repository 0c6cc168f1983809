import { IncomingMessage, ServerResponse } from 'node:http';
import {
  internal,
  methodNotAllowed,
  noSuchResource,
  notFound,
  tooLargeResourceVersion,
} from '../errors';
import { create } from '../rest/create';
import { readDeleteOptions, remove } from '../rest/delete';
import { invalidVersion, list } from '../rest/list';
import { patch } from '../rest/patch';
import { ResourceRequest } from '../rest/request';
import { scaleOf, writeScale } from '../rest/scale';
import { find, replace } from '../rest/update';
import { duplicateKeys } from '../schema/duplicateKeys';
import {
  Json,
  Obj,
  ResourceDefinition,
  apiVersionOf,
  qualifiedName,
} from '../types';
import { bindPod, finalizeNamespace } from '../rest/special';
import { contentTypeOf, parseBody, readBody } from './body';
import { sendJson, sendText } from './respond';
import { Rendering, partialOf, readRendering, render, tableOf } from './table';

const SUBRESOURCES = ['status', 'scale', 'log', 'portforward'];

function warningHeaders(request: ResourceRequest): Record<string, string[]> {
  return request.warnings.length
    ? {
        Warning: request.warnings.map(
          text => `299 - "${text.replace(/["\\]/g, c => `\\${c}`)}"`,
        ),
      }
    : {};
}

function sendObject(
  response: ServerResponse,
  code: number,
  request: ResourceRequest,
  object: Obj,
  rendering: Rendering,
): void {
  sendJson(
    response,
    code,
    object.kind === request.type.kind
      ? render(request.type, object, rendering)
      : object,
    warningHeaders(request),
  );
}

/** Lists of custom resources have the token even where there is nothing more. */
function continueOf(type: ResourceDefinition, token: string | undefined): Json {
  return token || type.custom ? { continue: token ?? '' } : {};
}

function sendList(
  request: ResourceRequest,
  query: URLSearchParams,
  rendering: Rendering,
  response: ServerResponse,
): void {
  const { type } = request;
  const found = list(request, query);
  const metadata: Json = {
    ...continueOf(type, found.continueToken),
    resourceVersion: String(found.resourceVersion),
    ...(found.remaining &&
    !query.get('labelSelector') &&
    !query.get('fieldSelector')
      ? { remainingItemCount: found.remaining }
      : {}),
  };
  const objects = () => found.entries.map(entry => entry.object);
  if (rendering.as === 'table') {
    if (!metadata.continue) {
      delete metadata.continue;
    }
    sendJson(response, 200, tableOf(type, objects(), metadata, rendering));
  } else if (rendering.as === 'partial') {
    sendJson(response, 200, {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: objects().map(partialOf),
    });
  } else {
    // The items' JSON is there already, so it is not made again.
    const head = JSON.stringify({
      kind: type.listKind,
      apiVersion: apiVersionOf(type),
      metadata,
    });
    const items = found.entries
      .map(entry => (type.custom ? entry.json : entry.itemJson))
      .join(',');
    sendText(response, 200, `${head.slice(0, -1)},"items":[${items}]}\n`);
  }
}

function deleteCollection(
  request: ResourceRequest,
  query: URLSearchParams,
  body: Json,
): Json {
  const options = readDeleteOptions(body, query);
  request.dryRun ||= options.dryRun ?? false;
  const found = list(request, query);
  const items = found.entries.map(entry => {
    const { object: last, gone } = remove(
      { ...request, namespace: entry.namespace, name: entry.name },
      options,
    );
    const object = gone ? entry.object : last;
    const { apiVersion: _, kind: _1, ...untyped } = object;
    return request.type.custom ? object : untyped;
  });
  return {
    kind: request.type.listKind,
    apiVersion: apiVersionOf(request.type),
    metadata: {
      ...continueOf(request.type, undefined),
      resourceVersion: String(found.resourceVersion),
    },
    items,
  };
}

function deleteOne(
  request: ResourceRequest,
  query: URLSearchParams,
  body: Json,
): Json {
  const { type, name } = request;
  const options = readDeleteOptions(body, query);
  request.dryRun ||= options.dryRun ?? false;
  const { object, gone } = remove(request, options);
  if (!gone || type.strategy.returnsDeleted) {
    return object;
  }
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      ...(type.group ? { group: type.group } : {}),
      kind: type.plural,
      uid: object.metadata.uid,
    },
  };
}

/** Serves everything but watches, logs and port-forward. */
export async function serveResource(
  request: ResourceRequest,
  message: IncomingMessage,
  query: URLSearchParams,
  verb: string,
  response: ServerResponse,
): Promise<void> {
  const { type, subresource } = request;
  const rendering = readRendering(message.headers.accept, query);
  const body =
    verb === 'get' || verb === 'list'
      ? Buffer.alloc(0)
      : await readBody(message);
  const contentType = contentTypeOf(message);
  const parsed = () => {
    const value = parseBody(body, contentType, type);
    if (contentType.endsWith('json') && request.fieldValidation !== 'Ignore') {
      request.duplicates = duplicateKeys(body.toString('utf8'));
    }
    return value;
  };
  const send = (code: number, object: Obj) =>
    sendObject(response, code, request, object, rendering);

  if (subresource && !SUBRESOURCES.includes(subresource)) {
    if (type.kind === 'Namespace' && subresource === 'finalize') {
      send(200, finalizeNamespace(request, parsed()));
    } else if (type.kind === 'Pod' && subresource === 'binding') {
      sendJson(response, 201, bindPod(request, parsed()));
    } else {
      throw noSuchResource();
    }
    return;
  }
  switch (verb) {
    case 'list':
      sendList(request, query, rendering, response);
      break;
    case 'get': {
      checkVersion(request, query.get('resourceVersion'));
      const { object } = find(request);
      send(200, subresource === 'scale' ? scaleOf(object) : object);
      break;
    }
    case 'create': {
      if (request.name) {
        throw methodNotAllowed();
      }
      checkScope(request);
      send(201, create(request, parsed()));
      break;
    }
    case 'update':
      if (!request.name) {
        throw methodNotAllowed();
      }
      send(
        200,
        subresource === 'scale'
          ? writeScale(request, parsed())
          : replace(request, parsed()),
      );
      break;
    case 'patch': {
      if (!request.name) {
        throw methodNotAllowed();
      }
      const managed = withManager(request, message, contentType);
      const text = body.toString('utf8');
      if (subresource === 'scale') {
        send(200, writeScale(managed, JSON.parse(text), contentType));
        break;
      }
      const { object, created } = patch(managed, contentType, text);
      send(created ? 201 : 200, object);
      break;
    }
    case 'delete':
      sendJson(response, 200, deleteOne(request, query, parsed()));
      break;
    case 'deletecollection':
      sendJson(response, 200, deleteCollection(request, query, parsed()));
      break;
    default:
      throw methodNotAllowed();
  }
}

/** Patches other than apply take the name of the program when no manager is named. */
function withManager(
  request: ResourceRequest,
  message: IncomingMessage,
  contentType: string,
): ResourceRequest {
  if (request.fieldManager || contentType.startsWith('application/apply')) {
    return request;
  }
  const agent = message.headers['user-agent'] ?? '';
  return { ...request, fieldManager: agent.split('/')[0] || 'unknown' };
}

/** A read may ask for a state that is not older than a version. */
function checkVersion({ cluster }: ResourceRequest, text: string | null): void {
  const wanted = Number(text || 0);
  if (!Number.isInteger(wanted) || wanted < 0) {
    throw internal(invalidVersion(text ?? ''));
  }
  if (wanted > cluster.store.currentRevision) {
    throw tooLargeResourceVersion(wanted, cluster.store.currentRevision);
  }
}

function checkScope(request: ResourceRequest): void {
  const { type, namespace } = request;
  if (type.namespaced && !namespace) {
    throw methodNotAllowed();
  }
  if (!type.namespaced && namespace) {
    throw notFound(type, qualifiedName(type));
  }
}
