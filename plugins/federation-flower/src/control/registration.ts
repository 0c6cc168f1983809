import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ServiceUnavailableError } from '@backstage/errors';
import { callControl, ControlApi, ControlCallOptions } from './callControl';
import { CONTROL_CODES, ControlApiError } from './controlApiError';
import { readFields } from './wire';

/** RegisterNodeRequest: the public key is field 1 in every release. @internal */
export function encodeRegisterNode(publicKey: string): Uint8Array {
  return new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .bytes(new TextEncoder().encode(publicKey))
    .finish();
}

/** UnregisterNodeRequest. @internal */
export function encodeUnregisterNode(nodeId: string): Uint8Array {
  return new BinaryWriter().tag(1, WireType.Varint).uint64(nodeId).finish();
}

/** @returns the node's id, an uint64 as decimal text; undefined when the answer has none @internal */
export function decodeRegisterNode(answer: Uint8Array): string | undefined {
  return readFields(answer).integer(1);
}

/**
 * Makes a SuperNode's public key known to a SuperLink.
 *
 * @param publicKey - PEM SubjectPublicKeyInfo with its trailing newline
 * @returns the id that the SuperLink gave it; undefined when the SuperLink knows, or once knew, the key already
 * @throws ServiceUnavailableError that names cluster, pod and reason
 * @internal
 */
export async function registerNode(
  api: ControlApi,
  publicKey: string,
  options: ControlCallOptions,
): Promise<string | undefined> {
  try {
    const answer = await callControl(
      api,
      'RegisterNode',
      encodeRegisterNode(publicKey),
      options,
    );
    const nodeId = decodeRegisterNode(answer);
    if (nodeId) return nodeId;
  } catch (error) {
    if (
      error instanceof ControlApiError &&
      error.code === CONTROL_CODES.keyInUse
    ) {
      return undefined;
    }
    throw error;
  }
  throw new ServiceUnavailableError('The SuperLink gave the key no node id');
}

/**
 * Makes a SuperLink forget a node for good: its key can never be registered there again.
 *
 * @returns false when there is no such node
 * @throws ServiceUnavailableError that names cluster, pod and reason
 * @internal
 */
export async function unregisterNode(
  api: ControlApi,
  nodeId: string,
  options: ControlCallOptions,
): Promise<boolean> {
  try {
    await callControl(
      api,
      'UnregisterNode',
      encodeUnregisterNode(nodeId),
      options,
    );
    return true;
  } catch (error) {
    if (
      error instanceof ControlApiError &&
      error.code === CONTROL_CODES.nodeNotFound
    ) {
      return false;
    }
    throw error;
  }
}
