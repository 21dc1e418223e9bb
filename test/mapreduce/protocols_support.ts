/** Random values that JSON has a form for. */
import type { Seeded } from "../support/seeded.js";

const CHARACTERS = [...'ab \t\n\r"\\/\u0000\u007f\u2028é水😀', "\ud800", "\udc00", "\ud83d\ude00"];

export function randomText(random: Seeded, most = 8): string {
  return Array.from({ length: random.integer(0, most) }, () => random.pick(CHARACTERS)).join("");
}

export function randomNumber(random: Seeded): number {
  switch (random.integer(0, 4)) {
    case 0:
      return random.integer(-10, 10);
    case 1:
      return random.integer(-(2 ** 53) + 1, 2 ** 53 - 1);
    case 2:
      return random.next() * 10 ** random.integer(-300, 300);
    case 3:
      return random.pick([5e-324, 2 ** 60, 1e21, 1e22, 0.1, 1 / 3, Number.MAX_VALUE, 2 ** 53]);
    default:
      return random.integer(-1000, 1000) / 8;
  }
}

/** @param depth of arrays and objects in it, at most */
export function randomJson(random: Seeded, depth: number): unknown {
  switch (random.integer(0, depth > 0 ? 6 : 4)) {
    case 0:
      return null;
    case 1:
      return random.next() < 0.5;
    case 2:
    case 3:
      return randomNumber(random);
    case 4:
      return randomText(random);
    case 5:
      return Array.from({ length: random.integer(0, 4) }, () => randomJson(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.integer(0, 4) }, () => [
          `${randomText(random)}k`,
          randomJson(random, depth - 1),
        ]),
      );
  }
}
