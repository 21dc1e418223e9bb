/**
 * A small WebAssembly assembler: functions are written as chains of text-format names and come out as the bytes of a
 * module. It exists because the general tools weigh too much to ship (binaryen: 14.8 MB, a third of a second to load).
 * It doesn't check types: the engine's validator does that, at compile time of the module.
 *
 * Format: https://webassembly.github.io/spec/core/binary/index.html
 */
import { OPCODES, type Opcode } from "./opcodes.js";

export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** What the memory is: the generator is written for both address types and for shared and unshared memory. */
export interface MemoryType {
  readonly address: "i32" | "i64";
  readonly shared: boolean;
}

/** A local variable of a function under construction. */
export type Local = number & { readonly __local: unique symbol };
/** A function of the module, imported or defined. */
export type FunctionIndex = number & { readonly __function: unique symbol };

const TYPE_CODE: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

function unsigned(out: number[], value: number): void {
  let v = value;
  do {
    const low = v % 128;
    v = Math.floor(v / 128);
    out.push(v > 0 ? low | 0x80 : low);
  } while (v > 0);
}

function signed(out: number[], value: bigint): void {
  let v = value;
  for (;;) {
    const low = Number(v & 0x7fn);
    v >>= 7n;
    if ((v === 0n && (low & 0x40) === 0) || (v === -1n && (low & 0x40) !== 0)) {
      out.push(low);
      return;
    }
    out.push(low | 0x80);
  }
}

function text(out: number[], s: string): void {
  const bytes = new TextEncoder().encode(s);
  unsigned(out, bytes.length);
  out.push(...bytes);
}

function section(out: number[], id: number, body: number[]): void {
  out.push(id);
  unsigned(out, body.length);
  for (const b of body) out.push(b);
}

/** One function under construction. Every method appends code and returns the builder. */
export class FunctionBuilder {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  private readonly locals: ValueType[] = [];
  private readonly code: number[] = [];
  private depth = 0;

  constructor(params: readonly ValueType[], results: readonly ValueType[]) {
    this.params = params;
    this.results = results;
  }

  /** The k-th parameter as a local. */
  param(k: number): Local {
    return k as Local;
  }

  /** A new local variable, zero at the function's start. */
  local(type: ValueType): Local {
    this.locals.push(type);
    return (this.params.length + this.locals.length - 1) as Local;
  }

  get(local: Local): this {
    this.code.push(0x20);
    unsigned(this.code, local);
    return this;
  }

  set(local: Local): this {
    this.code.push(0x21);
    unsigned(this.code, local);
    return this;
  }

  tee(local: Local): this {
    this.code.push(0x22);
    unsigned(this.code, local);
    return this;
  }

  /** Instructions without an immediate, by their text names: `f.op("f64x2.mul", "f64x2.add")`. */
  op(...names: string[]): this {
    for (const name of names) this.opcode(name, "none");
    return this;
  }

  /** A lane instruction: `f.lane("f64x2.extract_lane", 1)`. */
  lane(name: string, lane: number): this {
    this.opcode(name, "lane");
    this.code.push(lane);
    return this;
  }

  /** A load or store at a constant offset from the address on the stack. Alignment is only a hint, so the hint is 1 byte. */
  memory(name: string, offset = 0): this {
    this.opcode(name, "memory");
    this.code.push(0);
    unsigned(this.code, offset);
    return this;
  }

  /** A load into or store from one lane of the vector on the stack. */
  memoryLane(name: string, lane: number, offset = 0): this {
    this.opcode(name, "memoryLane");
    this.code.push(0);
    unsigned(this.code, offset);
    this.code.push(lane);
    return this;
  }

  /** An atomic operation on 4 bytes at the address on the stack, which must be a multiple of 4. */
  atomic(name: string, offset = 0): this {
    this.opcode(name, "atomic");
    this.code.push(2);
    unsigned(this.code, offset);
    return this;
  }

  i32(value: number): this {
    this.code.push(0x41);
    signed(this.code, BigInt(value | 0));
    return this;
  }

  i64(value: bigint): this {
    this.code.push(0x42);
    signed(this.code, BigInt.asIntN(64, value));
    return this;
  }

  f32(value: number): this {
    this.code.push(0x43, ...new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  f64(value: number): this {
    this.code.push(0x44, ...new Uint8Array(new Float64Array([value]).buffer));
    return this;
  }

  /** A vector constant from its 16 bytes. */
  v128(bytes: ArrayLike<number>): this {
    if (bytes.length !== 16) throw new RangeError(`v128.const takes 16 bytes, got ${bytes.length}`);
    this.code.push(0xfd, 0x0c, ...Array.from(bytes));
    return this;
  }

  /** The same 64-bit float in both lanes. */
  f64x2(value: number): this {
    return this.v128(new Uint8Array(new Float64Array([value, value]).buffer));
  }

  /** The same 32-bit float in the four lanes. */
  f32x4(value: number): this {
    return this.v128(new Uint8Array(new Float32Array([value, value, value, value]).buffer));
  }

  /** The same 64-bit integer in both lanes. */
  i64x2(value: bigint): this {
    return this.v128(
      new Uint8Array(new BigInt64Array([BigInt.asIntN(64, value), BigInt.asIntN(64, value)]).buffer),
    );
  }

  /** The same 32-bit integer in the four lanes. */
  i32x4(value: number): this {
    return this.v128(new Uint8Array(new Int32Array([value, value, value, value]).buffer));
  }

  /** `i8x16.shuffle` with its 16 lane numbers (0–31). */
  shuffle(lanes: readonly number[]): this {
    if (lanes.length !== 16) throw new RangeError(`i8x16.shuffle takes 16 lanes, got ${lanes.length}`);
    this.code.push(0xfd, 0x0d, ...lanes);
    return this;
  }

  call(fn: FunctionIndex): this {
    this.code.push(0x10);
    unsigned(this.code, fn);
    return this;
  }

  /** `block … end`. The callback is given a label to break out of. */
  block(body: (label: number) => void): this {
    return this.structured(0x02, body);
  }

  /** `loop … end`. Branching to the label starts the next round. */
  loop(body: (label: number) => void): this {
    return this.structured(0x03, body);
  }

  /** `if … else … end` on the i32 on the stack, without a result. */
  if(then: (label: number) => void, otherwise?: (label: number) => void): this {
    this.code.push(0x04, 0x40);
    this.depth++;
    then(this.depth);
    if (otherwise) {
      this.code.push(0x05);
      otherwise(this.depth);
    }
    this.depth--;
    this.code.push(0x0b);
    return this;
  }

  br(label: number): this {
    this.code.push(0x0c);
    unsigned(this.code, this.depth - label);
    return this;
  }

  brIf(label: number): this {
    this.code.push(0x0d);
    unsigned(this.code, this.depth - label);
    return this;
  }

  private structured(code: number, body: (label: number) => void): this {
    this.code.push(code, 0x40);
    this.depth++;
    body(this.depth);
    this.depth--;
    this.code.push(0x0b);
    return this;
  }

  private opcode(name: string, immediate: Opcode["immediate"]): void {
    const op = OPCODES.get(name);
    if (op === undefined) throw new RangeError(`the assembler has no instruction named ${name}`);
    if (op.immediate !== immediate)
      throw new RangeError(`${name} takes another immediate (${op.immediate}) than ${immediate}`);
    if (op.prefix !== null) {
      this.code.push(op.prefix);
      unsigned(this.code, op.code);
    } else this.code.push(op.code);
  }

  /** The function's entry of the code section. */
  encode(): number[] {
    const body: number[] = [];
    // Runs of one type are written as (count, type) pairs.
    const runs: [number, ValueType][] = [];
    for (const type of this.locals) {
      const last = runs[runs.length - 1];
      if (last !== undefined && last[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    unsigned(body, runs.length);
    for (const [count, type] of runs) {
      unsigned(body, count);
      body.push(TYPE_CODE[type]);
    }
    for (const b of this.code) body.push(b);
    body.push(0x0b);
    const out: number[] = [];
    unsigned(out, body.length);
    for (const b of body) out.push(b);
    return out;
  }
}

/** A module under construction: imports first, then functions. */
export class ModuleBuilder {
  readonly memoryType: MemoryType;
  private readonly types: string[] = [];
  private readonly typeBodies: number[][] = [];
  private readonly imports: { module: string; name: string; type: number }[] = [];
  private readonly functions: { type: number; builder: FunctionBuilder; export: string | null }[] = [];

  constructor(memoryType: MemoryType = { address: "i32", shared: true }) {
    this.memoryType = memoryType;
  }

  /** Declares an imported function (once a name). Call before the first `function`. */
  importFunction(
    module: string,
    name: string,
    params: readonly ValueType[],
    results: readonly ValueType[],
  ): FunctionIndex {
    const known = this.imports.findIndex((i) => i.module === module && i.name === name);
    if (known >= 0) return known as FunctionIndex;
    if (this.functions.length > 0)
      throw new RangeError(`import ${module}.${name} before the first function is defined`);
    this.imports.push({ module, name, type: this.type(params, results) });
    return (this.imports.length - 1) as FunctionIndex;
  }

  /** Starts a function; `exportName` makes it visible outside. */
  function(
    params: readonly ValueType[],
    results: readonly ValueType[],
    exportName: string | null = null,
  ): FunctionBuilder {
    const builder = new FunctionBuilder(params, results);
    this.functions.push({ type: this.type(params, results), builder, export: exportName });
    return builder;
  }

  /** The index by which a defined function is called. */
  indexOf(builder: FunctionBuilder): FunctionIndex {
    return (this.imports.length + this.functions.findIndex((f) => f.builder === builder)) as FunctionIndex;
  }

  /** The module's bytes. The memory is imported as `env.memory`. */
  encode(): Uint8Array<ArrayBuffer> {
    const out: number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
    const types: number[] = [];
    unsigned(types, this.typeBodies.length);
    for (const t of this.typeBodies) types.push(...t);
    section(out, 1, types);

    const imports: number[] = [];
    unsigned(imports, this.imports.length + 1);
    for (const i of this.imports) {
      text(imports, i.module);
      text(imports, i.name);
      imports.push(0x00);
      unsigned(imports, i.type);
    }
    text(imports, "env");
    text(imports, "memory");
    const { address, shared } = this.memoryType;
    // Limits: bit 0 has a maximum, bit 1 shared, bit 2 addresses of 64 bits.
    imports.push(0x02, 0x01 | (shared ? 0x02 : 0) | (address === "i64" ? 0x04 : 0));
    unsigned(imports, 1);
    unsigned(imports, 65536);
    section(out, 2, imports);

    const declared: number[] = [];
    unsigned(declared, this.functions.length);
    for (const f of this.functions) unsigned(declared, f.type);
    section(out, 3, declared);

    const exports: number[] = [];
    const exported = this.functions.filter((f) => f.export !== null);
    unsigned(exports, exported.length);
    for (const f of exported) {
      text(exports, f.export as string);
      exports.push(0x00);
      unsigned(exports, this.imports.length + this.functions.indexOf(f));
    }
    section(out, 7, exports);

    const code: number[] = [];
    unsigned(code, this.functions.length);
    for (const f of this.functions) for (const b of f.builder.encode()) code.push(b);
    section(out, 10, code);
    return Uint8Array.from(out);
  }

  private type(params: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${params.join()}>${results.join()}`;
    const known = this.types.indexOf(key);
    if (known >= 0) return known;
    const body: number[] = [0x60];
    unsigned(body, params.length);
    for (const p of params) body.push(TYPE_CODE[p]);
    unsigned(body, results.length);
    for (const r of results) body.push(TYPE_CODE[r]);
    this.types.push(key);
    this.typeBodies.push(body);
    return this.types.length - 1;
  }
}
