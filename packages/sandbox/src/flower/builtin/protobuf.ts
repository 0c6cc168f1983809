import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Writes the fields of a message whose numbers depend on Flower's release. Absent values are left out. */
export class MessageWriter {
  private readonly writer = new BinaryWriter();

  uint64(field: number, value: bigint | number | undefined): this {
    if (value) {
      this.writer.tag(field, WireType.Varint).uint64(value);
    }
    return this;
  }

  string(field: number, value: string | undefined): this {
    if (value) {
      this.writer.tag(field, WireType.LengthDelimited).string(value);
    }
    return this;
  }

  /** Also when empty: an entry of a repeated field counts. */
  message(field: number, value: Uint8Array): this {
    this.writer.tag(field, WireType.LengthDelimited).bytes(value);
    return this;
  }

  double(field: number, value: number | undefined): this {
    if (value !== undefined) {
      this.writer.tag(field, WireType.Bit64).double(value);
    }
    return this;
  }

  finish(): Buffer {
    return Buffer.from(this.writer.finish());
  }
}

/** Value of a field: varints as bigint, everything else as bytes. */
export type FieldValue = bigint | Buffer;

/** The fields of a message by number, each with its values in order. @throws on what is no message */
export function readMessage(buffer: Uint8Array): Map<number, FieldValue[]> {
  const reader = new BinaryReader(buffer);
  const fields = new Map<number, FieldValue[]>();
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const value = readValue(reader, type);
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

function readValue(reader: BinaryReader, type: WireType): FieldValue {
  switch (type) {
    case WireType.Varint:
      return BigInt(reader.uint64());
    case WireType.LengthDelimited:
      return Buffer.from(reader.bytes());
    default:
      return Buffer.from(reader.skip(type));
  }
}
