/**
 * WGSL text: integers. Division by zero gives 0 and remainders take the divisor's sign, as NumPy; 64-bit integers are
 * two words, low first, and exist only as accumulators of sums and products and as what is cast from them.
 */
export const INTEGERS: Readonly<Record<string, string>> = {
  // WGSL gives a for a/0, and the smallest integer for its division by -1: NumPy's answers are 0 and the same.
  i32_floor_divide: `fn i32_floor_divide(a: i32, b: i32) -> i32 {
  if (b == 0) { return 0; }
  if (b == -1) { return -a; }
  let q = a / b;
  return select(q, q - 1, (a % b != 0) && ((a < 0) != (b < 0)));
}`,
  i32_remainder: `fn i32_remainder(a: i32, b: i32) -> i32 {
  if (b == 0 || b == -1) { return 0; }
  let r = a % b;
  return select(r, r + b, r != 0 && ((r < 0) != (b < 0)));
}`,
  u32_floor_divide:
    "fn u32_floor_divide(a: u32, b: u32) -> u32 { if (b == 0u) { return 0u; } return a / b; }",
  u32_remainder: "fn u32_remainder(a: u32, b: u32) -> u32 { if (b == 0u) { return 0u; } return a % b; }",
  u32_power: `fn u32_power(a: u32, b: u32) -> u32 {
  var result = 1u;
  var base = a;
  var left = b;
  while (left != 0u) {
    if ((left & 1u) == 1u) { result = result * base; }
    base = base * base;
    left = left >> 1u;
  }
  return result;
}`,
  // Products wrap, so signed and unsigned agree; the front end refuses negative exponents.
  i32_power:
    "fn i32_power(a: i32, b: i32) -> i32 { return bitcast<i32>(u32_power(bitcast<u32>(a), bitcast<u32>(b))); }",

  // The upper word of a product, from products of 16-bit halves.
  u32_mulhi: `fn u32_mulhi(a: u32, b: u32) -> u32 {
  let al = a & 0xffffu;
  let ah = a >> 16u;
  let bl = b & 0xffffu;
  let bh = b >> 16u;
  let mid = ah * bl + ((al * bl) >> 16u);
  let cross = al * bh + (mid & 0xffffu);
  return ah * bh + (mid >> 16u) + (cross >> 16u);
}`,
  u64_product: "fn u64_product(a: u32, b: u32) -> vec2<u32> { return vec2<u32>(a * b, u32_mulhi(a, b)); }",
  u64_add: `fn u64_add(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let low = a.x + b.x;
  return vec2<u32>(low, a.y + b.y + u32(low < a.x));
}`,
  u64_multiply: `fn u64_multiply(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  return vec2<u32>(a.x * b.x, u32_mulhi(a.x, b.x) + a.x * b.y + a.y * b.x);
}`,
  u64_from_i32:
    "fn u64_from_i32(a: i32) -> vec2<u32> { return vec2<u32>(bitcast<u32>(a), bitcast<u32>(a >> 31u)); }",

  // To the nearest float, halves to even: what a shader's own conversion may leave to the device.
  f32_from_u64: `fn f32_from_u64(a: vec2<u32>, sign: u32) -> f32 {
  if (a.x == 0u && a.y == 0u) { return bitcast<f32>(sign); }
  let zeros = select(countLeadingZeros(a.y), 32u + countLeadingZeros(a.x), a.y == 0u);
  let upper = zeros >= 32u;
  let s = zeros & 31u;
  let w0 = select(a.y, a.x, upper);
  let w1 = select(a.x, 0u, upper);
  let n0 = select((w0 << s) | (w1 >> (32u - s)), w0, s == 0u);
  let n1 = w1 << s;
  return f32_pack(sign, 63 - i32(zeros), (n0 >> 5u) | u32((n0 & 31u) != 0u || n1 != 0u));
}`,
  f32_from_i64: `fn f32_from_i64(a: vec2<u32>) -> f32 {
  if ((a.y & 0x80000000u) == 0u) { return f32_from_u64(a, 0u); }
  let low = ~a.x + 1u;
  return f32_from_u64(vec2<u32>(low, ~a.y + u32(low == 0u)), 0x80000000u);
}`,
  f32_from_u32:
    "fn f32_from_u32(a: u32) -> f32 { if (a < 0x1000000u) { return f32(a); } return f32_from_u64(vec2<u32>(a, 0u), 0u); }",
  f32_from_i32: `fn f32_from_i32(a: i32) -> f32 {
  if (abs(a) < 0x1000000 && a != i32(-2147483648)) { return f32(a); }
  return f32_from_i64(u64_from_i32(a));
}`,

  // Out of range to the nearest end, NaN to 0, as CUDA and the wasm back end.
  i32_from_f32: `fn i32_from_f32(a: f32) -> i32 {
  let m = f32_magnitude(a);
  if (m > 0x7f800000u) { return 0; }
  if (m >= 0x4f000000u) { return select(0x7fffffff, i32(-2147483648), f32_sign_bit(a) != 0u); }
  return i32(f32_trunc(a));
}`,
  // Through a saturated 64-bit integer whose low word is kept, so that -1.0 wraps round, as C on x86-64 and NumPy there.
  u32_from_f32: `fn u32_from_f32(a: f32) -> u32 {
  let m = f32_magnitude(a);
  let negative = f32_sign_bit(a) != 0u;
  if (m > 0x7f800000u) { return 0u; }
  if (m >= 0x5f000000u) { return select(0xffffffffu, 0u, negative); }
  var low = 0u;
  let e = i32(m >> 23u) - 127;
  let sig = (m & 0x7fffffu) | 0x800000u;
  if (e >= 23) { low = select(0u, sig << u32(min(e - 23, 31)), e - 23 < 32); }
  else if (e >= 0) { low = sig >> u32(23 - e); }
  return select(low, 0u - low, negative);
}`,
};
