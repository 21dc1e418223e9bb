/**
 * WGSL text: questions and small answers that are right for NaN, infinities, -0 and subnormals because they look at
 * bits. A shader's own comparisons may not be: WGSL lets an implementation assume that there are no NaNs
 * (https://www.w3.org/TR/WGSL/#floating-point-evaluation), `x != x` is false for NaN in practice, and subnormals may
 * count as zero.
 */
export const BITS: Readonly<Record<string, string>> = {
  // Drivers simplify (a + b) - a to b, as WGSL allows, and error terms come out as nothing. A word of the parameter
  // block that is always 0 hides where a value comes from.
  f32_opaque: "fn f32_opaque(a: f32) -> f32 { return bitcast<f32>(bitcast<u32>(a) ^ params[0].w); }",

  // Variables, not constants: a constant expression that is NaN or infinite is a compile error in WGSL.
  NAN_BITS: "var<private> NAN_BITS: u32 = 0x7fc00000u;",
  INF_BITS: "var<private> INF_BITS: u32 = 0x7f800000u;",
  f32_nan: "fn f32_nan() -> f32 { return bitcast<f32>(NAN_BITS); }",
  f32_inf: "fn f32_inf(sign: u32) -> f32 { return bitcast<f32>(INF_BITS | sign); }",
  f32_magnitude: "fn f32_magnitude(a: f32) -> u32 { return bitcast<u32>(a) & 0x7fffffffu; }",
  f32_sign_bit: "fn f32_sign_bit(a: f32) -> u32 { return bitcast<u32>(a) & 0x80000000u; }",
  f32_isnan: "fn f32_isnan(a: f32) -> bool { return f32_magnitude(a) > 0x7f800000u; }",
  f32_isinf: "fn f32_isinf(a: f32) -> bool { return f32_magnitude(a) == 0x7f800000u; }",
  f32_isfinite: "fn f32_isfinite(a: f32) -> bool { return f32_magnitude(a) < 0x7f800000u; }",
  f32_truth: "fn f32_truth(a: f32) -> bool { return f32_magnitude(a) != 0u; }",
  f32_negative: "fn f32_negative(a: f32) -> f32 { return bitcast<f32>(bitcast<u32>(a) ^ 0x80000000u); }",
  f32_absolute: "fn f32_absolute(a: f32) -> f32 { return bitcast<f32>(f32_magnitude(a)); }",
  f32_with_sign:
    "fn f32_with_sign(a: f32, sign: u32) -> f32 { return bitcast<f32>(f32_magnitude(a) | sign); }",

  // Floats in the order of integers: -0 and 0 share a key.
  f32_key: `fn f32_key(a: f32) -> i32 {
  let b = bitcast<i32>(a);
  return select(b, i32(-2147483648) - b, b < 0);
}`,
  f32_ordered: "fn f32_ordered(a: f32, b: f32) -> bool { return !(f32_isnan(a) || f32_isnan(b)); }",
  f32_equal: "fn f32_equal(a: f32, b: f32) -> bool { return f32_ordered(a, b) && f32_key(a) == f32_key(b); }",
  f32_less: "fn f32_less(a: f32, b: f32) -> bool { return f32_ordered(a, b) && f32_key(a) < f32_key(b); }",
  f32_less_equal:
    "fn f32_less_equal(a: f32, b: f32) -> bool { return f32_ordered(a, b) && f32_key(a) <= f32_key(b); }",
  f32_minimum: `fn f32_minimum(a: f32, b: f32) -> f32 {
  if (f32_isnan(a)) { return a; }
  if (f32_isnan(b)) { return b; }
  return select(b, a, f32_key(a) <= f32_key(b));
}`,
  f32_maximum: `fn f32_maximum(a: f32, b: f32) -> f32 {
  if (f32_isnan(a)) { return a; }
  if (f32_isnan(b)) { return b; }
  return select(b, a, f32_key(a) >= f32_key(b));
}`,
  f32_sign: `fn f32_sign(a: f32) -> f32 {
  if (f32_isnan(a)) { return a; }
  return select(0.0, select(1.0, -1.0, f32_sign_bit(a) != 0u), f32_truth(a));
}`,

  f32_trunc: `fn f32_trunc(a: f32) -> f32 {
  let b = bitcast<u32>(a);
  let e = i32((b >> 23u) & 255u) - 127;
  if (e >= 23) { return a; }
  if (e < 0) { return bitcast<f32>(b & 0x80000000u); }
  return bitcast<f32>(b & ~(0x7fffffu >> u32(e)));
}`,
  f32_floor: `fn f32_floor(a: f32) -> f32 {
  let t = f32_trunc(a);
  return select(t, t - 1.0, f32_sign_bit(a) != 0u && bitcast<u32>(t) != bitcast<u32>(a));
}`,
  f32_ceil: `fn f32_ceil(a: f32) -> f32 {
  let t = f32_trunc(a);
  return select(t, t + 1.0, f32_sign_bit(a) == 0u && bitcast<u32>(t) != bitcast<u32>(a));
}`,
  // WGSL's round goes to the even neighbour from halves, as rint does; the sign of zero is put back.
  f32_rint: `fn f32_rint(a: f32) -> f32 {
  if (f32_magnitude(a) >= 0x4b000000u) { return a; }
  return f32_with_sign(round(a), f32_sign_bit(a));
}`,
};
