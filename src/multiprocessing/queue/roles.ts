import type { SLOT_READER, SLOT_WRITER } from "./layout.js";

/** What a holder is on one side of the queue (as producer, or as consumer). */
export const ROLE = {
  /** Not on that side: a consumer that never put. */
  none: 0,
  /** The creator, which doesn't count until it takes part. */
  idle: 1,
  /** It was given the queue, and may take part any time. */
  handed: 2,
  active: 3,
  /** It said that it takes part no more, or ended in good order. */
  closed: 4,
  /** It died before it said so. */
  died: 5,
} as const;

export type Side = typeof SLOT_WRITER | typeof SLOT_READER;
