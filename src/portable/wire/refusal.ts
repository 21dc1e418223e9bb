import { NotPortableError } from "../../errors.js";

/** Of a longer path the middle is left out. */
const SHOWN_PIECES = 20;

/**
 * Thrown where something can't travel, caught by each container around it, which adds its own piece of the path.
 * The one who was asked to encode turns it into a NotPortableError with the whole path.
 */
export class Refusal extends Error {
  readonly what: string;
  readonly wayOut: string;
  /** The path from the inside out. */
  readonly trail: string[] = [];

  constructor(what: string, wayOut: string) {
    super(what);
    this.what = what;
    this.wayOut = wayOut;
  }

  /** What a NotPortableError of another room says; its path isn't taken over. */
  static from(error: NotPortableError): Refusal {
    const rest = error.message.slice(error.path.length);
    const [, what, wayOut] = /^ is (.*?), which can't travel\. (.*)$/s.exec(rest) ?? [];
    return new Refusal(what ?? "something", wayOut ?? error.message);
  }

  /** The error for the user; `at` is the name of what was to be encoded. A `#` in it stands for the first index. */
  toError(at: string): NotPortableError {
    return new NotPortableError(this.what, joinPath(at, this.trail), this.wayOut);
  }
}

/** Adds a piece of the path to whatever was thrown and throws it again. */
export function through(error: unknown, piece: string): never {
  if (error instanceof Refusal) {
    error.trail.push(piece);
    throw error;
  }
  if (error instanceof NotPortableError) {
    const refusal = Refusal.from(error);
    refusal.trail.push(...error.path.split(" › ").reverse(), piece);
    throw refusal;
  }
  throw error;
}

/** The path of a property, as it would be written: `.name`, `["a b"]`, `[Symbol.iterator]`. */
export function property(key: string | symbol): string {
  if (typeof key === "symbol") return `[${String(key)}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function joinPath(at: string, trail: readonly string[]): string {
  const pieces = trail.toReversed();
  const index = /^\[(\d+)\]$/.exec(pieces[0] ?? "");
  if (index !== null && at.includes("#")) {
    pieces.shift();
    at = at.replace("#", index[1]!);
  }
  if (pieces.length > SHOWN_PIECES) pieces.splice(SHOWN_PIECES / 2, pieces.length - SHOWN_PIECES, "…");
  return [at, ...pieces].join(" › ");
}
