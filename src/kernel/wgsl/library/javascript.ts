/**
 * WGSL text: operations as JavaScript has them, for compiled functions: remainders take the dividend's sign, conversions to
 * integers wrap (ToInt32, https://tc39.es/ecma262/#sec-toint32), min and max know -0, halves round up.
 */
export const JAVASCRIPT: Readonly<Record<string, string>> = {
  // What stands in constants alone is computed by the compiler of shaders, which refuses to overflow: a call isn't a constant.
  i32_runtime: "fn i32_runtime(a: i32) -> i32 { return a; }",
  u32_runtime: "fn u32_runtime(a: u32) -> u32 { return a; }",
  f32_runtime: "fn f32_runtime(a: f32) -> f32 { return a; }",

  f32_of_bits: "fn f32_of_bits(bits: u32) -> f32 { return bitcast<f32>(bits); }",

  // WGSL gives a for a/0: here it is 0. The smallest integer by -1 wraps.
  i32_quotient: `fn i32_quotient(a: i32, b: i32) -> i32 {
  if (b == 0) { return 0; }
  if (b == -1) { return -a; }
  return a / b;
}`,
  i32_rest: "fn i32_rest(a: i32, b: i32) -> i32 { if (b == 0 || b == -1) { return 0; } return a % b; }",

  f32_truthy:
    "fn f32_truthy(a: f32) -> bool { let m = f32_magnitude(a); return m != 0u && m <= 0x7f800000u; }",
  // Modulo 2^32; NaN and infinities are 0.
  u32_wrapped: `fn u32_wrapped(a: f32) -> u32 {
  let m = f32_magnitude(a);
  let e = i32(m >> 23u) - 127;
  let sig = (m & 0x7fffffu) | 0x800000u;
  if (e < 0 || e > 54) { return 0u; }
  let low = select(sig >> u32(max(23 - e, 0)), sig << u32(max(e - 23, 0)), e >= 23);
  return select(low, 0u - low, f32_sign_bit(a) != 0u);
}`,
  i32_wrapped: "fn i32_wrapped(a: f32) -> i32 { return bitcast<i32>(u32_wrapped(a)); }",

  f32_lower: `fn f32_lower(a: f32, b: f32) -> f32 {
  if ((f32_magnitude(a) | f32_magnitude(b)) == 0u) { return bitcast<f32>(bitcast<u32>(a) | bitcast<u32>(b)); }
  return f32_minimum(a, b);
}`,
  f32_upper: `fn f32_upper(a: f32, b: f32) -> f32 {
  if ((f32_magnitude(a) | f32_magnitude(b)) == 0u) { return bitcast<f32>(bitcast<u32>(a) & bitcast<u32>(b)); }
  return f32_maximum(a, b);
}`,
  f32_signum: `fn f32_signum(a: f32) -> f32 {
  if (f32_isnan(a) || !f32_truth(a)) { return a; }
  return select(1.0, -1.0, f32_sign_bit(a) != 0u);
}`,
  // floor(x + 1/2), computed so that the addition can't round: what is cut off is exact.
  f32_round: `fn f32_round(a: f32) -> f32 {
  if (f32_magnitude(a) >= 0x4b000000u) { return a; }
  let t = f32_trunc(a);
  if (f32_sign_bit(a) == 0u) { return select(t, t + 1.0, a - t >= 0.5); }
  return select(t, t - 1.0, t - a > 0.5);
}`,
  // As C's but for a base of 1 or -1 with an infinite exponent, and for 1 ** NaN: NaN.
  f32_raise: `fn f32_raise(x: f32, y: f32) -> f32 {
  let m = f32_magnitude(y);
  if (m > 0x7f800000u || (m == 0x7f800000u && f32_magnitude(x) == 0x3f800000u)) { return f32_nan(); }
  return f32_power(x, y);
}`,
};
