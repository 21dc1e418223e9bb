/** How arrays lie against the shape of a kernel, with as few axes as will do. */
import { broadcastStrides, contiguousStrides, isContiguous, type Shape, sizeOf } from "../array/index.js";
import type { Node } from "../kernel/index.js";
import type { KernelInput, StridedPlace } from "../kernel/wgsl/index.js";
import type { ElementLayout } from "./pending_view.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A kernel's shape, and how what it reads and writes lies against it. */
export interface LaidOut {
  readonly shape: number[];
  readonly inputs: KernelInput[];
  readonly into: StridedPlace | undefined;
}

/**
 * @param order the axes of `shape` in the order of the kernel's elements
 * @param into the buffer that the elements go to, and the places there
 */
export function layOut(
  shape: Shape,
  order: readonly number[],
  leaves: readonly Node[],
  bufferOf: (leaf: Node) => KernelInput["buffer"],
  into?: { readonly buffer: KernelInput["buffer"]; readonly layout: ElementLayout },
): LaidOut {
  const ordered = order.map((axis) => shape[axis] as number);
  const size = sizeOf(shape);
  const inputs = leaves.map((leaf): Mutable<KernelInput> => {
    const buffer = bufferOf(leaf);
    const { offset } = leaf;
    if (size === 0 || (leaf.size === 1 && offset === 0))
      return { buffer, layout: "single", offset: 0, strides: [] };
    const own = leaf.strides ?? contiguousStrides(leaf.shape, 1);
    const spread = broadcastStrides(leaf.shape, own, shape);
    const strides = order.map((axis) => spread[axis] as number);
    const dense = leaf.size === size && offset === 0 && isContiguous(ordered, strides, 1);
    return { buffer, layout: dense ? "dense" : "strided", offset, strides };
  });
  const target: Mutable<StridedPlace> | undefined =
    into === undefined
      ? undefined
      : {
          buffer: into.buffer,
          offset: into.layout.offset,
          strides: order.map((axis) => into.layout.strides[axis] as number),
        };
  const strided: Mutable<StridedPlace>[] = inputs.filter((input) => input.layout === "strided");
  if (target !== undefined) strided.push(target);
  return { shape: joinAxes(ordered, strided), inputs, into: target };
}

/** Makes one axis of neighbours that every array runs through evenly, in place, and leaves out those of length 1. */
function joinAxes(shape: Shape, places: readonly Mutable<StridedPlace>[]): number[] {
  const lengths: number[] = [];
  const kept: number[][] = places.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis] as number;
    if (length === 1) continue;
    const last = lengths.length - 1;
    const joins =
      last >= 0 &&
      places.every(({ strides }, k) => (kept[k] as number[])[last] === (strides[axis] as number) * length);
    if (joins) lengths[last] = (lengths[last] as number) * length;
    else lengths.push(length);
    places.forEach(({ strides }, k) => {
      const own = kept[k] as number[];
      if (joins) own[last] = strides[axis] as number;
      else own.push(strides[axis] as number);
    });
  }
  places.forEach((place, k) => {
    place.strides = kept[k] as number[];
  });
  return lengths;
}
