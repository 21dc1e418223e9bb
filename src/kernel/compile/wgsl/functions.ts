/** Functions of a program as functions of a shader. A function that is given other arrays is another one: WGSL passes no arrays. */
import type { ArrayVariable, Builtin, FunctionIR, Variable } from "../ir.js";
import type { WgslArray } from "./arrays.js";
import { capturesOf } from "./captures.js";
import { type FunctionInstance, type FunctionScope, type ModuleScope, uniqueName } from "./scope.js";
import { declareVariables, StatementWriter } from "./statements.js";
import { wgslTypeOf, ZERO } from "./types.js";
import { Writer } from "./writer.js";

export const builtinName = (name: Builtin): string => `b_${name.replace(".", "_")}`;

/** Names and arrays of one function. */
class Scope implements FunctionScope {
  readonly module: ModuleScope;
  readonly fn: FunctionIR;
  readonly writer = new Writer();
  readonly #names = new Map<Variable, string>();
  readonly #taken = new Set<string>();
  readonly #arrays: Map<ArrayVariable, WgslArray>;

  constructor(module: ModuleScope, fn: FunctionIR, arrays: Map<ArrayVariable, WgslArray>) {
    this.module = module;
    this.fn = fn;
    this.#arrays = arrays;
  }

  nameOf(variable: Variable): string {
    let name = this.#names.get(variable);
    if (name === undefined) {
      name = uniqueName(`v_${variable.name}`, this.#taken);
      this.#names.set(variable, name);
    }
    return name;
  }

  builtin(name: Builtin): string {
    return builtinName(name);
  }

  arrayOf(array: ArrayVariable): WgslArray {
    let found = this.#arrays.get(array);
    if (found === undefined) {
      found = this.module.makeArray(array);
      this.#arrays.set(array, found);
    }
    return found;
  }
}

interface Instance extends FunctionInstance {
  readonly arrays: readonly WgslArray[];
}

/** The functions of a module beside its entry. */
export class FunctionTable {
  readonly #module: ModuleScope;
  readonly #instances = new Map<FunctionIR, Instance[]>();

  constructor(module: ModuleScope) {
    this.#module = module;
  }

  /** @param caller names what the callee takes from around it; null for an entry */
  instanceOf(fn: FunctionIR, given: readonly WgslArray[], caller: FunctionScope | null): FunctionInstance {
    const captures = capturesOf(fn);
    const parameters = fn.parameters.filter((p): p is ArrayVariable => p.kind === "array");
    const { shared, constants } = this.#module.program;
    const captured = [...captures.arrays].filter(
      (array) => !shared.includes(array) && !constants.includes(array),
    );
    const arrays = [...given, ...captured.map((array) => (caller as FunctionScope).arrayOf(array))];
    let instances = this.#instances.get(fn);
    if (instances === undefined) {
      instances = [];
      this.#instances.set(fn, instances);
    }
    const known = instances.find((one) => one.arrays.every((array, k) => array === arrays[k]));
    if (known !== undefined) return known;
    const instance: Instance = {
      name: uniqueName(`${this.#module.prefix}do_${fn.name}`, this.#module.taken),
      builtins: [...captures.builtins],
      arrays,
    };
    instances.push(instance);
    const scope = new Scope(
      this.#module,
      fn,
      new Map([...parameters, ...captured].map((array, k) => [array, arrays[k] as WgslArray])),
    );
    this.#write(scope, instance);
    return instance;
  }

  #write(scope: Scope, { name, builtins }: Instance): void {
    const { fn, module, writer } = scope;
    const { set } = capturesOf(fn);
    writer.place = fn.place;
    const typeOf = (variable: Variable): string => wgslTypeOf(module.program, fn.place, variable.type);
    const given = fn.parameters.filter((p): p is Variable => p.kind === "variable");
    const changed = given.filter((variable) => set.has(variable));
    const parameters = given.map((variable) => {
      const own = scope.nameOf(variable);
      return `${set.has(variable) ? `p${own}` : own}: ${typeOf(variable)}`;
    });
    parameters.push(...builtins.map((each) => `${builtinName(each)}: i32`));
    const result = fn.result === null ? null : wgslTypeOf(module.program, fn.place, fn.result);
    writer.block(`fn ${name}(${parameters.join(", ")})${result === null ? "" : ` -> ${result}`}`, () => {
      for (const variable of changed) {
        const own = scope.nameOf(variable);
        writer.line(`var ${own} = p${own};`);
      }
      writeBody(
        scope,
        [...set].filter((variable) => !changed.includes(variable)),
      );
      if (result !== null && fn.body[fn.body.length - 1]?.kind !== "return")
        writer.line(`return ${ZERO[result]};`);
    });
    module.writer.append(writer);
  }
}

function writeBody(scope: FunctionScope, variables: readonly Variable[]): void {
  declareVariables(scope, variables);
  new StatementWriter(scope).all(scope.fn.body);
}

/** The body of an entry whose parameters `begin` declares. */
export function entryBody(
  module: ModuleScope,
  fn: FunctionIR,
  arrays: Map<ArrayVariable, WgslArray>,
  head: string,
  begin: (scope: FunctionScope) => void,
): void {
  const scope = new Scope(module, fn, arrays);
  const { set } = capturesOf(fn);
  scope.writer.place = fn.place;
  scope.writer.block(head, () => {
    begin(scope);
    writeBody(
      scope,
      [...set].filter((variable) => !fn.parameters.includes(variable)),
    );
  });
  module.writer.append(scope.writer);
}
