/** tan: the quotient of the sine and the cosine of the reduced argument, turned over in odd quarter turns. */
import { isOdd, orScalar } from "./quarter-turns.js";
import { type SineAndCosine, sineAndCosine, sineAndCosineForSingle } from "./sine.js";
import type { Value, VectorCode } from "./vector-code.js";

/** tan(r + π/2) = −cos r / sin r. */
function quotient(v: VectorCode, { sin, cos, quarter }: SineAndCosine): Value {
  const odd = v.keep(isOdd(v, quarter));
  return v.xor(v.div(v.select(odd, cos, sin), v.select(odd, sin, cos)), v.shiftLeft(quarter, 63));
}

/** Pushes tan x; `x` must be kept. */
export function tan(v: VectorCode, x: Value): Value {
  const result =
    v.shape === "f64x2"
      ? quotient(v, sineAndCosine(v, x, 0))
      : v.throughDoubles([x], (wide, half) => quotient(wide, sineAndCosineForSingle(wide, half, 0)));
  return orScalar(v, "tan", x, result);
}
