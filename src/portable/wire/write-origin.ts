import { originOf } from "../../capture/index.js";
import type { Encoder } from "./encoder.js";
import { ORIGIN } from "./tags.js";

/** Writes the name of an object that both sides have: `Math`, `console`, a builtin module. */
export function writeOrigin(encoder: Encoder, object: object): boolean {
  const origin = originOf(object);
  if (origin === null) return false;
  const { sink } = encoder;
  sink.byte(ORIGIN);
  if ("global" in origin) {
    sink.count(0);
    sink.count(origin.global.length);
    for (const name of origin.global) sink.string(name);
  } else {
    sink.count(1);
    sink.string(origin.builtin);
    sink.string(origin.name);
  }
  encoder.enlist(object);
  return true;
}
