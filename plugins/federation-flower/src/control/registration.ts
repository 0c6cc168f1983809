import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ServiceUnavailableError } from '@backstage/errors';
import { callControl, ControlApi, ControlCallOptions } from './callControl';
import { CONTROL_CODES, ControlApiError } from './controlApiError';
import { readFields } from './wire';

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
  // The public key is field 1 in every release.
  const request = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .bytes(new TextEncoder().encode(publicKey))
    .finish();
  try {
    const answer = await callControl(api, 'RegisterNode', request, options);
    const nodeId = readFields(answer).integer(1);
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
      new BinaryWriter().tag(1, WireType.Varint).uint64(nodeId).finish(),
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
