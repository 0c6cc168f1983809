import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** The fields of a protobuf message by their numbers: of each the last value. @internal */
export interface WireFields {
  /** An integer as decimal text, as an uint64 does not fit into a number. */
  integer(field: number): string | undefined;
  double(field: number): number | undefined;
  /** Empty when it is not there. */
  text(field: number): string;
  /** The fields of a message; none when it is not there. */
  message(field: number): WireFields;
  /** The fields of each message of a list or map. */
  messages(field: number): WireFields[];
}

/**
 * Reads a protobuf message without its definition: of the Control API only some fields are of use, and they differ from
 * release to release.
 *
 * @throws when the bytes are no message
 * @internal
 */
export function readFields(bytes: Uint8Array): WireFields {
  const integers = new Map<number, string>();
  const doubles = new Map<number, number>();
  const chunks = new Map<number, Uint8Array[]>();
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === WireType.Varint) {
      integers.set(field, String(reader.uint64()));
    } else if (type === WireType.Bit64) {
      doubles.set(field, reader.double());
    } else if (type === WireType.LengthDelimited) {
      const known = chunks.get(field);
      if (known) known.push(reader.bytes());
      else chunks.set(field, [reader.bytes()]);
    } else {
      reader.skip(type, field);
    }
  }
  const last = (field: number) => chunks.get(field)?.at(-1) ?? new Uint8Array();
  return {
    integer: field => integers.get(field),
    double: field => doubles.get(field),
    text: field => new TextDecoder().decode(last(field)),
    message: field => readFields(last(field)),
    messages: field => (chunks.get(field) ?? []).map(readFields),
  };
}
