/** What an array and its views share: the value that all of them show. A write through one puts another in its place. */
import type { Node } from "../kernel/index.js";
import { isUncomputed } from "./pending.js";
import {
  denseLayout,
  denseNode,
  type ElementLayout,
  isPendingView,
  settleView,
  showsAll,
  viewOf,
} from "./pending_view.js";
import { WriteNode } from "./pending_write.js";

export class SharedValue {
  #node: Node;

  constructor(node: Node) {
    this.#node = denseNode(node);
  }

  /** The dense value of the array that everything began with. */
  get node(): Node {
    const node = this.#node;
    if (isPendingView(node) && !isUncomputed(node.a as Node)) settleView(node);
    return node;
  }

  set node(node: Node) {
    this.#node = denseNode(node);
  }
}

/** How a view looks at a shared value. */
export class View {
  readonly shared: SharedValue;
  readonly layout: ElementLayout;
  #base: Node | null = null;
  #node: Node | null = null;

  constructor(shared: SharedValue, layout: ElementLayout) {
    this.shared = shared;
    this.layout = layout;
  }

  /** What it shows now: the same node as long as nobody writes. */
  get node(): Node {
    const base = this.shared.node;
    if (this.#base !== base || this.#node === null) {
      this.#base = base;
      this.#node = viewOf(base, this.layout);
    } else if (isPendingView(this.#node) && !isUncomputed(base)) settleView(this.#node);
    return this.#node;
  }

  /** Writes a value of the view's shape and dtype. */
  write(value: Node): void {
    const { shared, layout } = this;
    const base = shared.node;
    shared.node = showsAll(layout, base.size)
      ? viewOf(denseNode(value), denseLayout(base.shape))
      : new WriteNode(base, layout, value);
  }
}
