export function norm(x: number, y: number): number;
