/**
 * WGSL text: inverse trigonometric functions, logarithms of other bases, cube root and hypot of float32. The polynomials are weighted
 * least-squares fits of the relative error made for these intervals (Lawson's algorithm); arctangents are reduced by the angles
 * pi/4 and pi/2, arcsines near 1 by the half-angle formula. Largest errors seen are in README.md.
 */
export const INVERSE: Readonly<Record<string, string>> = {
  // atan(x) = x + x*z*P(z), |x| <= tan(pi/8), z = x*x.
  f32_atan: `fn f32_atan(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m > 0x7f800000u || m < 0x39000000u) { return x; }
  let a = bitcast<f32>(m);
  var r = a;
  var high = 0.0;
  var low = 0.0;
  if (a > 2.4142136573791504) {
    r = f32_divide(-1.0, a);
    high = 1.5707963705062866;
    low = -4.371138828673793e-08;
  } else if (a > 0.4142135679721832) {
    r = f32_divide(a - 1.0, a + 1.0);
    high = 0.7853981852531433;
    low = -2.1855694143368964e-08;
  }
  let z = r * r;
  let q = -0.33333316445350647 + z * (0.19998465478420258 + z * (-0.142434224486351 + z * (0.105929434299469 + z * -0.060759082436561584)));
  return f32_with_sign(high + (r + (r * (z * q) + low)), f32_sign_bit(x));
}`,
  // Special cases by C99 annex F.10.1.4, which JavaScript shares.
  f32_atan2: `fn f32_atan2(y: f32, x: f32) -> f32 {
  let my = f32_magnitude(y);
  let mx = f32_magnitude(x);
  if (max(my, mx) > 0x7f800000u) { return f32_nan(); }
  var v = 0.0;
  if (my == mx) { v = select(0.7853981852531433, 0.0, my == 0u); }
  else { v = f32_atan(f32_divide(f32_absolute(y), f32_absolute(x))); }
  if (f32_sign_bit(x) != 0u) { v = 3.1415927410125732 - (v + 8.742277657347586e-08); }
  return f32_with_sign(v, f32_sign_bit(y));
}`,
  // asin(x) = x + x*z*P(z), |x| <= 1/2: the part behind x over x.
  f32_asin_rest: `fn f32_asin_rest(z: f32) -> f32 {
  return z * (0.16666659712791443 + z * (0.07500506937503815 + z * (0.044516339898109436 + z * (0.03181319683790207
    + z * (0.014416716061532497 + z * 0.03754872828722)))));
}`,
  f32_asin: `fn f32_asin(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m > 0x3f800000u) { return f32_nan(); }
  if (m < 0x39000000u) { return x; }
  let a = bitcast<f32>(m);
  if (a <= 0.5) { return x + x * f32_asin_rest(x * x); }
  let t = (1.0 - a) * 0.5;
  let s = f32_sqrt(t);
  // The first difference is exact where the result is small.
  let d = f32_opaque(1.5707963705062866 - 2.0 * s);
  return f32_with_sign(d - (2.0 * s * f32_asin_rest(t) + 4.371138828673793e-08), f32_sign_bit(x));
}`,
  f32_acos: `fn f32_acos(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m > 0x3f800000u) { return f32_nan(); }
  let a = bitcast<f32>(m);
  if (a <= 0.5) { return 1.5707963705062866 - (x + (x * f32_asin_rest(x * x) + 4.371138828673793e-08)); }
  let t = (1.0 - a) * 0.5;
  let s = f32_sqrt(t);
  let v = 2.0 * (s + s * f32_asin_rest(t));
  if (f32_sign_bit(x) == 0u) { return v; }
  return 3.1415927410125732 - (v + 8.742277657347586e-08);
}`,

  // What log gives for zeros, negative numbers, NaN and infinity; and whether x is one of them.
  f32_log_special: "fn f32_log_special(x: f32) -> bool { return bitcast<u32>(x) - 1u >= 0x7f7fffffu; }",
  f32_log2: `fn f32_log2(x: f32) -> f32 {
  if (f32_log_special(x)) { return f32_log(x); }
  return f32_log2_double(x).x;
}`,
  // log10(2) as two floats.
  f32_log10: `fn f32_log10(x: f32) -> f32 {
  if (f32_log_special(x)) { return f32_log(x); }
  return f32_double_product(f32_log2_double(x), vec2<f32>(0.3010300099849701, -1.4320989082079678e-08)).x;
}`,
  f32_log1p: `fn f32_log1p(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m < 0x33000000u || m > 0x7f800000u) { return x; }
  if (m == 0x7f800000u || (f32_sign_bit(x) != 0u && m >= 0x3f800000u)) { return f32_log(1.0 + x); }
  let s = f32_sum(1.0, x);
  return f32_log(s.x) + f32_divide(s.y, s.x);
}`,

  // Newton's steps from a cubic in [1, 8); the last one with the residue in two floats.
  f32_cbrt: `fn f32_cbrt(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m == 0u || m >= 0x7f800000u) { return x; }
  let p = f32_parts(x);
  let third = (p.e + 300) / 3 - 100;
  let a = f32(p.sig << u32(p.e - 3 * third)) * 1.1920928955078125e-07;
  var y = 0.681689441204071 + a * (0.3645215332508087 + a * (-0.043308161199092865 + a * 0.0023130623158067465));
  y = y - (y - a / (y * y)) * 0.3333333432674408;
  y = y - (y - a / (y * y)) * 0.3333333432674408;
  let square = f32_product(y, y);
  let cube = f32_double_product(square, vec2<f32>(y, 0.0));
  let residue = f32_opaque(cube.x - a) + cube.y;
  return f32_scale(f32_with_sign(y - residue / (3.0 * square.x), f32_sign_bit(x)), third);
}`,
  f32_hypot: `fn f32_hypot(x: f32, y: f32) -> f32 {
  let large = max(f32_magnitude(x), f32_magnitude(y));
  let small = min(f32_magnitude(x), f32_magnitude(y));
  if (f32_isinf(x) || f32_isinf(y)) { return f32_inf(0u); }
  if (large > 0x7f800000u) { return f32_nan(); }
  if (small == 0u) { return bitcast<f32>(large); }
  let e = f32_parts(bitcast<f32>(large)).e;
  let a = f32_scale(bitcast<f32>(large), -e);
  let b = f32_scale(bitcast<f32>(small), -e);
  return f32_scale(f32_sqrt(a * a + b * b), e);
}`,
};
