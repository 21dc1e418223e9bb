/** Random keys and values for the tests of the codec and of the shuffle. */
import type { Seeded } from "../support/seeded.js";

const TEXTS = [
  "",
  "a",
  "ab",
  "word",
  "\0",
  "\x01",
  "\x02",
  "a\0b",
  "a\x01\0",
  "\x7f",
  "\x80",
  "é",
  "ÿ",
  "Ā",
  "\u07ff",
  "\u0800",
  "한국",
  "\ud7ff",
  "\ud800",
  "\udbff",
  "\udc00",
  "\udfff",
  "\ue000",
  "\uffff",
  "😀",
  "😀\ud83d",
  "\ud83d😀",
  "\udc00\ud800",
  "__proto__",
  "a sentence of more than twenty characters",
  "ein längerer Satz, der nicht in ASCII passt",
  "a long one with 😀 and \0 and \x01 and \ud800 in it",
];

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  127,
  128,
  129,
  255,
  256,
  32767,
  32768,
  65535,
  2 ** 22,
  2 ** 23 - 1,
  2 ** 23,
  2 ** 30,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 52,
  2 ** 52 - 0.5,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  1e300,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  2 ** -1022,
  0.1,
  0.5,
  1.5,
  127.5,
  128.25,
  Infinity,
];

export function randomText(random: Seeded): string {
  if (random.next() < 0.5) return random.pick(TEXTS);
  const alphabet = random.pick([
    "ab",
    "abcdefgh",
    "a\0\x01\x02",
    "aé\u0800\ud7ff\ue000",
    "\ud800\udc00a\uffff",
  ]);
  let text = "";
  for (let left = random.integer(0, random.pick([3, 8, 40])); left > 0; left--)
    text += alphabet[random.integer(0, alphabet.length - 1)];
  return text;
}

export function randomNumber(random: Seeded): number {
  const sign = random.next() < 0.5 ? 1 : -1;
  switch (random.integer(0, 3)) {
    case 0:
      return sign * random.pick(NUMBERS);
    case 1:
      return sign * random.integer(0, random.pick([10, 1000, 2 ** 20, 2 ** 31]));
    case 2:
      return sign * random.next() * random.pick([1, 100, 2 ** 40]);
    default:
      return new Float64Array(new BigInt64Array([random.bits64()]).buffer)[0] || 0;
  }
}

/** A key of any kind; few enough different ones that equal keys occur. */
export function randomKey(random: Seeded, depth = 0): unknown {
  switch (random.integer(0, depth > 2 ? 5 : 8)) {
    case 0:
      return random.pick([null, false, true]);
    case 1:
    case 2:
      return randomNumber(random);
    case 3:
    case 4:
    case 5:
      return randomText(random);
    case 6:
    case 7:
      return Array.from({ length: random.integer(0, 3) }, () => randomKey(random, depth + 1));
    default: {
      const object: Record<string, unknown> = {};
      for (let left = random.integer(0, 3); left > 0; left--)
        Object.defineProperty(object, randomText(random), {
          value: randomKey(random, depth + 1),
          writable: true,
          enumerable: true,
          configurable: true,
        });
      return object;
    }
  }
}

/** Two keys that have much in common, so that their order is decided late. */
export function nearKeys(random: Seeded): [unknown, unknown] {
  const text = randomText(random);
  switch (random.integer(0, 4)) {
    case 0:
      return [text + randomText(random), text + randomText(random)];
    case 1: {
      const number = randomNumber(random);
      return [
        number,
        random.pick([number, -number, number + 0.5, Math.floor(number), number * (1 + 2 ** -52)]),
      ];
    }
    case 2: {
      const parts = [randomKey(random), randomKey(random)];
      return [[...parts, randomKey(random)], random.next() < 0.5 ? parts : [...parts, randomKey(random)]];
    }
    case 3: {
      const value = randomKey(random);
      return [
        { [text]: value, b: randomKey(random) },
        { b: randomKey(random), [text]: value },
      ];
    }
    default:
      return [randomKey(random), randomKey(random)];
  }
}

/** A value that has no NaN-like traps for `toEqual` and isn't a key only. */
export function randomValue(random: Seeded, depth = 0): unknown {
  switch (random.integer(0, depth > 2 ? 4 : 9)) {
    case 0:
      return random.pick([undefined, null, true, false, NaN, -0, 12345678901234567890n]);
    case 1:
    case 2:
      return randomNumber(random);
    case 3:
    case 4:
      return randomText(random);
    case 5:
      return Array.from({ length: random.integer(0, depth === 0 ? 20 : 2) }, () =>
        randomValue(random, depth + 1),
      );
    case 6:
      return new Map([[randomText(random), randomValue(random, depth + 1)]]);
    case 7:
      return new Set([randomNumber(random), randomText(random)]);
    case 8:
      return random.pick([
        new Date(random.integer(0, 2 ** 31)),
        Uint8Array.of(1, 2, 3),
        new Float64Array([0.5, NaN]),
        /a+/gi,
      ]);
    default: {
      const object: Record<string, unknown> = {};
      for (let left = random.integer(0, 4); left > 0; left--)
        object[`${random.integer(0, 9)}${randomText(random)}`] = randomValue(random, depth + 1);
      return object;
    }
  }
}
