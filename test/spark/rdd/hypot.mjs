export const hypot = (x, y) => Math.hypot(x, y);
