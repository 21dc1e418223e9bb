/**
 * The instructions of a module in the names of the text format: the assembler's table read backwards. It reads what the assembler
 * writes: https://webassembly.github.io/spec/core/binary/modules.html
 */
import { OPCODES, type Opcode } from "../../wasm/opcodes.js";

interface Named {
  readonly name: string;
  readonly immediate: Opcode["immediate"];
}

const BY_CODE = new Map<string, Named>(
  [...OPCODES].map(([name, o]) => [`${o.prefix ?? ""}:${o.code}`, { name, immediate: o.immediate }]),
);

/** Instructions that the assembler writes by methods of their own: name and how to read what follows. */
const OTHERS: Readonly<Record<number, readonly [string, (r: Reader) => string]>> = {
  2: ["block", (r) => r.blockType()],
  3: ["loop", (r) => r.blockType()],
  4: ["if", (r) => r.blockType()],
  12: ["br", (r) => ` ${r.unsigned()}`],
  13: ["br_if", (r) => ` ${r.unsigned()}`],
  16: ["call", (r) => ` ${r.unsigned()}`],
  32: ["local.get", (r) => ` ${r.unsigned()}`],
  33: ["local.set", (r) => ` ${r.unsigned()}`],
  34: ["local.tee", (r) => ` ${r.unsigned()}`],
  65: ["i32.const", (r) => ` ${r.signed()}`],
  66: ["i64.const", (r) => ` ${r.signed()}`],
  67: ["f32.const", (r) => ` ${number(r.view(4).getFloat32(0, true))}`],
  68: ["f64.const", (r) => ` ${number(r.view(8).getFloat64(0, true))}`],
};

function number(x: number): string {
  if (Object.is(x, -0)) return "-0";
  if (Number.isNaN(x)) return "nan";
  return Math.abs(x) === Number.POSITIVE_INFINITY ? (x > 0 ? "inf" : "-inf") : String(x);
}

class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.bytes[this.at++];
  }

  unsigned(): number {
    let out = 0;
    for (let scale = 1; ; scale *= 128) {
      const b = this.byte();
      out += (b & 0x7f) * scale;
      if (b < 0x80) return out;
    }
  }

  signed(): bigint {
    let out = 0n;
    for (let shift = 0n; ; ) {
      const b = this.byte();
      out |= BigInt(b & 0x7f) << shift;
      shift += 7n;
      if (b < 0x80) return BigInt.asIntN(Number(shift), out);
    }
  }

  view(length: number): DataView {
    const out = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, length);
    this.at += length;
    return out;
  }

  text(): string {
    const length = this.unsigned();
    const out = new TextDecoder().decode(this.bytes.slice(this.at, this.at + length));
    this.at += length;
    return out;
  }

  blockType(): string {
    const type = this.byte();
    return type === 0x40 ? "" : ` (result ${TYPES[type] ?? type})`;
  }
}

const TYPES: Readonly<Record<number, string>> = {
  127: "i32",
  126: "i64",
  125: "f32",
  124: "f64",
  123: "v128",
};

function memoryArgument(r: Reader): string {
  const align = 2 ** r.unsigned();
  const offset = r.unsigned();
  return `${offset > 0 ? ` offset=${offset}` : ""} align=${align}`;
}

function instruction(r: Reader): string {
  const first = r.byte();
  const other = OTHERS[first];
  if (other !== undefined) return other[0] + other[1](r);
  const prefixed = first >= 0xfc;
  const code = prefixed ? r.unsigned() : first;
  if (first === 0xfd && code === 0x0c) {
    const v = r.view(16);
    const words = [0, 4, 8, 12].map((k) => `0x${v.getUint32(k, true).toString(16).padStart(8, "0")}`);
    return `v128.const i32x4 ${words.join(" ")}`;
  }
  if (first === 0xfd && code === 0x0d)
    return `i8x16.shuffle ${Array.from({ length: 16 }, () => r.byte()).join(" ")}`;
  const known = BY_CODE.get(`${prefixed ? first : ""}:${code}`);
  if (known === undefined)
    throw new RangeError(`instruction 0x${first.toString(16)} ${code} isn't one of the assembler's`);
  switch (known.immediate) {
    case "none":
      return known.name;
    case "lane":
      return `${known.name} ${r.byte()}`;
    case "memoryLane":
      return `${known.name}${memoryArgument(r)} ${r.byte()}`;
    default:
      return known.name + memoryArgument(r);
  }
}

/**
 * The code of a module's own functions, one instruction a line, indented by block.
 *
 * @param bytes a module that the assembler wrote
 * @throws RangeError when it holds an instruction that the assembler doesn't know
 * @see https://webassembly.github.io/spec/core/text/instructions.html
 */
export function disassemble(bytes: Uint8Array): string[] {
  const r = new Reader(bytes, 8);
  const names = new Map<number, string>();
  let imported = 0;
  const lines: string[] = [];
  while (r.at < bytes.length) {
    const id = r.byte();
    const end = r.unsigned() + r.at;
    if (id === 2) imported = importedFunctions(r);
    else if (id === 7)
      for (let n = r.unsigned(); n > 0; n--) {
        const name = r.text();
        r.byte();
        names.set(r.unsigned(), name);
      }
    else if (id === 10) {
      const count = r.unsigned();
      for (let k = 0; k < count; k++) body(r, lines, names.get(imported + k) ?? String(imported + k));
    }
    r.at = end;
  }
  return lines;
}

function importedFunctions(r: Reader): number {
  let functions = 0;
  for (let n = r.unsigned(); n > 0; n--) {
    r.text();
    r.text();
    if (r.byte() === 0) {
      functions++;
      r.unsigned();
    } else {
      const limits = r.byte();
      r.unsigned();
      if ((limits & 1) !== 0) r.unsigned();
    }
  }
  return functions;
}

function body(r: Reader, lines: string[], name: string): void {
  const end = r.unsigned() + r.at;
  lines.push(`(func $${name}`);
  for (let runs = r.unsigned(); runs > 0; runs--) {
    const count = r.unsigned();
    lines.push(`  (local ${count} ${TYPES[r.byte()]})`);
  }
  let depth = 1;
  while (r.at < end - 1) {
    const text = instruction(r);
    if (text === "end" || text === "else") depth--;
    lines.push("  ".repeat(depth) + text);
    if (text === "else" || /^(block|loop|if)\b/.test(text)) depth++;
  }
  r.at = end;
  lines.push(")");
}
