/**
 * A value with some of its elements replaced: what a write through a view makes of the array. Values never change, so
 * whoever read the old one keeps it, and overlapping views need no care. Writes that follow each other are made on one copy.
 */
import { attach, Node } from "../kernel/index.js";
import type { ElementLayout } from "./pending_view.js";

/** Node.op of a pending write. */
const WRITE = -11;

/** `base` with `value`, of the layout's shape and the base's dtype, at the places of the layout. */
export class WriteNode extends Node {
  readonly layout: ElementLayout;

  constructor(base: Node, layout: ElementLayout, value: Node) {
    super(WRITE, base.dtype, base.dtype, base.shape, base.size);
    this.layout = layout;
    this.weight = 1;
    this.a = base;
    this.b = value;
    attach(this, base);
    attach(this, value);
  }

  get base(): Node {
    return this.a as Node;
  }

  get written(): Node {
    return this.b as Node;
  }
}

/** True for a pending write. */
export function isPendingWrite(node: Node): node is WriteNode {
  return node.op === WRITE;
}
