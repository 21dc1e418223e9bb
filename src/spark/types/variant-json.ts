/** Variants as JSON. Their bytes are described in "Variant Binary Encoding" of Apache Parquet's format. */
import { ValueError } from "../../errors.js";
import { dateText } from "./civil-text.js";
import { Decimal } from "./decimal.js";
import { doubleText, floatText } from "./number-text.js";
import { timeZone, wallOf } from "./time-zone.js";
import { clockText } from "./timestamp-text.js";

/**
 * @param zone which timestamps are written in
 * @throws ValueError for bytes that are no variant
 */
export function variantJson(value: Uint8Array, metadata: Uint8Array, zone: string): string {
  try {
    return new VariantReader(value, namesOf(metadata), zone).json(0);
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new ValueError("these bytes are no variant: they end too early", { cause });
    throw cause;
  }
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** A whole number of one to four bytes, low ones first. */
function unsigned(bytes: DataView, at: number, size: number): number {
  let n = 0;
  for (let i = size - 1; i >= 0; i--) n = n * 256 + bytes.getUint8(at + i);
  return n;
}

const decoder = new TextDecoder();

function textAt(bytes: DataView, at: number, length: number): string {
  if (at + length > bytes.byteLength) throw new RangeError("a text ends behind the bytes");
  return decoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + at, length));
}

function namesOf(metadata: Uint8Array): string[] {
  const bytes = view(metadata);
  const header = bytes.getUint8(0);
  if ((header & 15) !== 1)
    throw new ValueError(`a variant of version ${header & 15} can't be read; it is version 1 that can`);
  const size = (header >> 6) + 1;
  const count = unsigned(bytes, 1, size);
  const offset = (i: number): number => unsigned(bytes, 1 + size + i * size, size);
  const texts = 1 + size + (count + 1) * size;
  return Array.from({ length: count }, (_, i) => textAt(bytes, texts + offset(i), offset(i + 1) - offset(i)));
}

/** Kinds of values: the two low bits of their first byte. */
const Basic = { Primitive: 0, ShortText: 1, Object: 2, Array: 3 } as const;

class VariantReader {
  readonly #bytes: DataView;
  readonly #names: readonly string[];
  readonly #zone: string;

  constructor(value: Uint8Array, names: readonly string[], zone: string) {
    this.#bytes = view(value);
    this.#names = names;
    this.#zone = zone;
  }

  json(at: number): string {
    const first = this.#bytes.getUint8(at);
    const header = first >> 2;
    switch (first & 3) {
      case Basic.Primitive:
        return this.#primitive(header, at + 1);
      case Basic.ShortText:
        return JSON.stringify(textAt(this.#bytes, at + 1, header));
      case Basic.Object:
        return this.#object(header, at + 1);
      default:
        return this.#array(header, at + 1);
    }
  }

  #object(header: number, at: number): string {
    const [offsetSize, idSize, countSize] = [(header & 3) + 1, ((header >> 2) & 3) + 1, header >> 4 ? 4 : 1];
    const count = unsigned(this.#bytes, at, countSize);
    const ids = at + countSize;
    const offsets = ids + count * idSize;
    const values = offsets + (count + 1) * offsetSize;
    const members = Array.from({ length: count }, (_, i) => {
      const name = this.#names[unsigned(this.#bytes, ids + i * idSize, idSize)];
      if (name === undefined)
        throw new ValueError("these bytes are no variant: a field's name isn't in the metadata");
      const value = this.json(values + unsigned(this.#bytes, offsets + i * offsetSize, offsetSize));
      return `${JSON.stringify(name)}:${value}`;
    });
    return `{${members.join(",")}}`;
  }

  #array(header: number, at: number): string {
    const [offsetSize, countSize] = [(header & 3) + 1, header >> 2 ? 4 : 1];
    const count = unsigned(this.#bytes, at, countSize);
    const offsets = at + countSize;
    const values = offsets + (count + 1) * offsetSize;
    const items = Array.from({ length: count }, (_, i) =>
      this.json(values + unsigned(this.#bytes, offsets + i * offsetSize, offsetSize)),
    );
    return `[${items.join(",")}]`;
  }

  #primitive(type: number, at: number): string {
    const bytes = this.#bytes;
    switch (type) {
      case 0:
        return "null";
      case 1:
        return "true";
      case 2:
        return "false";
      case 3:
        return String(bytes.getInt8(at));
      case 4:
        return String(bytes.getInt16(at, true));
      case 5:
        return String(bytes.getInt32(at, true));
      case 6:
        return String(bytes.getBigInt64(at, true));
      case 7:
        return finite(bytes.getFloat64(at, true), doubleText);
      case 8:
        return decimalJson(BigInt(bytes.getInt32(at + 1, true)), bytes.getUint8(at));
      case 9:
        return decimalJson(bytes.getBigInt64(at + 1, true), bytes.getUint8(at));
      case 10: {
        const unscaled = (bytes.getBigInt64(at + 9, true) << 64n) | bytes.getBigUint64(at + 1, true);
        return decimalJson(unscaled, bytes.getUint8(at));
      }
      case 11:
        return `"${dateText(bytes.getInt32(at, true))}"`;
      case 12:
        return `"${this.#moment(bytes.getBigInt64(at, true))}"`;
      case 13:
        return `"${clockText(bytes.getBigInt64(at, true))}"`;
      case 14:
        return finite(bytes.getFloat32(at, true), floatText);
      case 15: {
        const length = bytes.getUint32(at, true);
        if (at + 4 + length > bytes.byteLength) throw new RangeError("bytes end behind the bytes");
        return `"${Buffer.from(bytes.buffer, bytes.byteOffset + at + 4, length).toString("base64")}"`;
      }
      case 16:
        return JSON.stringify(textAt(bytes, at + 4, bytes.getUint32(at, true)));
      case 20: {
        const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(
          Buffer.from(bytes.buffer, bytes.byteOffset + at, 16).toString("hex"),
        )!;
        return `"${parts.join("-")}"`;
      }
    }
    throw new ValueError(
      `a variant's primitive of the kind ${type} can't be written as JSON; Spark has no such value`,
    );
  }

  #moment(epochMicroseconds: bigint): string {
    const zone = timeZone(this.#zone);
    const wall = wallOf(epochMicroseconds, zone);
    const minutes = Math.trunc(Number((wall - epochMicroseconds) / 1_000_000n) / 60);
    const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
    const offset = `${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
    return `${clockText(wall)}${minutes < 0 ? "-" : "+"}${offset}`;
  }
}

/** Without zeros at the end. */
function decimalJson(unscaled: bigint, scale: number): string {
  const text = new Decimal(unscaled, scale).toString();
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function finite(x: number, text: (x: number) => string): string {
  return Number.isFinite(x) ? text(x) : `"${text(x)}"`;
}
