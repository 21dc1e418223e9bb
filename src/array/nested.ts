/** Nested lists at the level of types. */

/**
 * What nested lists hold in the end. Written out for four levels, since the compiler takes a recursive type for endless; deeper
 * lists are left open.
 */
export type ListElement<X> = X extends readonly (infer A)[]
  ? A extends readonly (infer B)[]
    ? B extends readonly (infer C)[]
      ? C extends readonly (infer E)[]
        ? E extends readonly unknown[]
          ? unknown
          : E
        : C
      : B
    : A
  : X;
