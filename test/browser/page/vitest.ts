/**
 * Vitest's words in a page: the suite's files are bundled with this in Vitest's place, so that what runs in Node runs in a browser as it
 * stands. `expect` is Vitest's own.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  customMatchers,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";
import * as chai from "chai";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const checked = (value: unknown, message?: string): Chai.Assertion => chai.expect(value, message);
export const expect = Object.assign(checked, chai.expect) as unknown as typeof import("vitest").expect;
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, writable: true, configurable: true });
setState(
  { assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null } as never,
  expect,
);
Object.assign(expect, { getState: () => getState(expect) });
(chai.expect as unknown as { extend(of: unknown, matchers: unknown): void }).extend(expect, customMatchers);
Object.assign(expect, (globalThis as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT] ?? {});

/** Types have no run time. */
export const expectTypeOf = (): unknown =>
  new Proxy(() => {}, {
    get: (_target, _name, self) => self,
    apply: (_target, self) => self ?? expectTypeOf(),
  });

type Body = (...args: never[]) => unknown;
type Hook = () => unknown;

interface Scope {
  readonly name: string;
  readonly before: Hook[];
  readonly after: Hook[];
  readonly beforeEach: Hook[];
  readonly afterEach: Hook[];
  readonly parent: Scope | null;
  readonly tests: { readonly name: string; readonly body: Body; readonly args: readonly unknown[] }[];
  readonly scopes: Scope[];
}

function scope(name: string, parent: Scope | null): Scope {
  const made: Scope = {
    name,
    parent,
    before: [],
    after: [],
    beforeEach: [],
    afterEach: [],
    tests: [],
    scopes: [],
  };
  parent?.scopes.push(made);
  return made;
}

const root = scope("", null);
let current = root;

/** Opens a scope for a file of tests; what its import declares goes there. */
export function file(name: string): void {
  current = scope(name, root);
}

/** `%s`, `%d`, `$name` as Vitest fills them into the names of tables' rows. */
function titled(title: string, row: unknown, index: number): string {
  const values = Array.isArray(row) ? [...row] : [row];
  return title
    .replace(/%#/g, `${index}`)
    .replace(/%[sdijo]/g, () => String(values.shift()))
    .replace(/\$(\w+)/g, (all, name: string) => {
      const found = (row as Record<string, unknown> | null)?.[name];
      return found === undefined ? all : String(found);
    });
}

function add(name: string, body: Body, args: readonly unknown[] = []): void {
  current.tests.push({ name, body, args });
}

/** Vitest takes options between the name and the body too. */
const bodyOf = (given: readonly unknown[]): Body => given.find((one) => typeof one === "function") as Body;

export const test = Object.assign((name: string, ...given: unknown[]) => add(name, bodyOf(given)), {
  each:
    (rows: readonly unknown[]) =>
    (title: string, ...given: unknown[]) => {
      for (const [index, row] of rows.entries())
        add(titled(title, row, index), bodyOf(given), Array.isArray(row) ? row : [row]);
    },
});
export const it = test;

export const describe = Object.assign(
  (name: string, ...given: unknown[]) => {
    const outer = current;
    current = scope(name, outer);
    (bodyOf(given) as Hook)();
    current = outer;
  },
  {
    each:
      (rows: readonly unknown[]) =>
      (title: string, ...given: unknown[]) => {
        for (const [index, row] of rows.entries()) {
          const args = (Array.isArray(row) ? row : [row]) as never[];
          describe(titled(title, row, index), () => bodyOf(given)(...args));
        }
      },
  },
);

export const beforeAll = (hook: Hook): void => void current.before.push(hook);
export const afterAll = (hook: Hook): void => void current.after.push(hook);
export const beforeEach = (hook: Hook): void => void current.beforeEach.push(hook);
export const afterEach = (hook: Hook): void => void current.afterEach.push(hook);

export interface Outcome {
  readonly name: string;
  /** null: it passed. */
  readonly error: string | null;
}

const chain = (scope: Scope | null): Scope[] => (scope === null ? [] : [...chain(scope.parent), scope]);
const path = (scope: Scope, name: string): string =>
  [...chain(scope).map((one) => one.name), name].filter((part) => part !== "").join(" › ");

async function runScope(scope: Scope, outcomes: Outcome[]): Promise<void> {
  try {
    for (const hook of scope.before) await hook();
    for (const { name, body, args } of scope.tests) {
      outcomes.push({
        name: path(scope, name),
        error: await errorOf(scope, () => body(...(args as never[]))),
      });
    }
    for (const inner of scope.scopes) await runScope(inner, outcomes);
    for (const hook of scope.after) await hook();
  } catch (error) {
    outcomes.push({ name: path(scope, "(hooks)"), error: textOf(error) });
  }
}

async function errorOf(scope: Scope, body: Hook): Promise<string | null> {
  try {
    for (const one of chain(scope)) for (const hook of one.beforeEach) await hook();
    await body();
    for (const one of chain(scope).reverse()) for (const hook of one.afterEach) await hook();
    return null;
  } catch (error) {
    return textOf(error);
  }
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** Runs all that was declared, one test after the other. */
export async function run(): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  await runScope(root, outcomes);
  return outcomes;
}
