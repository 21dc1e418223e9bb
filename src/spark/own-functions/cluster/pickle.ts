/** The pickle that a PythonUDF's command is: `(function, return type)`. */
import { createHash } from "node:crypto";
import type { TypeJson } from "../../types/data-type.js";
import { SHIM } from "./shim.js";

/** Opcodes of pickle's second protocol: https://peps.python.org/pep-0307/ */
const OP = {
  proto: Buffer.of(0x80, 2),
  mark: Buffer.from("("),
  tuple: Buffer.from("t"),
  tuple1: Buffer.of(0x85),
  tuple2: Buffer.of(0x86),
  reduce: Buffer.from("R"),
  stop: Buffer.from("."),
} as const;

/** The shim is a module of Python's that is made once in a worker; its name has its hash, since workers outlive sessions. */
const MODULE = `manycore_shim_${createHash("sha256").update(SHIM).digest("hex").slice(0, 16)}`;

/** An expression, since `eval` takes no statements. */
const LOADER = `lambda name, text, kind, spec: (lambda modules, new: modules.get(name) or (exec(compile(text, name + ".py", "exec"), modules.setdefault(name, new).__dict__), new)[1])(__import__("sys").modules, __import__("types").ModuleType(name)).__dict__[kind](spec)`;

/**
 * @param kind a function of the shim's: `stream` for batches in and out, `call` for columns in, a column out
 * @param spec what that function is told, as JSON
 */
export function functionPickle(kind: "stream" | "call", spec: string, returnType: TypeJson): Uint8Array {
  return Buffer.concat([
    OP.proto,
    ...reduced("builtins", "eval", [LOADER]),
    ...call([MODULE, SHIM, kind, spec]),
    ...reduced("pyspark.sql.types", "_parse_datatype_json_string", [JSON.stringify(returnType)]),
    OP.tuple2,
    OP.stop,
  ]);
}

/** What a global function gives for these arguments. */
function reduced(module: string, name: string, args: readonly string[]): Buffer[] {
  return [Buffer.from(`c${module}\n${name}\n`), ...call(args)];
}

/** Calls what is on the stack. */
function call(args: readonly string[]): Buffer[] {
  return [OP.mark, ...args.map(text), OP.tuple, OP.reduce];
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const head = Buffer.alloc(5);
  head.write("X");
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}
