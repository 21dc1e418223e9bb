/**
 * From pending nodes to kernels. A kernel computes one node with everything pending under it, but for what is computed
 * before, by a kernel of its own: reductions, products of matrices and what they multiply, nodes of another shape (they
 * would be computed again for every place), nodes that an earlier kernel had inside (asked for again, they had better be
 * kept), and where a kernel would read more arrays than the device binds or grow too long.
 */
import { sameShape } from "../array/index.js";
import { LEAF, lower, type Node, operandsOf, SCALAR, type ScalarValue, settleNode } from "../kernel/index.js";
import { type Batch, type DeviceBuffer, type Gpu, wgslType } from "../kernel/wgsl/index.js";
import { layOut } from "./lay_out.js";
import { isUncomputed, needsOwnKernel } from "./pending.js";
import { isPendingKernel, type KernelNode, recordKernel } from "./pending_kernel.js";
import { isPendingProduct, recordProduct } from "./pending_product.js";
import { isPendingReduction, type ReductionNode } from "./pending_reduction.js";
import { type ElementLayout, isPendingView, settleView } from "./pending_view.js";
import { isPendingWrite, type WriteNode } from "./pending_write.js";
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
      if (!isUncomputed(node)) continue;
      if (isPendingView(node)) {
        this.#launch(node);
        continue;
      }
      for (const operand of operandsOf(node)) {
        if (!isUncomputed(operand)) continue;
        // Writes in a row are made together.
        if (isPendingWrite(node) && operand === node.a && isPendingWrite(operand)) continue;
        const alone = isPendingReduction(operand) || needsOwnKernel(operand) || !this.#fuses(node, operand);
        if (alone || computedInside.has(operand)) this.#launch(operand);
      }
      if (isPendingWrite(node)) this.#fit(node.written);
      else this.#fit(node);
    }
    if (isUncomputed(root)) this.#launch(root);
  }

  /** Whether an operand may be computed element by element inside the node's kernel. */
  #fuses(node: Node, operand: Node): boolean {
    // A reduction's operand and a written value may have any shape: the kernel has theirs.
    if (isPendingReduction(node)) return true;
    if (isPendingWrite(node)) return operand !== node.a && sameShape(operand.shape, node.layout.shape);
    return !needsOwnKernel(node) && sameShape(operand.shape, node.shape);
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
    if (isPendingKernel(node)) this.#launchKernel(node);
    else if (isPendingWrite(node)) this.#launchWrites(node);
    else if (isPendingView(node)) {
      if (isUncomputed(node.a as Node)) this.#launch(node.a as Node);
      settleView(node);
    } else this.#launchProgram(node);
  }

  #launchProgram(node: Node): void {
    this.#fit(node);
    const storage = new DeviceStorage(node.dtype, node.size, null);
    const result = storage.on(this.#gpu, this.#batch);
    this.filled.push(storage);
    if (isPendingProduct(node)) recordProduct(node, this.#gpu, this.#batch, result);
    else if (isPendingReduction(node)) {
      const { length } = node;
      const from = node.a as Node;
      const rows = { count: node.size, length };
      if (node.size > 0) this.#run(from, result, { node, order: node.order, rows });
    } else if (node.size > 0) this.#run(node, result, {});
    settleNode(node, storage, null);
  }

  /** Records the kernel of `from`, or of the reduction of it. */
  #run(
    from: Node,
    result: DeviceBuffer,
    how: {
      readonly node?: ReductionNode;
      readonly order?: readonly number[];
      readonly rows?: { readonly count: number; readonly length: number };
      readonly layout?: ElementLayout;
    },
  ): void {
    const { node, rows, layout } = how;
    const { inside } = contents(from);
    const { interned, leaves, scalars } = lower(from, node?.reduction ?? null, node?.dtype ?? null);
    const { shape, inputs, into } = layOut(
      layout?.shape ?? from.shape,
      how.order ?? from.shape.map((_, axis) => axis),
      leaves,
      (leaf) => (leaf.source as DeviceStorage).on(this.#gpu, this.#batch),
      layout === undefined ? undefined : { buffer: result, layout },
    );
    this.#batch.run({
      program: interned.program,
      inputs,
      scalars: scalars.map((scalar) => scalarBits(scalar.value, scalar.dtype.kind)),
      shape,
      size: from.size,
      result,
      ...(rows === undefined ? {} : { rows }),
      ...(into === undefined ? {} : { into }),
    });
    for (const each of inside) if (each !== node) computedInside.add(each);
  }

  /**
   * A write, and those pending under it, on one copy. The ones between stay pending: nobody may see their memory, which
   * later writes change.
   */
  #launchWrites(node: WriteNode): void {
    const writes: WriteNode[] = [];
    let base: Node = node;
    for (; isPendingWrite(base); base = base.base) writes.push(base);
    if (isUncomputed(base)) this.#launch(base);
    const storage = new DeviceStorage(node.dtype, node.size, null);
    const result = storage.on(this.#gpu, this.#batch);
    this.filled.push(storage);
    if (node.size > 0) {
      const from = (base.source as DeviceStorage).on(this.#gpu, this.#batch);
      this.#batch.copy(from, result, node.size * wgslType(node.dtype).bytes);
    }
    for (const { written, layout } of writes.reverse()) {
      if (written.size === 0) continue;
      if (isUncomputed(written)) this.#fit(written);
      this.#run(written, result, { layout });
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
