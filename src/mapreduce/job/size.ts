import { ValueError } from "../../errors.js";

/** As disks and `--memory 256MB` count, and with an `i` as memory is made. */
const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/**
 * Reads a size as `256MB`, `1GiB` or `1.5 GB`: kB, MB, GB, TB are powers of 1000, KiB, MiB, GiB, TiB of 1024; a number alone is bytes.
 *
 * @param name what the size is of, for the message
 * @throws ValueError
 */
export function parseSize(name: string, size: number | string): number {
  const [, digits = "", unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(String(size)) ?? [];
  const bytes = Math.floor(Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  if (digits === "" || !Number.isSafeInteger(bytes) || bytes < 1) {
    throw new ValueError(
      `${name} is ${JSON.stringify(size)}; it takes a number of bytes from 1 on, as 1000000, 256MB or 1GiB.`,
    );
  }
  return bytes;
}
