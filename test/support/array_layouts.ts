/** Ways for the same elements to lie in memory: here by our methods, over there by NumPy's own. */

/** What a layout needs of an array: both np's and any other that follows NumPy. */
export interface Viewable<A> {
  readonly T: A;
  reshape(shape: readonly number[]): A;
  slice(...selectors: (string | number | null)[]): A;
}

type BroadcastTo<A> = (a: A, shape: readonly number[]) => A;

/** A way to lie in memory. */
export interface ArrayLayout {
  readonly name: string;
  /** The shape of the dense array that it is a view of, for a view of this shape; null where there is none. */
  base(shape: readonly number[]): readonly number[] | null;
  /** The view, from the dense array; `broadcastTo` is the module's `broadcast_to`. */
  view<A extends Viewable<A>>(a: A, shape: readonly number[], broadcastTo: BroadcastTo<A>): A;
  /** The same in Python, of an array called `name`. */
  python(name: string, shape: readonly number[]): string;
}

const tuple = (shape: readonly number[]): string => `(${shape.map((n) => `${n},`).join("")})`;
const withLast = (shape: readonly number[], last: (n: number) => number): readonly number[] | null =>
  shape.length === 0 ? null : [...shape.slice(0, -1), last(shape[shape.length - 1])];
const withFirst = (shape: readonly number[], first: (n: number) => number): readonly number[] | null =>
  shape.length === 0 ? null : [first(shape[0]), ...shape.slice(1)];

/** A layout that is one basic index on an axis at the end or the start. */
function sliced(
  name: string,
  slice: string,
  at: "last" | "first",
  length: (n: number) => number,
): ArrayLayout {
  return {
    name,
    base: (shape) => (at === "last" ? withLast(shape, length) : withFirst(shape, length)),
    view: (a) => (at === "last" ? a.slice("...", slice) : a.slice(slice)),
    python: (array) => (at === "last" ? `${array}[..., ${slice}]` : `${array}[${slice}]`),
  };
}

export const LAYOUTS: readonly ArrayLayout[] = [
  { name: "dense", base: (shape) => shape, view: (a) => a, python: (a) => a },
  {
    name: "transposed",
    base: (shape) => (shape.length < 2 ? null : [...shape].reverse()),
    view: (a) => a.T,
    python: (a) => `${a}.T`,
  },
  sliced("every second", "::2", "last", (n) => Math.max(0, 2 * n - 1)),
  sliced("every third from the second", "1::3", "last", (n) => 3 * n),
  sliced("backwards", "::-1", "last", (n) => n),
  sliced("backwards by two", "::-2", "last", (n) => 2 * n),
  sliced("rows backwards", "::-1", "first", (n) => n),
  sliced("inner rows", "1:-1", "first", (n) => n + 2),
  sliced("columns cut off", "2:-1", "last", (n) => n + 3),
  {
    name: "transposed, backwards by two",
    base: (shape) =>
      shape.length < 2 ? null : [2 * shape[shape.length - 1], ...shape.slice(0, -1).reverse()],
    view: (a) => a.slice("::-2").T,
    python: (a) => `${a}[::-2].T`,
  },
  {
    name: "one element repeated along the last axis",
    base: (shape) => withLast(shape, () => 1),
    view: (a, shape, broadcastTo) => broadcastTo(a, shape),
    python: (a, shape) => `np.broadcast_to(${a}, ${tuple(shape)})`,
  },
  {
    name: "one row repeated",
    base: (shape) => (shape.length < 2 ? null : shape.slice(1)),
    view: (a, shape, broadcastTo) => broadcastTo(a, shape),
    python: (a, shape) => `np.broadcast_to(${a}, ${tuple(shape)})`,
  },
];
