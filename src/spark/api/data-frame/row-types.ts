/** What TypeScript knows of rows from one DataFrame to the next. Of a `Row`, whose fields it doesn't know, comes a `Row`. */
import type { Row } from "../../types/index.js";
import type { VALUE } from "../column.js";

/** An intersection as one object, as an editor should show it. */
export type Flat<T> = { [K in keyof T]: T[K] };

/** Whether the fields of T aren't known. */
type Unknown<T> = string extends keyof T ? true : keyof T extends never ? true : false;

/** The fields K of T. */
export type Picked<T, K extends PropertyKey> = Unknown<T> extends true ? Row : Pick<T, K & keyof T>;

/** T with the field N, or with that one's values changed. */
export type Added<T, N extends string, V> =
  Unknown<T> extends true ? T : string extends N ? Row : Flat<Omit<T, N> & { [K in N]: V }>;

/** T with the fields of C, which are columns. */
export type AddedAll<T, C> =
  Unknown<T> extends true ? T : Flat<Omit<T, keyof C> & { -readonly [K in keyof C]: ValueOfColumn<C[K]> }>;

/** T without the fields K. */
export type Dropped<T, K extends PropertyKey> =
  Unknown<T> extends true ? T : string extends K ? Row : Flat<Omit<T, K>>;

/** T with the field K called N. */
export type Renamed<T, K extends PropertyKey, N extends string> =
  Unknown<T> extends true
    ? T
    : string extends K | N
      ? Row
      : K extends keyof T
        ? Flat<Omit<T, K | N> & { [P in N]: T[K] }>
        : T;

/** T where every field may be null: of the side of an outer join that needn't be there. */
type Optional<T> = { [K in keyof T]: T[K] | null };

export type InnerJoin = "inner";
export type LeftJoin = "left" | "leftouter" | "left_outer";
export type RightJoin = "right" | "rightouter" | "right_outer";
export type FullJoin = "outer" | "full" | "fullouter" | "full_outer";
export type SemiJoin = "semi" | "leftsemi" | "left_semi";
export type AntiJoin = "anti" | "leftanti" | "left_anti";
export type JoinHow = InnerJoin | LeftJoin | RightJoin | FullJoin | SemiJoin | AntiJoin | "cross";

/** The rows of a join by columns K that both have. */
export type Joined<T, U, K extends PropertyKey, H extends JoinHow> =
  Unknown<T> extends true
    ? Row
    : H extends SemiJoin | AntiJoin
      ? T
      : Unknown<U> extends true
        ? Row
        : H extends InnerJoin
          ? Flat<Pick<T, K & keyof T> & Omit<T, K> & Omit<U, K>>
          : H extends LeftJoin
            ? Flat<Pick<T, K & keyof T> & Omit<T, K> & Optional<Omit<U, K>>>
            : H extends RightJoin
              ? Flat<Pick<U, K & keyof U> & Optional<Omit<T, K>> & Omit<U, K>>
              : H extends FullJoin
                ? Flat<Pick<T & U, K & keyof (T & U)> & Optional<Omit<T, K>> & Optional<Omit<U, K>>>
                : Row;

type ValueOfColumn<C> = C extends { readonly [VALUE]?: infer V } ? V : unknown;
