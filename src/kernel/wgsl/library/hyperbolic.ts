/**
 * WGSL text: expm1, the hyperbolic functions beside tanh, and their inverses, of float32. Near zero they are polynomials or go through
 * expm1 and log1p, so that nothing cancels. Largest errors seen are in README.md.
 */
export const HYPERBOLIC: Readonly<Record<string, string>> = {
  // The reduction and the polynomial of f32_exp: exp(x) = 2^n * (1 + p).
  f32_expm1: `fn f32_expm1(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m > 0x7f800000u || m < 0x33000000u) { return x; }
  if (x > 88.73) { return f32_inf(0u); }
  if (x < -18.0) { return -1.0; }
  let n = round(x * 1.4426950216293335);
  if (n > 30.0) { return f32_exp(x); }
  let r = f32_opaque(x - n * 0.693115234375) - n * 3.194618329871446e-05;
  let q = 0.4999999403953552 + r * (0.1666652113199234 + r * (0.04166838899254799 + r * (0.008368715643882751 + r * 0.0013814602280035615)));
  let p = r + (r * r) * q;
  let s = bitcast<f32>(bitcast<u32>(i32(n) + 127) << 23u);
  return s * p + (s - 1.0);
}`,
  // exp(a) / 2 beyond the range of exp.
  f32_half_exp: `fn f32_half_exp(a: f32) -> f32 {
  let e = f32_exp(0.5 * a);
  return (0.5 * e) * e;
}`,
  f32_sinh: `fn f32_sinh(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m >= 0x7f800000u || m < 0x39000000u) { return x; }
  let a = bitcast<f32>(m);
  if (a < 1.0) {
    let z = x * x;
    return x + x * (z * (0.1666666716337204 + z * (0.008333350531756878 + z * (0.0001983614929486066 + z * 2.8170127279736334e-06))));
  }
  if (a > 88.0) { return f32_with_sign(f32_half_exp(a), f32_sign_bit(x)); }
  let e = f32_exp(a);
  return f32_with_sign(0.5 * e - f32_divide(0.5, e), f32_sign_bit(x));
}`,
  f32_cosh: `fn f32_cosh(x: f32) -> f32 {
  let a = f32_absolute(x);
  if (f32_isnan(x)) { return x; }
  if (a > 88.0) { return f32_half_exp(a); }
  let e = f32_exp(a);
  return 0.5 * e + f32_divide(0.5, e);
}`,
  f32_asinh: `fn f32_asinh(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m >= 0x7f800000u || m < 0x39000000u) { return x; }
  let a = bitcast<f32>(m);
  var v = f32_log(a) + 0.6931471824645996;
  if (a < 4096.0) {
    let z = a * a;
    v = f32_log1p(a + f32_divide(z, 1.0 + f32_sqrt(z + 1.0)));
  }
  return f32_with_sign(v, f32_sign_bit(x));
}`,
  f32_acosh: `fn f32_acosh(x: f32) -> f32 {
  if (f32_isnan(x) || f32_less(x, 1.0)) { return f32_nan(); }
  if (f32_isinf(x)) { return x; }
  if (x > 4096.0) { return f32_log(x) + 0.6931471824645996; }
  let t = x - 1.0;
  return f32_log1p(t + f32_sqrt(2.0 * t + t * t));
}`,
  f32_atanh: `fn f32_atanh(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m > 0x3f800000u) { return f32_nan(); }
  if (m < 0x39000000u) { return x; }
  if (m == 0x3f800000u) { return f32_inf(f32_sign_bit(x)); }
  let a = bitcast<f32>(m);
  return f32_with_sign(0.5 * f32_log1p(f32_divide(2.0 * a, 1.0 - a)), f32_sign_bit(x));
}`,
};
