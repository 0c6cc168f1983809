import { badRequest } from '../errors';
import { Json } from '../types';
import { ProtobufField, fieldsOf } from './protobufMessages';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const MAGIC = Buffer.from('k8s\0');

/** Reads the wire format. */
class Reader {
  private at = 0;
  constructor(private readonly data: Buffer) {}

  get done(): boolean {
    return this.at >= this.data.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (this.done || shift > 63n) {
        throw badRequest('unexpected EOF in a protobuf body');
      }
      const byte = this.data[this.at++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt.asIntN(64, value);
      }
    }
  }

  bytes(): Buffer {
    const length = Number(this.varint());
    if (length < 0 || this.at + length > this.data.length) {
      throw badRequest('unexpected EOF in a protobuf body');
    }
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }

  /** Number and value of the next field: an integer, or bytes. */
  field(): { number: number; value: bigint | Buffer } {
    const tag = Number(this.varint());
    const wire = tag % 8;
    if (wire !== 0 && wire !== 2) {
      throw badRequest(`protobuf wire type ${wire} is not understood`);
    }
    return {
      number: Math.floor(tag / 8),
      value: wire === 0 ? this.varint() : this.bytes(),
    };
  }
}

function raw(data: Buffer): Map<number, (bigint | Buffer)[]> {
  const reader = new Reader(data);
  const fields = new Map<number, (bigint | Buffer)[]>();
  while (!reader.done) {
    const { number, value } = reader.field();
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

function textOf(value: bigint | Buffer | undefined): string {
  return Buffer.isBuffer(value) ? value.toString('utf8') : '';
}

function scalar(type: string, value: bigint | Buffer): Json {
  switch (type) {
    case 's':
      return textOf(value);
    case 'i':
      return Number(value);
    case 'b':
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

function assign(
  target: Json,
  field: ProtobufField,
  values: (bigint | Buffer)[],
) {
  const { name, type } = field;
  if (field.list) {
    target[name] = values.map(value => scalar(type, value));
  } else if (field.map) {
    target[name] = Object.fromEntries(
      values.map(entry => {
        const pair = raw(entry as Buffer);
        const value = pair.get(2)?.[0] ?? Buffer.alloc(0);
        return [textOf(pair.get(1)?.[0]), scalar(type, value)];
      }),
    );
  } else {
    const value = scalar(type, values[values.length - 1]);
    if (field.optional || !isZero(value)) {
      target[name] = value;
    }
  }
}

function decodeMessage(message: string, data: Buffer): Json {
  const fields = fieldsOf(message)!;
  const result: Json = {};
  for (const [number, values] of raw(data)) {
    const field = fields.get(number);
    if (field) {
      assign(result, field, values);
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
  const unknown = raw(body.subarray(4));
  const typeMeta = raw((unknown.get(1)?.[0] as Buffer) ?? Buffer.alloc(0));
  const kind = textOf(typeMeta.get(2)?.[0]);
  if (!fieldsOf(kind)) {
    return undefined;
  }
  const content = (unknown.get(2)?.[0] as Buffer) ?? Buffer.alloc(0);
  return {
    apiVersion: textOf(typeMeta.get(1)?.[0]),
    kind,
    ...decodeMessage(kind, content),
  };
}
