import { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, NoSuchPath } from '../errors';
import { VERSION } from './discovery';
import { OpenApi } from './openapi';
import { sendJson, sendText } from './respond';

/** Answers `/openapi/…`; false for other paths. */
export function servesOpenApi(
  openApi: OpenApi,
  pathname: string,
  message: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (pathname === '/openapi/v3' || pathname === '/openapi/v3/') {
    sendJson(response, 200, openApi.index(), {
      'Content-Type': 'text/plain; charset=utf-8',
    });
    return true;
  }
  if (pathname.startsWith('/openapi/v3/')) {
    const document = openApi.document(pathname.slice('/openapi/v3/'.length));
    if (!document) {
      throw new NoSuchPath();
    }
    sendText(response, 200, document);
    return true;
  }
  if (pathname === '/openapi/v2') {
    const accept = message.headers.accept ?? '';
    if (accept && !/json|\*\/\*/.test(accept)) {
      throw new ApiError(
        406,
        'NotAcceptable',
        'only the following media types are accepted: application/json',
      );
    }
    sendJson(response, 200, {
      swagger: '2.0',
      info: { title: 'Kubernetes', version: VERSION.gitVersion },
      paths: {},
      definitions: {},
    });
    return true;
  }
  return false;
}
