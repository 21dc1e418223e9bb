/** What went wrong in a function on an executor, out of what Spark says of Python's error. */
import { FunctionException, SparkException } from "../../errors/index.js";
import type { FailureText } from "../executor/open-run.js";

/** What the shim says: see its class Failure. */
interface Told extends FailureText {
  readonly kind: "function" | "environment";
}

/** JavaScript's own classes of errors come back as what they are; those of the function's modules are an Error of their name. */
const CLASSES: ReadonlyMap<string | undefined, ErrorConstructor> = new Map(
  [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((of) => [of.name, of]),
);
const NO_ARROW = /No module named '?pyarrow\S*|PyArrow >= \S+ must be installed[^\n]*/i;
const TOLD = /manycore-failure (\{.*\})/;

/** @returns our own error for one of Spark's that a function of ours has caused; else the very same */
export function ownFailure(error: unknown): unknown {
  if (!(error instanceof SparkException)) return error;
  const told = toldIn(error);
  if (told === undefined) return withoutArrow(error);
  const { remoteStack } = error;
  const { message, cause } = told;
  if (told.kind === "environment") return new SparkException(message, { cause: error, remoteStack });
  return new FunctionException(message, { cause: cause && errorOf(cause), remoteStack });
}

/** A worker of Python's that lacks pyarrow doesn't come as far as our own code. */
function withoutArrow(error: SparkException): SparkException {
  const { message, remoteStack } = error;
  if (![message, remoteStack ?? ""].some((text) => NO_ARROW.test(text))) return error;
  return new SparkException(
    "the executors' Python has no pyarrow that Spark can use, and functions of one's own and RDDs need it. Install it on every executor, into the Python that PYSPARK_PYTHON names there: " +
      `pip install pyarrow. Python says: ${NO_ARROW.exec(`${message}\n${remoteStack}`)![0]}`,
    { cause: error, remoteStack },
  );
}

function toldIn(error: SparkException): Told | undefined {
  for (const text of [error.message, error.remoteStack ?? ""]) {
    const [, json] = TOLD.exec(text) ?? [];
    try {
      if (json !== undefined) return JSON.parse(json) as Told;
    } catch {
      // Cut off: the server has forgotten the whole message.
    }
  }
  return undefined;
}

/** The function's own error, as it was there. */
function errorOf({ name, message, stack, code }: NonNullable<FailureText["cause"]>): Error {
  const error = new (CLASSES.get(name) ?? Error)(message);
  const own = { name, stack, code };
  for (const [key, value] of Object.entries(own)) {
    if (value === undefined || value === "") continue;
    Object.defineProperty(error, key, {
      value,
      writable: true,
      enumerable: key === "code",
      configurable: true,
    });
  }
  return error;
}
