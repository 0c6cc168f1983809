import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { readData } from '../data';
import { ApiError, badRequest } from '../errors';
import { Json } from '../types';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const MAGIC = Buffer.from('k8s\0');

/** Fields by message and number, as their name and type. */
const MESSAGES: Record<string, Record<number, string>> = readData(
  'protobuf.yaml',
);

type Value = bigint | Buffer;

/** The fields of a message by number, each an integer or bytes. */
function raw(data: Buffer): Map<number, Value[]> {
  const reader = new BinaryReader(data);
  const fields = new Map<number, Value[]>();
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (wire !== WireType.Varint && wire !== WireType.LengthDelimited) {
      throw badRequest(`protobuf wire type ${wire} is not understood`);
    }
    const value =
      wire === WireType.Varint
        ? BigInt(reader.int64())
        : Buffer.from(reader.bytes());
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

function textOf(value: Value | undefined): string {
  return Buffer.isBuffer(value) ? value.toString('utf8') : '';
}

function scalar(type: string, value: Value): Json {
  switch (type) {
    case 'string':
      return textOf(value);
    case 'integer':
      return Number(value);
    case 'boolean':
      return value === 1n;
    case 'bytes':
      return (value as Buffer).toString('base64');
    case 'time': {
      const seconds = raw(value as Buffer).get(1)?.[0];
      return seconds === undefined
        ? undefined
        : new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
    }
    case 'intOrString': {
      const parts = raw(value as Buffer);
      return parts.get(1)?.[0] === 1n
        ? textOf(parts.get(3)?.[0])
        : Number(parts.get(2)?.[0] ?? 0);
    }
    case 'Ignored':
      return undefined;
    default:
      return decodeMessage(type, value as Buffer);
  }
}

/** Whether Go would leave a value out of JSON. */
function isZero(value: Json): boolean {
  return (
    value === undefined ||
    value === '' ||
    value === 0 ||
    value === false ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

/** The value of a field of a type such as `{}string`; undefined where Go would leave it out. */
function valueOf(type: string, values: Value[]): Json {
  const [, many, of, optional] = /^(\[\]|\{\})?(\w+)(\*)?$/.exec(type)!;
  if (many === '[]') {
    return values.map(value => scalar(of, value));
  }
  if (many === '{}') {
    const pairs = values.map(entry => raw(entry as Buffer));
    return Object.fromEntries(
      pairs.map(pair => [
        textOf(pair.get(1)?.[0]),
        scalar(of, pair.get(2)?.[0] ?? Buffer.alloc(0)),
      ]),
    );
  }
  const value = scalar(of, values[values.length - 1]);
  return optional || !isZero(value) ? value : undefined;
}

function decodeMessage(message: string, data: Buffer): Json {
  const result: Json = {};
  for (const [number, values] of raw(data)) {
    const field = MESSAGES[message][number];
    if (field) {
      const [name, type] = field.split(' ');
      const value = valueOf(type, values);
      if (value !== undefined) {
        result[name] = value;
      }
    } else if (
      values.some(v => (Buffer.isBuffer(v) ? v.length > 0 : v !== 0n))
    ) {
      // Dropping what somebody asked for would be worse than refusing it.
      throw badRequest(
        `field ${number} of ${message} is not understood in protobuf: send JSON`,
      );
    }
  }
  if (message === 'Volume') {
    const { volumeSource, ...rest } = result;
    return { ...rest, ...volumeSource };
  }
  return result;
}

/**
 * Decodes the protobuf form in which `kubectl` sends some built-in types.
 *
 * @returns undefined for kinds that are not known in this form
 */
export function decodeProtobuf(body: Buffer): Json | undefined {
  if (!body.subarray(0, 4).equals(MAGIC)) {
    throw badRequest('provided data does not appear to be a protobuf message');
  }
  try {
    const unknown = raw(body.subarray(4));
    const part = (number: number) =>
      (unknown.get(number)?.[0] as Buffer) ?? Buffer.alloc(0);
    const typeMeta = raw(part(1));
    const kind = textOf(typeMeta.get(2)?.[0]);
    return (
      MESSAGES[kind] && {
        apiVersion: textOf(typeMeta.get(1)?.[0]),
        kind,
        ...decodeMessage(kind, part(2)),
      }
    );
  } catch (error) {
    throw error instanceof ApiError
      ? error
      : badRequest('unexpected EOF in a protobuf body');
  }
}
