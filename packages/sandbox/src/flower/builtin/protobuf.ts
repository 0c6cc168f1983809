/** Writes and reads protobuf's wire format, as much of it as the Control API needs. Absent values are left out. */
export class MessageWriter {
  private readonly parts: Buffer[] = [];

  uint64(field: number, value: bigint | number | undefined): this {
    if (value !== undefined && BigInt(value) !== 0n) {
      this.tag(field, 0);
      this.parts.push(varint(BigInt(value)));
    }
    return this;
  }

  string(field: number, value: string | undefined): this {
    return this.bytes(
      field,
      value === undefined ? undefined : Buffer.from(value),
    );
  }

  bytes(field: number, value: Uint8Array | undefined): this {
    if (value?.length) {
      this.message(field, value);
    }
    return this;
  }

  /** Also when empty: an entry of a repeated field counts. */
  message(field: number, value: Uint8Array): this {
    this.tag(field, 2);
    this.parts.push(varint(BigInt(value.length)), Buffer.from(value));
    return this;
  }

  double(field: number, value: number | undefined): this {
    if (value !== undefined) {
      this.tag(field, 1);
      const buffer = Buffer.alloc(8);
      buffer.writeDoubleLE(value);
      this.parts.push(buffer);
    }
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.parts);
  }

  private tag(field: number, wireType: number): void {
    this.parts.push(varint(BigInt(field * 8 + wireType)));
  }
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest % 128n);
    rest /= 128n;
    bytes.push(rest > 0n ? low + 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** Value of a field: varints as bigint, everything else as bytes. */
export type FieldValue = bigint | Buffer;

/** The fields of a message by number, each with its values in order. @throws on what is no message */
export function readMessage(buffer: Buffer): Map<number, FieldValue[]> {
  const fields = new Map<number, FieldValue[]>();
  let offset = 0;
  const readVarint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (offset >= buffer.length || shift > 63n) {
        throw new Error('Truncated message');
      }
      const byte = buffer[offset];
      offset += 1;
      value += BigInt(byte % 128) * 2n ** shift;
      if (byte < 128) {
        return value;
      }
    }
  };
  const take = (length: number) => {
    if (offset + length > buffer.length) {
      throw new Error('Truncated message');
    }
    offset += length;
    return buffer.subarray(offset - length, offset);
  };
  while (offset < buffer.length) {
    const tag = Number(readVarint());
    const number = Math.floor(tag / 8);
    let value: FieldValue;
    switch (tag % 8) {
      case 0:
        value = readVarint();
        break;
      case 1:
        value = take(8);
        break;
      case 2:
        value = take(Number(readVarint()));
        break;
      case 5:
        value = take(4);
        break;
      default:
        throw new Error('Unknown wire type');
    }
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}
