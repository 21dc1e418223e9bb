/**
 * WGSL text: sine, cosine and tangent of float32 for every argument. Small arguments are reduced after Cody and Waite,
 * large ones after Payne and Hanek, "Radian reduction for trigonometric functions" (SIGNUM 1983), in 32-bit integers:
 * the quadrant and 62 bits after the point come out of 96 bits of 2/pi. The remainder of pi/2 is kept as two floats,
 * and the last step of tan is that of fdlibm's kernel (https://www.netlib.org/fdlibm/k_tan.c).
 */
export const TRIGONOMETRY: Readonly<Record<string, string>> = {
  Angle: "struct Angle { hi: f32, lo: f32, quadrant: u32 }",
  // 2/pi in binary, after one word of zeros for arguments whose first bits lie before the point.
  TWO_OVER_PI:
    "var<private> TWO_OVER_PI: array<u32, 8> = array<u32, 8>(0u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu);",
  two_over_pi_word: `fn two_over_pi_word(place: u32) -> u32 {
  let word = place >> 5u;
  let shift = place & 31u;
  if (shift == 0u) { return TWO_OVER_PI[word]; }
  return (TWO_OVER_PI[word] << shift) | (TWO_OVER_PI[word + 1u] >> (32u - shift));
}`,
  angle_far: `fn angle_far(x: f32) -> Angle {
  let p = f32_parts(x);
  // Bits of 2/pi that make a multiple of 4 are left out; 96 that follow are enough.
  let place = u32(p.e + 7);
  let a0 = two_over_pi_word(place);
  let a1 = two_over_pi_word(place + 32u);
  let a2 = two_over_pi_word(place + 64u);
  let p2 = p.sig * a2;
  let low = u64_product(p.sig, a1);
  let p1 = low.x + u32_mulhi(p.sig, a2);
  let p0 = p.sig * a0 + low.y + u32(p1 < low.x);
  var quadrant = p0 >> 30u;
  var f0 = (p0 << 2u) | (p1 >> 30u);
  var f1 = (p1 << 2u) | (p2 >> 30u);
  var sign = 0u;
  if (f0 >= 0x80000000u) {
    quadrant = quadrant + 1u;
    sign = 0x80000000u;
    f1 = ~f1 + 1u;
    f0 = ~f0 + u32(f1 == 0u);
  }
  if (f32_sign_bit(x) != 0u) {
    quadrant = 0u - quadrant;
    sign = sign ^ 0x80000000u;
  }
  if (f0 == 0u && f1 == 0u) { return Angle(0.0, 0.0, quadrant & 3u); }
  let zeros = select(countLeadingZeros(f0), 32u + countLeadingZeros(f1), f0 == 0u);
  let upper = zeros >= 32u;
  let s = zeros & 31u;
  let w0 = select(f0, f1, upper);
  let w1 = select(f1, 0u, upper);
  let n0 = select((w0 << s) | (w1 >> (32u - s)), w0, s == 0u);
  let n1 = w1 << s;
  let top = n0 >> 8u;
  let next = ((n0 & 255u) << 16u) | (n1 >> 16u);
  let unit = bitcast<f32>((103u - zeros) << 23u);
  let fh = f32(top) * unit;
  let fl = (f32(next) * unit) * 5.9604644775390625e-08;
  let r = f32_product(fh, 1.5707963705062866);
  let t = f32_sum(r.x, r.y + (fh * -4.371138828673793e-08 + fl * 1.5707963705062866));
  let turn = select(1.0, -1.0, sign != 0u);
  return Angle(turn * t.x, turn * t.y, quadrant & 3u);
}`,
  // x = quadrant * pi/2 + hi + lo; x is finite. Products with the first three parts of pi/2 are exact for |k| < 2^11.
  angle: `fn angle(x: f32) -> Angle {
  if (f32_magnitude(x) > 0x45000000u) { return angle_far(x); }
  let k = round(x * 0.6366197466850281);
  let b = f32_opaque(f32_opaque(x - k * 1.5703125) - k * 0.0004837512969970703);
  let c = f32_sum(b, k * -7.549533620476723e-08);
  let d = f32_sum(c.x, k * -2.5633440682570896e-12);
  return Angle(d.x, d.y + c.y, bitcast<u32>(i32(k)) & 3u);
}`,
  angle_sin: `fn angle_sin(hi: f32, lo: f32) -> f32 {
  let z = hi * hi;
  let q = -0.1666666716337204 + z * (0.008333329111337662 + z * (-0.00019839272135868669 + z * 2.717745928748627e-06));
  return hi + ((hi * z) * q + lo * (1.0 - 0.5 * z));
}`,
  angle_cos: `fn angle_cos(hi: f32, lo: f32) -> f32 {
  let z = hi * hi;
  let q = 0.0416666679084301 + z * (-0.0013888883404433727 + z * (2.4799417587928474e-05 + z * -2.7202210617360834e-07));
  let half_square = 0.5 * z;
  let t = f32_opaque(1.0 - half_square);
  return t + (f32_opaque(f32_opaque(1.0 - t) - half_square) + ((z * z) * q - hi * lo));
}`,
  f32_sin: `fn f32_sin(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m >= 0x7f800000u) { return f32_nan(); }
  if (m < 0x39000000u) { return x; }
  let a = angle(x);
  var y = angle_sin(a.hi, a.lo);
  if ((a.quadrant & 1u) != 0u) { y = angle_cos(a.hi, a.lo); }
  return bitcast<f32>(bitcast<u32>(y) ^ ((a.quadrant & 2u) << 30u));
}`,
  f32_cos: `fn f32_cos(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m >= 0x7f800000u) { return f32_nan(); }
  let a = angle(x);
  var y = angle_cos(a.hi, a.lo);
  if ((a.quadrant & 1u) != 0u) { y = angle_sin(a.hi, a.lo); }
  return bitcast<f32>(bitcast<u32>(y) ^ (((a.quadrant + 1u) & 2u) << 30u));
}`,
  f32_tan: `fn f32_tan(x: f32) -> f32 {
  let m = f32_magnitude(x);
  if (m >= 0x7f800000u) { return f32_nan(); }
  if (m < 0x39000000u) { return x; }
  let a = angle(x);
  let z = a.hi * a.hi;
  let q = 0.3333333134651184 + z * (0.1333341747522354 + z * (0.0539536327123642 + z * (0.02199188992381096
    + z * (0.008303724229335785 + z * (0.005050652660429478 + z * (-0.0006583528593182564 + z * 0.0020683621987700462))))));
  let rest = (a.hi * z) * q + a.lo * (1.0 + z);
  let t = a.hi + rest;
  if ((a.quadrant & 1u) == 0u) { return t; }
  // -1/t, with t and the quotient cut to 12 bits so that their product is exact.
  let th = bitcast<f32>(bitcast<u32>(t) & 0xfffff000u);
  let tl = rest - (th - a.hi);
  let r = -1.0 / t;
  let rh = bitcast<f32>(bitcast<u32>(r) & 0xfffff000u);
  return rh + r * (f32_opaque(1.0 + rh * th) + rh * tl);
}`,
};
