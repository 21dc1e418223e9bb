import { type AnyFunction, type Closure, captureClosure } from "../../capture/index.js";
import { revivedClosure } from "./revived.js";

/** What a function is made of, whether it was written here or came from elsewhere. @throws NotPortableError */
export function closureOf(fn: AnyFunction): Closure {
  return revivedClosure(fn) ?? captureClosure(fn);
}
