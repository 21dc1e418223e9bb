/**
 * WGSL text: the sum of floats, kept as a float and the error of its additions (Neumaier, "Rundungsfehleranalyse
 * einiger Verfahren zur Summation endlicher Summen", 1974), so that a sum of a hundred million elements is as good as
 * one of a hundred.
 */
export const SUMS: Readonly<Record<string, string>> = {
  f32_total_add: `fn f32_total_add(a: vec2<f32>, b: vec2<f32>) -> vec2<f32> {
  let s = f32_sum(a.x, b.x);
  return vec2<f32>(s.x, s.y + (a.y + b.y));
}`,
  // The error of a sum that is infinite or NaN is NaN and says nothing.
  f32_total: `fn f32_total(a: vec2<f32>) -> f32 {
  if (f32_isfinite(a.x)) { return a.x + a.y; }
  return a.x;
}`,
};
