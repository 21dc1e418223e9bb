/** Lane formats: which one a value needs, and moving values and masks from one to another. */
import type { FunctionBuilder } from "../../wasm/assembler.js";
import type { Interval } from "./ranges.js";
import { bitShape, type Format, type MaskWidth, type Push, widthOf } from "./value.js";

/** What conversions are written with. */
export interface Formatter {
  readonly f: FunctionBuilder;
  readonly lanes: number;
  /** Takes the v128 on the stack into a scratch local. */
  hold(): Push;
}

const NARROW: readonly (readonly [Format, number, number])[] = [
  ["u8", 0, 255],
  ["i8", -128, 127],
  ["u16", 0, 65535],
  ["i16", -32768, 32767],
];

/** How many v128 a format takes. */
export function partsOf(lanes: number, width: MaskWidth): number {
  return Math.max(1, (lanes * width) / 16);
}

/** Bytes of an execution mask's lanes: one v128 holds the gang's. */
export function maskWidthOf(lanes: number): MaskWidth {
  return Math.min(8, 16 / lanes) as MaskWidth;
}

/** The narrowest lanes in which integers of a gang are held: narrower ones would leave a register half empty. */
function leastWidth(lanes: number): MaskWidth {
  return Math.min(4, Math.max(1, 16 / lanes)) as MaskWidth;
}

/** The format for integers of an interval. `least`: not narrower than so many bytes. */
export function formatFor(
  lanes: number,
  type: "i32" | "u32",
  { low, high }: Interval,
  least: number = 1,
): Format {
  const width = Math.max(least, leastWidth(lanes));
  for (const [format, from, to] of NARROW)
    if (widthOf(format) >= width && low >= from && high <= to) return format;
  return type;
}

const HIGH_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

/** Pushes the v128 with part `p` of values brought to lanes of twice the bytes. */
function widenedPart(
  e: Formatter,
  parts: readonly Push[],
  width: MaskWidth,
  sign: "s" | "u",
  p: number,
): void {
  const half = p % 2 === 0 ? "low" : "high";
  parts[p >> 1]();
  e.f.op(`${bitShape((width * 2) as MaskWidth)}.extend_${half}_${bitShape(width)}_${sign}`);
}

/** Pushes two vectors' lanes cut to half their bytes. Saturates, so values must fit; from 64 bits it keeps the low ones. */
function narrowedPart(e: Formatter, low: Push, high: Push, width: MaskWidth, sign: "s" | "u"): void {
  low();
  high();
  if (width === 8) e.f.shuffle([0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]);
  else e.f.op(`${bitShape((width / 2) as MaskWidth)}.narrow_${bitShape(width)}_${sign}`);
}

/** Brings integer lanes to another width. When narrowed they must fit (`to` says in which range). */
export function resize(
  e: Formatter,
  parts: readonly Push[],
  from: MaskWidth,
  to: MaskWidth,
  fromSign: "s" | "u",
  toSign: "s" | "u",
): readonly Push[] {
  let now = parts;
  let width = from;
  while (width < to) {
    const wide = (width * 2) as MaskWidth;
    const next: Push[] = [];
    for (let p = 0; p < partsOf(e.lanes, wide); p++) {
      widenedPart(e, now, width, fromSign, p);
      next.push(e.hold());
    }
    now = next;
    width = wide;
  }
  while (width > to) {
    const narrow = (width / 2) as MaskWidth;
    const next: Push[] = [];
    for (let p = 0; p < partsOf(e.lanes, narrow); p++) {
      const low = now[2 * p] ?? now[0];
      // A step on the way to the last width keeps what a signed 16-bit lane holds of it.
      narrowedPart(e, low, now[2 * p + 1] ?? low, width, narrow === to ? toSign : "s");
      next.push(e.hold());
    }
    now = next;
    width = narrow;
  }
  return now;
}

export function signOf(format: Format): "s" | "u" {
  return format[0] === "u" ? "u" : "s";
}

/** Integers in another format; they must fit into it. */
export function reformat(e: Formatter, parts: readonly Push[], from: Format, to: Format): readonly Push[] {
  return resize(e, parts, widthOf(from), widthOf(to), signOf(from), signOf(to));
}

/** A mask with lanes of other width. */
export function resizeMask(
  e: Formatter,
  parts: readonly Push[],
  from: MaskWidth,
  to: MaskWidth,
): readonly Push[] {
  return resize(e, parts, from, to, "s", "s");
}

/** The halves of 4-byte lanes as the low halves of two vectors each: for conversions to 8-byte lanes. */
export function lowHalves(e: Formatter, parts: readonly Push[]): readonly Push[] {
  const out: Push[] = [];
  for (let p = 0; p < partsOf(e.lanes, 8); p++) {
    const source = parts[p >> 1];
    if (p % 2 === 0) out.push(source);
    else {
      source();
      source();
      e.f.shuffle(HIGH_HALF);
      out.push(e.hold());
    }
  }
  return out;
}

/** Joins the low halves of pairs of vectors: after conversions from 8-byte lanes. */
export function joinHalves(e: Formatter, halves: readonly Push[]): readonly Push[] {
  if (halves.length === 1) return halves;
  const out: Push[] = [];
  for (let p = 0; p < halves.length; p += 2) {
    halves[p]();
    halves[p + 1]();
    e.f.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
    out.push(e.hold());
  }
  return out;
}

/** Cuts integers to 8 or 16 bits, keeping the low ones, and widens them again by the sign: what a narrow element holds of them. */
export function wrapTo(e: Formatter, parts: readonly Push[], width: MaskWidth, to: Format): readonly Push[] {
  if (widthOf(to) >= width) return parts;
  const bits = (width - widthOf(to)) * 8;
  const out: Push[] = [];
  for (const p of parts) {
    p();
    e.f
      .i32(bits)
      .op(`${bitShape(width)}.shl`)
      .i32(bits)
      .op(`${bitShape(width)}.shr_${signOf(to)}`);
    out.push(e.hold());
  }
  return out;
}
