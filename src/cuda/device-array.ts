/** Arrays that stay on the target between launches. https://numba.readthedocs.io/en/stable/cuda/memory.html */
import { DTypeError, ValueError } from "../errors.js";
import { array, NDArray } from "../numpy/index.js";
import { type ElementType, isScalarToken, type ScalarToken } from "./compiler.js";
import {
  countOf,
  DTYPE_NAME,
  type DTypeNames,
  type ElementIn,
  elementOf,
  elementOfTypedArray,
  type HostArray,
  isTypedArray,
  type TypedArrays,
} from "./elements.js";
import { enqueue, type Stream } from "./stream.js";
import type { Target, TargetMemory } from "./target.js";
import { targetFor } from "./targets.js";

/**
 * An array on the target, dense in C order: launches don't copy it. Made by `cuda.toDevice` and `cuda.deviceArray`.
 * https://numba.readthedocs.io/en/stable/cuda-reference/memory.html#device-objects
 */
export class DeviceArray<E extends ElementType = ElementType> {
  readonly element: E;
  readonly shape: readonly number[];
  #home: { readonly target: Target; readonly memory: TargetMemory } | null = null;

  /** @internal */
  constructor(element: E, shape: readonly number[]) {
    this.element = element;
    this.shape = shape;
  }

  /** Number of elements. */
  get size(): number {
    return countOf(this.shape);
  }

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** np's name of the element type. */
  get dtype(): DTypeNames[E] {
    return DTYPE_NAME[this.element] as DTypeNames[E];
  }

  /**
   * @internal Its memory; made, zeroed, where it is first used.
   * @throws ValueError when it lives on another target
   */
  on(target: Target): TargetMemory {
    if (this.#home === null) {
      // Never freed here: a launch may still be using it. It goes when nothing holds it any more.
      this.#home = { target, memory: target.allocate(this.element, this.size) };
    }
    if (this.#home.target !== target)
      throw new ValueError(
        `This DeviceArray lives on the target "${this.#home.target.name}" and the launch runs on "${target.name}". Copy it: cuda.toDevice(await x.copyToHost()) after cuda.setTarget("${target.name}").`,
      );
    return this.#home.memory;
  }

  /**
   * The elements in C order, as a typed array of the host; with `out` into that.
   * https://numba.readthedocs.io/en/stable/cuda-reference/memory.html#numba.cuda.cudadrv.devicearray.DeviceNDArray.copy_to_host
   * @throws ValueError, DTypeError when `out` has another length or type
   */
  copyToHost(out?: TypedArrays[E], { stream }: { readonly stream?: Stream } = {}): Promise<TypedArrays[E]> {
    if (out !== undefined) checkHost(out, this.element, this.size, "out");
    return enqueue(stream, async () => {
      const target = this.#home?.target ?? (await targetFor(undefined));
      const values = (await target.read(this.on(target))) as TypedArrays[E];
      if (out === undefined) return values;
      (out as Uint8Array).set(values as Uint8Array);
      return out;
    });
  }

  /** The elements as an array of `manycore/numpy` of this shape. */
  async toNumpy(): Promise<NDArray<DTypeNames[E]>> {
    return toHost(await this.copyToHost(), this.element, this.shape);
  }

  /**
   * Overwrites the elements with those of the host.
   * @throws ValueError, DTypeError when there are more or fewer of them or their type differs
   */
  copyToDevice(from: TypedArrays[E], { stream }: { readonly stream?: Stream } = {}): Promise<void> {
    checkHost(from, this.element, this.size, "from");
    return enqueue(stream, async () => {
      const target = this.#home?.target ?? (await targetFor(undefined));
      target.write(this.on(target), from);
    });
  }
}

function checkHost(x: HostArray, element: ElementType, size: number, name: string): void {
  const given = isTypedArray(x) ? elementOfTypedArray(x) : null;
  if (given !== element && !(element === "bool" && given === "u8"))
    throw new DTypeError(`${name} holds ${given ?? typeof x}; the device array holds ${element}.`);
  if (x.length !== size)
    throw new ValueError(`${name} has ${x.length} elements; the device array has ${size}.`);
}

/** A typed array as an array of np. */
export function toHost<E extends ElementType>(
  values: HostArray,
  element: E,
  shape: readonly number[],
): NDArray<DTypeNames[E]> {
  return array(values, { dtype: DTYPE_NAME[element] }).reshape(shape) as NDArray as NDArray<DTypeNames[E]>;
}

/**
 * Copies an array to the target: a typed array (one axis) or an array of `manycore/numpy`.
 * https://numba.readthedocs.io/en/stable/cuda-reference/memory.html#numba.cuda.to_device
 * @throws DTypeError for what has no element type of kernels
 */
export async function toDevice<X extends HostArray | NDArray>(
  x: X,
  options?: { readonly stream?: Stream },
): Promise<DeviceArray<ElementIn<X>>> {
  if (x instanceof NDArray) {
    const out = new DeviceArray(elementOf(x.dtype.name) as ElementIn<X>, x.shape);
    await out.copyToDevice(x.toTypedArray() as TypedArrays[ElementIn<X>], options);
    return out;
  }
  const element = isTypedArray(x) ? elementOfTypedArray(x) : null;
  if (element === null)
    throw new DTypeError(
      `cuda.toDevice takes a typed array (Int8Array … Float64Array) or an array of manycore/numpy, not ${Object.prototype.toString.call(x)}.`,
    );
  const out = new DeviceArray(element as ElementIn<X>, [x.length]);
  await out.copyToDevice(x as HostArray as TypedArrays[ElementIn<X>], options);
  return out;
}

/**
 * A zeroed array on the target. https://numba.readthedocs.io/en/stable/cuda-reference/memory.html#numba.cuda.device_array
 * @param dtype `f32`, `i32` …
 * @throws ValueError for a shape that isn't one to three lengths; DTypeError for another type
 */
export function deviceArray<E extends ElementType>(
  shape: number | readonly number[],
  dtype: ScalarToken<E>,
): DeviceArray<E> {
  const lengths = typeof shape === "number" ? [shape] : [...shape];
  if (lengths.length < 1 || lengths.length > 3 || lengths.some((n) => !Number.isInteger(n) || n < 0))
    throw new ValueError(
      `The shape of a device array is one to three lengths, not ${JSON.stringify(shape)}.`,
    );
  if (!isScalarToken(dtype)) throw new DTypeError("The type of a device array is f32, i32 and the like.");
  return new DeviceArray<E>(dtype.element, lengths);
}
