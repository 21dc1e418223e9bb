/** What a `Process` does on the other side. */
import { decode, decodeAsync, needsModules } from "../../portable/index.js";
import { encodeFailure } from "../host/failure.js";
import type { ParentLink } from "../host/index.js";
import { ARGUMENTS, ERROR, TARGET } from "./child-messages.js";
import { activeChildren } from "./process.js";

type Target = (...args: unknown[]) => unknown;

/** Fulfilled when the target is done and its children have ended: then the worker ends, with code 1 if the target has failed. */
export async function runProcessChild(link: ParentLink): Promise<number | undefined> {
  let failed = false;
  try {
    const [target, args] = await Promise.all([received(link, TARGET), received(link, ARGUMENTS)]);
    await (target as Target | undefined)?.(...(args as unknown[]));
  } catch (error) {
    failed = true;
    // As Python prints it: https://github.com/python/cpython/blob/3.11/Lib/multiprocessing/process.py#L325
    if (typeof process === "object") {
      const { inspect } = process.getBuiltinModule("node:util");
      process.stderr.write(`Process ${link.boot.name}:\n${inspect(error)}\n`);
    } else {
      console.error(`Process ${link.boot.name}:\n`, error);
    }
    link.post(ERROR, encodeFailure(error, link.context));
  }
  for (const child of activeChildren()) if (child.daemon) child.terminate();
  await Promise.all(activeChildren().map((child) => child.join()));
  return failed ? 1 : undefined;
}

/** The value in the first message of that kind; undefined for an empty one. */
function received(link: ParentLink, kind: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    link.receive(kind, (bytes) => {
      try {
        if (bytes.length === 0) resolve(undefined);
        else if (needsModules(bytes)) decodeAsync(bytes, link.context).then(resolve, reject);
        else resolve(decode(bytes, link.context));
      } catch (error) {
        reject(error);
      }
    });
  });
}
