import { ValueError } from "../../errors.js";
import { BYTE_UNITS, bytesIn } from "../../memory/index.js";

const UNITS = { ...BYTE_UNITS, t: 1e12, tb: 1e12, tib: 2 ** 40 };

/**
 * Reads a size as `256MB`, `1GiB` or `1.5 GB`: kB, MB, GB, TB are powers of 1000, KiB, MiB, GiB, TiB of 1024; a number alone is bytes.
 *
 * @param name what the size is of, for the message
 * @throws ValueError
 */
export function parseSize(name: string, size: number | string): number {
  const bytes = bytesIn(String(size), UNITS);
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new ValueError(
      `${name} is ${JSON.stringify(size)}; it takes a number of bytes from 1 on, as 1000000, 256MB or 1GiB.`,
    );
  }
  return bytes;
}
