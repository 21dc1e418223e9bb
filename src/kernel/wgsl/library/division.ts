/**
 * WGSL text: division, square root and remainders of floats, correctly rounded. WGSL promises a quotient only to
 * 2.5 units in the last place (https://www.w3.org/TR/WGSL/#floating-point-accuracy) and may flush subnormals, so the
 * device's answer is an estimate here, and its exact remainder, in wrapping 32-bit integers, puts it right: the
 * remainder is small, so the upper bits that wrapping loses are known to be zero. No step relies on the rounding of a
 * float operation, so neither contraction nor reassociation by a driver changes a result.
 */
export const DIVISION: Readonly<Record<string, string>> = {
  // |a| = sig * 2^(e - 23) with sig in [2^23, 2^24); a is finite and not zero.
  Parts: "struct Parts { sig: u32, e: i32 }",
  f32_parts: `fn f32_parts(a: f32) -> Parts {
  let b = f32_magnitude(a);
  if (b < 0x800000u) {
    let s = countLeadingZeros(b) - 8u;
    return Parts(b << s, -126 - i32(s));
  }
  return Parts((b & 0x7fffffu) | 0x800000u, i32(b >> 23u) - 127);
}`,
  // sig * 2^(e - 26), sig in [2^26, 2^27) with a sticky lowest bit, rounded half to even; overflows and underflows as IEEE 754.
  f32_pack: `fn f32_pack(sign: u32, e: i32, sig: u32) -> f32 {
  if (e > 127) { return f32_inf(sign); }
  let shift = u32(clamp(-123 - e, 3, 31));
  let kept = sig >> shift;
  let rest = sig & ((1u << shift) - 1u);
  let tie = 1u << (shift - 1u);
  let up = rest > tie || (rest == tie && (kept & 1u) == 1u);
  return bitcast<f32>(sign | ((u32(max(e + 126, 0)) << 23u) + kept + u32(up)));
}`,
  // y * 2^n with one rounding; y is finite and not zero.
  f32_scale: `fn f32_scale(y: f32, n: i32) -> f32 {
  let p = f32_parts(y);
  return f32_pack(f32_sign_bit(y), p.e + n, p.sig << 3u);
}`,
  f32_divide: `fn f32_divide(a: f32, b: f32) -> f32 {
  let sign = f32_sign_bit(a) ^ f32_sign_bit(b);
  let ma = f32_magnitude(a);
  let mb = f32_magnitude(b);
  if (max(ma, mb) > 0x7f800000u || (ma == mb && (ma == 0u || ma == 0x7f800000u))) { return f32_nan(); }
  if (ma == 0x7f800000u || mb == 0u) { return f32_inf(sign); }
  if (ma == 0u || mb == 0x7f800000u) { return bitcast<f32>(sign); }
  let p = f32_parts(a);
  let q = f32_parts(b);
  let below = p.sig < q.sig;
  let num = select(p.sig, p.sig << 1u, below);
  let den = i32(q.sig);
  var quo = u32((f32(num) / f32(q.sig)) * 33554432.0);
  var rem = bitcast<i32>((num << 25u) - quo * q.sig);
  let fix = i32(floor(f32(rem) / f32(q.sig)));
  quo = quo + bitcast<u32>(fix);
  rem = rem - fix * den;
  if (rem < 0) { quo = quo - 1u; rem = rem + den; }
  else if (rem >= den) { quo = quo + 1u; rem = rem - den; }
  return f32_pack(sign, p.e - q.e - i32(below), (quo << 1u) | u32(rem != 0));
}`,
  f32_sqrt: `fn f32_sqrt(a: f32) -> f32 {
  let m = f32_magnitude(a);
  if (m == 0u || m > 0x7f800000u) { return a; }
  if (f32_sign_bit(a) != 0u) { return f32_nan(); }
  if (m == 0x7f800000u) { return a; }
  let p = f32_parts(a);
  let odd = (p.e & 1) != 0;
  let x = select(p.sig << 1u, p.sig << 2u, odd);
  var s = u32(sqrt(f32(x)) * 4096.0);
  var rem = bitcast<i32>((x << 24u) - s * s);
  let fix = i32(floor(f32(rem) / f32(2u * s)));
  rem = rem - 2 * i32(s) * fix - fix * fix;
  s = s + bitcast<u32>(fix);
  if (rem < 0) { s = s - 1u; rem = rem + 2 * i32(s) + 1; }
  else if (rem > 2 * i32(s)) { rem = rem - 2 * i32(s) - 1; s = s + 1u; }
  return f32_pack(0u, select(p.e, p.e - 1, odd) >> 1u, (s << 2u) | u32(rem != 0));
}`,
  // The remainder of |a| / |b| as a multiple of b's last place, exact: long division, eight bits of the quotient at a
  // step. Both are finite and not zero, |a| >= |b|.
  f32_long_division: `fn f32_long_division(p: Parts, q: Parts) -> u32 {
  var rem = p.sig % q.sig;
  var left = p.e - q.e;
  while (left > 0) {
    let step = min(left, 8);
    rem = (rem << u32(step)) % q.sig;
    left = left - step;
  }
  return rem;
}`,
  // rem * 2^(e - 23), exact; rem < 2^24.
  f32_from_places: `fn f32_from_places(sign: u32, e: i32, rem: u32) -> f32 {
  if (rem == 0u) { return bitcast<f32>(sign); }
  let s = countLeadingZeros(rem) - 8u;
  return f32_pack(sign, e - i32(s), (rem << s) << 3u);
}`,
  // C's fmod.
  f32_fmod: `fn f32_fmod(a: f32, b: f32) -> f32 {
  let ma = f32_magnitude(a);
  let mb = f32_magnitude(b);
  if (ma >= 0x7f800000u || mb > 0x7f800000u || mb == 0u) { return f32_nan(); }
  if (ma < mb) { return a; }
  let q = f32_parts(b);
  return f32_from_places(f32_sign_bit(a), q.e, f32_long_division(f32_parts(a), q));
}`,
  // As Python's %: the divisor's sign, of a zero too.
  f32_remainder: `fn f32_remainder(a: f32, b: f32) -> f32 {
  let ma = f32_magnitude(a);
  let mb = f32_magnitude(b);
  let sign = f32_sign_bit(b);
  if (ma >= 0x7f800000u || mb > 0x7f800000u || mb == 0u) { return f32_nan(); }
  let agree = f32_sign_bit(a) == sign;
  if (ma == 0u) { return bitcast<f32>(sign); }
  if (ma < mb) { return select(a + b, a, agree); }
  let q = f32_parts(b);
  let rem = f32_long_division(f32_parts(a), q);
  return f32_from_places(sign, q.e, select(q.sig - rem, rem, agree || rem == 0u));
}`,
  // The whole part of |a / b| below 2^24 is exact: where the nearest float is whole, the remainder says on which side of it
  // the quotient lies. From 2^24 on every float is whole and the nearest one is taken.
  f32_floor_divide: `fn f32_floor_divide(a: f32, b: f32) -> f32 {
  if (!f32_truth(b)) { return f32_divide(a, b); }
  let r = f32_fmod(f32_absolute(a), f32_absolute(b));
  if (f32_isnan(r)) { return r; }
  let sign = f32_sign_bit(a) ^ f32_sign_bit(b);
  let q = f32_divide(f32_absolute(a), f32_absolute(b));
  if (f32_magnitude(q) >= 0x4b800000u) { return f32_with_sign(q, sign); }
  var whole = u32(f32_trunc(q));
  let late = f32_truth(r) && f32_key(f32_scale(r, 1)) > f32_key(f32_absolute(b));
  if (late && bitcast<u32>(f32(whole)) == bitcast<u32>(q)) { whole = whole - 1u; }
  if (sign != 0u && f32_truth(r)) { whole = whole + 1u; }
  return f32_with_sign(f32(whole), sign);
}`,
};
