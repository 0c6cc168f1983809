import { ServerResponse } from 'node:http';
import {
  detailsOf,
  internal,
  methodNotAllowed,
  noSuchResource,
  notFound,
  statusOf,
  tooLargeResourceVersion,
} from '../errors';
import { create } from '../rest/create';
import { DeleteOptions, readDeleteOptions, remove } from '../rest/delete';
import { list, versionOf } from '../rest/list';
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
import { Call } from './environment';
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
  options: DeleteOptions,
): Json {
  const { type } = request;
  const found = list(request, query);
  const items = found.entries.map(entry => {
    const { object: last, gone } = remove(
      { ...request, namespace: entry.namespace, name: entry.name },
      options,
    );
    const object = gone ? entry.object : last;
    const { apiVersion: _, kind: _1, ...untyped } = object;
    return type.custom ? object : untyped;
  });
  return {
    kind: type.listKind,
    apiVersion: apiVersionOf(type),
    metadata: {
      ...continueOf(type, undefined),
      resourceVersion: String(found.resourceVersion),
    },
    items,
  };
}

function deleteOne(request: ResourceRequest, options: DeleteOptions): Json {
  const { type, name } = request;
  const { object, gone } = remove(request, options);
  if (!gone || type.strategy.returnsDeleted) {
    return object;
  }
  const details = { ...detailsOf(type, name), uid: object.metadata.uid };
  return statusOf('Success', { details });
}

/** Serves everything but watches, logs and port-forward. */
export async function serveResource(
  request: ResourceRequest,
  { message, query }: Call,
  verb: string,
  response: ServerResponse,
): Promise<void> {
  const { type, subresource } = request;
  const rendering = readRendering(message.headers.accept, query);
  const reads = verb === 'get' || verb === 'list';
  const body = reads ? Buffer.alloc(0) : await readBody(message);
  const contentType = contentTypeOf(message);
  const parsed = () => {
    const value = parseBody(body, contentType, type);
    if (contentType.endsWith('json') && request.fieldValidation !== 'Ignore') {
      request.duplicates = duplicateKeys(body.toString('utf8'));
    }
    return value;
  };
  const deleteOptions = () => {
    const options = readDeleteOptions(parsed(), query);
    request.dryRun ||= options.dryRun ?? false;
    return options;
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
  checkScope(request, verb);
  const scale = subresource === 'scale';
  switch (verb) {
    case 'list':
      sendList(request, query, rendering, response);
      break;
    case 'get': {
      checkVersion(request, query);
      const { object } = find(request);
      send(200, scale ? scaleOf(object) : object);
      break;
    }
    case 'create':
      send(201, create(request, parsed()));
      break;
    case 'update':
      send(200, (scale ? writeScale : replace)(request, parsed()));
      break;
    case 'patch': {
      const text = body.toString('utf8');
      if (scale) {
        send(200, writeScale(request, JSON.parse(text), contentType));
        break;
      }
      const { object, created } = patch(request, contentType, text);
      send(created ? 201 : 200, object);
      break;
    }
    case 'delete':
      sendJson(response, 200, deleteOne(request, deleteOptions()));
      break;
    case 'deletecollection': {
      const items = deleteCollection(request, query, deleteOptions());
      sendJson(response, 200, items);
      break;
    }
    default:
      throw methodNotAllowed();
  }
}

/** Only what is there has a name in its path, and only what is namespaced a namespace. */
function checkScope(request: ResourceRequest, verb: string): void {
  const { type, namespace, name } = request;
  const creates = verb === 'create';
  const changes = verb === 'update' || verb === 'patch';
  if (
    (changes && !name) ||
    (creates && (name || (type.namespaced && !namespace)))
  ) {
    throw methodNotAllowed();
  }
  if (creates && !type.namespaced && namespace) {
    throw notFound(type, qualifiedName(type));
  }
}

/** A read may ask for a state that is not older than a version. */
function checkVersion(
  { cluster }: ResourceRequest,
  query: URLSearchParams,
): void {
  const wanted = versionOf(query, internal);
  if (wanted > cluster.store.currentRevision) {
    throw tooLargeResourceVersion(wanted, cluster.store.currentRevision);
  }
}
