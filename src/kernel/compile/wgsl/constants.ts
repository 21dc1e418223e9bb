/** Constants in WGSL. */
import type { WgslType } from "./types.js";

const bits = new DataView(new ArrayBuffer(4));

/** The smallest float that isn't subnormal: below it a compiler of shaders may read 0. */
const SMALLEST_NORMAL = 2 ** -126;

export function constantText(type: WgslType, value: number | bigint | boolean): string {
  switch (type) {
    case "bool":
      return String(Boolean(value));
    case "i32": {
      const whole = Number(value) | 0;
      return whole === -(2 ** 31) ? "i32(-2147483648)" : whole < 0 ? `(${whole}i)` : `${whole}i`;
    }
    case "u32":
      return `${Number(value) >>> 0}u`;
    case "f32":
      return floatText(Math.fround(Number(value)));
  }
}

function floatText(x: number): string {
  if (Number.isNaN(x)) return "f32_nan()";
  if (!Number.isFinite(x)) return `f32_inf(${x < 0 ? "0x80000000u" : "0u"})`;
  // Known to be zero, it would make 0 * x zero in some compilers of shaders, which is -0 or NaN for some x.
  if (x === 0) return `f32_opaque(${Object.is(x, -0) ? "f32_of_bits(0x80000000u)" : "0.0f"})`;
  if (Math.abs(x) < SMALLEST_NORMAL) {
    bits.setFloat32(0, x);
    return `f32_of_bits(${bits.getUint32(0)}u)`;
  }
  const text = String(x);
  const float = /[.e]/.test(text) ? text : `${text}.0`;
  return x < 0 ? `(${float}f)` : `${float}f`;
}
