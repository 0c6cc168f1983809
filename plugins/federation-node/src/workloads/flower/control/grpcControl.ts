import { Duplex } from 'node:stream';
import { create, DescMessage, Message } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { ServiceUnavailableError } from '@backstage/errors';
import { ControlNode } from '../../types';
import { FlowerProfile } from '../profiles';
import { listNodesMethod, nodesOf } from './messages';

/** What a SuperLink says in `details`: plain text before 1.27, JSON later. */
function detailText(error: ConnectError): string {
  try {
    const { public_message: text } = JSON.parse(error.rawMessage);
    if (typeof text === 'string') return text;
  } catch {
    // Plain text.
  }
  return error.rawMessage;
}

function unavailable(error: unknown): Error {
  const failure = ConnectError.from(error);
  if (failure.code === Code.DeadlineExceeded) {
    return new ServiceUnavailableError('it did not answer in time');
  }
  if (
    failure.code === Code.Internal &&
    /protocol|frame|http2/i.test(failure.rawMessage)
  ) {
    return new ServiceUnavailableError(
      'it does not speak gRPC, as this Flower release would',
    );
  }
  if (/^parse binary/.test(failure.rawMessage)) {
    return new ServiceUnavailableError(
      'its answer makes no sense for this Flower release',
    );
  }
  return new ServiceUnavailableError(
    `${detailText(failure)} (${Code[failure.code]})`,
  );
}

/**
 * ListNodes by gRPC over a raw connection.
 *
 * @throws ServiceUnavailableError without the SuperLink's name, which the caller knows
 * @internal
 */
export async function listNodesGrpc(
  connection: Duplex,
  layout: FlowerProfile['nodeInfo'],
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<ControlNode[]> {
  let used = false;
  const transport = createGrpcTransport({
    baseUrl: 'http://superlink',
    nodeOptions: {
      createConnection: () => {
        // One raw connection can carry one HTTP/2 session only.
        if (used) connection.destroy();
        used = true;
        return connection;
      },
    },
  });
  const method = listNodesMethod(layout);
  let response: Message;
  try {
    const answer = await transport.unary<DescMessage, DescMessage>(
      method,
      options.signal,
      options.timeoutMs,
      undefined,
      create(method.input),
    );
    response = answer.message;
  } catch (error) {
    options.signal.throwIfAborted();
    throw unavailable(error);
  }
  return nodesOf(response);
}
