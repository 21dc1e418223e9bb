const MEBIBYTE = 2 ** 20;

/** V8 takes limits in MiB. */
export function megabytes(bytes: number): number {
  return Math.ceil(bytes / MEBIBYTE);
}
