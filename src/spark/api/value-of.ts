/** What TypeScript knows of a type that is written in SQL's words. */
interface ValueOfWord {
  boolean: boolean;
  tinyint: number;
  byte: number;
  smallint: number;
  short: number;
  int: number;
  integer: number;
  bigint: number;
  long: number;
  float: number;
  real: number;
  double: number;
  string: string;
  binary: Uint8Array;
  date: Date;
  timestamp: Date;
  timestamp_ntz: Date;
}

/** The JavaScript value of a simple type's name; `unknown` of all others. */
export type ValueOf<D extends string> = D extends keyof ValueOfWord ? ValueOfWord[D] : unknown;
