/**
 * From pending nodes to kernels. A kernel computes one node with everything pending under it, but for what is computed
 * before, by a kernel of its own: reductions, products of matrices and what they multiply, nodes of another shape (they
 * would be computed again for every place), nodes that an earlier kernel had inside (asked for again, they had better be
 * kept), and where a kernel would read more arrays than the device binds or grow too long.
 */
import { broadcastStrides, contiguousStrides, type Shape, sameShape } from "../array/index.js";
import { LEAF, lower, type Node, operandsOf, SCALAR, type ScalarValue, settleNode } from "../kernel/index.js";
import type { Batch, Gpu, KernelInput } from "../kernel/wgsl/index.js";
import { isPendingKernel, type KernelNode, recordKernel } from "./pending_kernel.js";
import { isPendingProduct, recordProduct } from "./pending_product.js";
import { isPendingReduction, isUncomputed } from "./pending_reduction.js";
import { DeviceStorage } from "./storage.js";

/** Operations in a kernel: longer ones compile slowly and spill registers. */
export const MAX_OPERATIONS = 48;

/** Nodes that some kernel has computed on the way to another. */
const computedInside = new WeakSet<Node>();

/** The pending nodes under `root`, operands first. A loop, since chains may be long. */
function pendingUnder(root: Node): Node[] {
  const order: Node[] = [];
  const entered = new Set<Node>();
  const left = new Set<Node>();
  const stack: Node[] = [root];
  while (stack.length > 0) {
    const node = stack[stack.length - 1] as Node;
    if (!isUncomputed(node) || left.has(node)) {
      stack.pop();
    } else if (entered.has(node)) {
      stack.pop();
      left.add(node);
      order.push(node);
    } else {
      entered.add(node);
      stack.push(...operandsOf(node));
    }
  }
  return order;
}

/** What a kernel for `node` would hold: arrays read, and pending nodes inside. */
function contents(node: Node): { leaves: Set<Node>; inside: Set<Node> } {
  const leaves = new Set<Node>();
  const inside = new Set<Node>();
  const walk = (n: Node): void => {
    if (n.op === SCALAR || inside.has(n)) return;
    if (n.op === LEAF) {
      leaves.add(n);
      return;
    }
    inside.add(n);
    for (const operand of operandsOf(n)) walk(operand);
  };
  walk(node);
  return { leaves, inside };
}

/** One evaluation: kernels into a batch, and the storages that they fill. */
export class Schedule {
  readonly #gpu: Gpu;
  readonly #batch: Batch;
  /** What was allocated: worthless if the batch fails. */
  readonly filled: DeviceStorage[] = [];

  constructor(gpu: Gpu, batch: Batch) {
    this.#gpu = gpu;
    this.#batch = batch;
  }

  /** Computes a node: it is a leaf afterwards. */
  compute(root: Node): void {
    for (const node of pendingUnder(root)) {
      // A shape of its own: a reduction's operand may have any.
      const shape = isPendingReduction(node) ? (node.a as Node).shape : node.shape;
      for (const operand of operandsOf(node)) {
        if (!isUncomputed(operand)) continue;
        const alone =
          isPendingReduction(operand) ||
          [operand, node].some((each) => isPendingProduct(each) || isPendingKernel(each));
        if (alone || computedInside.has(operand) || !sameShape(operand.shape, shape)) this.#launch(operand);
      }
      this.#fit(node);
    }
    if (isUncomputed(root)) this.#launch(root);
  }

  /** Computes operands before the node until its kernel is within bounds. */
  #fit(node: Node): void {
    for (;;) {
      const { leaves, inside } = contents(node);
      if (leaves.size <= this.#gpu.inputLimit && inside.size <= MAX_OPERATIONS) return;
      let widest: Node | null = null;
      let most = -1;
      for (const operand of operandsOf(node)) {
        if (!isUncomputed(operand)) continue;
        const under = contents(operand);
        const load = under.leaves.size * MAX_OPERATIONS + under.inside.size;
        if (load > most) {
          most = load;
          widest = operand;
        }
      }
      // An operation has three operands at most: every device binds as many.
      if (widest === null) return;
      this.#launch(widest);
    }
  }

  #launch(node: Node): void {
    if (isPendingKernel(node)) {
      this.#launchKernel(node);
      return;
    }
    this.#fit(node);
    const storage = new DeviceStorage(node.dtype, node.size, null);
    const result = storage.on(this.#gpu, this.#batch);
    this.filled.push(storage);
    const reduction = isPendingReduction(node) ? node.reduction : null;
    const from = reduction === null ? node : (node.a as Node);
    if (isPendingProduct(node)) recordProduct(node, this.#gpu, this.#batch, result);
    else if (node.size > 0) {
      const { inside } = contents(from);
      const { interned, leaves, scalars } = lower(from, reduction, reduction === null ? null : node.dtype);
      const { shape, inputs } = layOut(from.shape, leaves, (leaf) =>
        (leaf.source as DeviceStorage).on(this.#gpu, this.#batch),
      );
      this.#batch.run({
        program: interned.program,
        inputs,
        scalars: scalars.map((scalar) => scalarBits(scalar.value, scalar.dtype.kind)),
        shape,
        size: from.size,
        result,
      });
      for (const each of inside) if (each !== node) computedInside.add(each);
    }
    settleNode(node, storage, null);
  }

  /** A user's kernel fills all its results at once. */
  #launchKernel(node: KernelNode): void {
    const { outputs } = node.job;
    const storages = outputs.map((output) => new DeviceStorage(output.dtype, output.size, null));
    this.filled.push(...storages);
    recordKernel(
      node.job,
      this.#gpu,
      this.#batch,
      storages.map((storage) => storage.on(this.#gpu, this.#batch)),
    );
    outputs.forEach((output, k) => {
      settleNode(output, storages[k] as DeviceStorage, null);
    });
  }
}

const words = new DataView(new ArrayBuffer(4));

/** A scalar as a word of the parameter block. */
function scalarBits(value: ScalarValue, kind: "bool" | "int" | "uint" | "float"): number {
  if (kind === "float") words.setFloat32(0, Number(value));
  else words.setUint32(0, Number(value) >>> 0);
  return words.getUint32(0);
}

/** How each leaf lies against the shape of the result, with as few axes as will do. */
function layOut(
  shape: Shape,
  leaves: readonly Node[],
  bufferOf: (leaf: Node) => KernelInput["buffer"],
): { shape: number[]; inputs: KernelInput[] } {
  const size = shape.reduce((n, d) => n * d, 1);
  const inputs = leaves.map((leaf): { -readonly [K in keyof KernelInput]: KernelInput[K] } => {
    const buffer = bufferOf(leaf);
    if (leaf.size === size) return { buffer, layout: "dense", strides: [] };
    if (leaf.size === 1) return { buffer, layout: "single", strides: [] };
    return {
      buffer,
      layout: "strided",
      strides: broadcastStrides(leaf.shape, contiguousStrides(leaf.shape, 1), shape),
    };
  });
  const strided = inputs.filter((input) => input.layout === "strided");
  const lengths: number[] = [];
  const kept: number[][] = strided.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis] as number;
    if (length === 1) continue;
    const last = lengths.length - 1;
    const joins =
      last >= 0 &&
      strided.every((input, k) => (kept[k] as number[])[last] === (input.strides[axis] as number) * length);
    if (joins) lengths[last] = (lengths[last] as number) * length;
    else lengths.push(length);
    strided.forEach((input, k) => {
      const strides = kept[k] as number[];
      if (joins) strides[last] = input.strides[axis] as number;
      else strides.push(input.strides[axis] as number);
    });
  }
  strided.forEach((input, k) => {
    input.strides = kept[k] as number[];
  });
  return { shape: lengths, inputs };
}
