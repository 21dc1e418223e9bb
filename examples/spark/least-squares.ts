/** The slope of the straight line `y = a + slope · x` with the smallest squared error; NaN where all x are the same. */
export function slopeOf(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const meanX = mean(x);
  const meanY = mean(y);
  let covariance = 0;
  let variance = 0;
  for (let index = 0; index < x.length; index++) {
    const fromMean = (x[index] as number) - meanX;
    covariance += fromMean * ((y[index] as number) - meanY);
    variance += fromMean * fromMean;
  }
  return covariance / variance;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] as number;
  return sum / values.length;
}
