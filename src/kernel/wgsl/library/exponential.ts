/**
 * WGSL text: exp, log, tanh and power of float32. The reductions are Cody and Waite's, "Software Manual for the
 * Elementary Functions" (1980); the polynomials are minimax fits of relative error made for these intervals with
 * Remez's algorithm. Largest errors seen are in README.md.
 */
export const EXPONENTIAL: Readonly<Record<string, string>> = {
  // n*0.693115234375 is exact: 14 bits of ln 2 times at most 8 of n.
  f32_exp: `fn f32_exp(x: f32) -> f32 {
  if (f32_isnan(x)) { return x; }
  if (x > 88.73) { return f32_inf(0u); }
  if (x < -104.0) { return 0.0; }
  let n = round(x * 1.4426950216293335);
  let r = f32_opaque(x - n * 0.693115234375) - n * 3.194618329871446e-05;
  let q = 0.4999999403953552 + r * (0.1666652113199234 + r * (0.04166838899254799 + r * (0.008368715643882751 + r * 0.0013814602280035615)));
  return f32_scale(1.0 + (r + (r * r) * q), i32(n));
}`,
  // x = 2^k * (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); f is exact.
  f32_log: `fn f32_log(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m == 0u) { return f32_inf(0x80000000u); }
  if (m > 0x7f800000u) { return x; }
  if (f32_sign_bit(x) != 0u) { return f32_nan(); }
  if (m == 0x7f800000u) { return x; }
  let p = f32_parts(x);
  let upper = p.sig > 0xb504f3u;
  let k = f32(p.e + i32(upper));
  let f = bitcast<f32>((p.sig & 0x7fffffu) | select(0x3f800000u, 0x3f000000u, upper)) - 1.0;
  let z = f * f;
  let q = 0.3333333134651184 + f * (-0.24999967217445374 + f * (0.20000091195106506 + f * (-0.16669411957263947
    + f * (0.14285126328468323 + f * (-0.12424283474683762 + f * (0.1103595718741417 + f * (-0.10820142924785614
    + f * (0.10633841156959534 + f * -0.05977906286716461))))))));
  return k * 0.693115234375 + (f + ((f * z) * q + k * 3.194618329871446e-05 - 0.5 * z));
}`,
  f32_tanh: `fn f32_tanh(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m > 0x7f800000u || m < 0x39000000u) { return x; }
  let a = bitcast<f32>(m);
  if (a < 0.625) {
    let z = x * x;
    let q = -0.3333333134651184 + z * (0.1333320587873459 + z * (-0.05394676327705383 + z * (0.021700702607631683
      + z * (-0.008177397772669792 + z * 0.002142961835488677))));
    return x + (x * z) * q;
  }
  if (a > 9.02) { return f32_with_sign(1.0, f32_sign_bit(x)); }
  return f32_with_sign(1.0 - f32_divide(2.0, f32_exp(2.0 * a) + 1.0), f32_sign_bit(x));
}`,

  // A product as the sum of two floats (Veltkamp and Dekker, 1971; split by masking). Every partial product is exact.
  f32_product: `fn f32_product(a: f32, b: f32) -> vec2<f32> {
  let p = f32_opaque(a * b);
  let ah = bitcast<f32>(bitcast<u32>(a) & 0xfffff000u);
  let bh = bitcast<f32>(bitcast<u32>(b) & 0xfffff000u);
  let al = a - ah;
  let bl = b - bh;
  let e = f32_opaque(f32_opaque(f32_opaque(ah * bh - p) + ah * bl) + al * bh);
  return vec2<f32>(p, e + al * bl);
}`,
  // a + b as the sum of two floats (Knuth's TwoSum), b itself with a small tail.
  f32_sum: `fn f32_sum(a: f32, b: f32) -> vec2<f32> {
  let s = f32_opaque(a + b);
  let t = f32_opaque(s - a);
  let u = f32_opaque(s - t);
  return vec2<f32>(s, f32_opaque(a - u) + (b - t));
}`,
  f32_double_product: `fn f32_double_product(a: vec2<f32>, b: vec2<f32>) -> vec2<f32> {
  let p = f32_product(a.x, b.x);
  return f32_sum(p.x, p.y + (a.x * b.y + a.y * b.x));
}`,
  // log2 of a positive finite number to about 2^-45 of itself: 2/ln2 * atanh((m-1)/(m+1)) + k.
  f32_log2_double: `fn f32_log2_double(x: f32) -> vec2<f32> {
  let p = f32_parts(x);
  let upper = p.sig > 0xb504f3u;
  let f = bitcast<f32>((p.sig & 0x7fffffu) | select(0x3f800000u, 0x3f000000u, upper)) - 1.0;
  let d = f32_sum(2.0, f);
  let sh = f / d.x;
  let back = f32_product(sh, d.x);
  let s = f32_sum(sh, (f32_opaque(f32_opaque(f - back.x) - back.y) - sh * d.y) / d.x);
  let z = f32_double_product(s, s);
  let tail = z.x * z.x * (0.19999998807907104 + z.x * (0.14285941421985626 + z.x * (0.11092294752597809 + z.x * 0.09737635403871536)));
  let third = f32_double_product(z, vec2<f32>(0.3333333432674408, -9.934107758624577e-09));
  let series = f32_sum(1.0, third.x);
  let factor = f32_sum(series.x, series.y + (third.y + tail));
  let l = f32_double_product(f32_double_product(s, factor), vec2<f32>(2.885390043258667, 3.851926067000022e-08));
  let whole = f32_sum(f32(p.e + i32(upper)), l.x);
  return f32_sum(whole.x, whole.y + l.y);
}`,
  // Special cases by C99 annex F.10.4.4.
  f32_power: `fn f32_power(x: f32, y: f32) -> f32 {
  let mx = f32_magnitude(x);
  let my = f32_magnitude(y);
  if (my == 0u || bitcast<u32>(x) == 0x3f800000u) { return 1.0; }
  if (max(mx, my) > 0x7f800000u) { return f32_nan(); }
  let grows = f32_sign_bit(y) == 0u;
  if (my == 0x7f800000u) {
    if (mx == 0x3f800000u) { return 1.0; }
    return select(0.0, f32_inf(0u), (mx > 0x3f800000u) == grows);
  }
  let whole = bitcast<u32>(f32_trunc(y)) == bitcast<u32>(y);
  let odd = whole && my < 0x4b800000u && (u32(bitcast<f32>(my)) & 1u) == 1u;
  let sign = select(0u, f32_sign_bit(x), odd);
  if (mx == 0u || mx == 0x7f800000u) {
    return select(bitcast<f32>(sign), f32_inf(sign), (mx != 0u) == grows);
  }
  if (f32_sign_bit(x) != 0u && !whole) { return f32_nan(); }
  if (mx == 0x3f800000u) { return f32_with_sign(1.0, sign); }
  let l = f32_log2_double(bitcast<f32>(mx));
  let rough = l.x * y;
  if (rough > 129.0) { return f32_inf(sign); }
  if (rough < -151.0) { return bitcast<f32>(sign); }
  let p = f32_product(y, l.x);
  let n = round(p.x);
  let g = f32_opaque(p.x - n) + (p.y + y * l.y);
  let q = 0.24022650718688965 + g * (0.05550410598516464 + g * (0.009618040174245834 + g * (0.001333383028395474
    + g * (0.00015466594777535647 + g * 1.521275316918036e-05))));
  return f32_scale(f32_with_sign(1.0 + (g * 0.6931471824645996 + (g * g) * q), sign), i32(n));
}`,
};
