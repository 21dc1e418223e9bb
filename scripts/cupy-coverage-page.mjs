// @ts-check
/** docs/cupy_coverage.md: each name of manycore/numpy, and what it is in manycore/cupy. Names are read from the sources. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** @param {string} root @param {string} path */
function sourceOf(root, path) {
  return ts.createSourceFile(path, readFileSync(join(root, path), "utf8"), ts.ScriptTarget.ES2022, true);
}

/** Values (not types) that a module exports by name. @param {ts.SourceFile} source */
function exportedValues(source) {
  /** @type {string[]} */
  const names = [];
  for (const statement of source.statements)
    if (
      ts.isExportDeclaration(statement) &&
      !statement.isTypeOnly &&
      statement.exportClause !== undefined &&
      ts.isNamedExports(statement.exportClause)
    )
      for (const each of statement.exportClause.elements) if (!each.isTypeOnly) names.push(each.name.text);
  return names;
}

/** Public members of the class NDArray. @param {ts.SourceFile} source */
function membersOf(source) {
  /** @type {string[]} */
  const names = [];
  for (const statement of source.statements) {
    if (!ts.isClassDeclaration(statement)) continue;
    for (const member of statement.members) {
      if (!ts.isMethodDeclaration(member) && !ts.isGetAccessor(member)) continue;
      const hidden =
        ts.getJSDocTags(member).some((tag) => tag.tagName.text === "internal") ||
        (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
      if (hidden) continue;
      if (ts.isIdentifier(member.name)) names.push(member.name.text);
      else if (member.name.getText(source) === "[Symbol.iterator]") names.push("iterator");
    }
  }
  return names;
}

/**
 * Names of np that count: functions and dtypes as they are, methods and properties of arrays as `x.name`.
 * @param {string} root @param {readonly string[]} operations names of the op table
 * @param {readonly string[]} methods names of its methods
 */
export function numpyNames(root, operations, methods) {
  const functions = exportedValues(sourceOf(root, "src/numpy/index.ts")).filter((name) => name !== "NDArray");
  const members = membersOf(sourceOf(root, "src/numpy/ndarray.ts"));
  return [
    ...new Set([...functions, ...operations]),
    ...[...new Set([...members, ...methods])].map((name) => `x.${name}`),
  ].sort();
}

/**
 * @param {readonly string[]} names
 * @param {Readonly<Record<string, string>>} refused
 * @param {Readonly<Record<string, string>>} different
 */
export function cupyCoveragePage(names, refused, different) {
  const there = names.filter((name) => !Object.hasOwn(refused, name));
  const share = Math.floor((there.length / names.length) * 100);
  const same = there.filter((name) => !Object.hasOwn(different, name));
  /** @param {readonly string[]} list @param {Readonly<Record<string, string>>} table */
  const rows = (list, table) => list.map((name) => `| \`${name}\` | ${table[name]} |`).join("\n");
  return `<!-- Generated from src/numpy and src/cupy/coverage.ts by \`npm run generate\`: change the table or the generator, not this file. -->
# What of manycore/numpy runs on the GPU

Of ${names.length} names of \`manycore/numpy\` (functions, dtypes, and what an array has), ${there.length} (${share} %) work in \`manycore/cupy\`;
the other ${names.length - there.length} throw \`NotSupportedError\`, which names the operation and the way out. A test calls each of them.

## Rules for all
- **dtypes** on the device: float32, int32, uint32, bool. Where NumPy gives float64, the device gives float32. int64 and uint64 are what sums
  and products of integers come out as: they can be read and cast. 8- and 16-bit integers are for kernels (\`manycore/cuda\`), not for arrays.
- **Integer arithmetic** wraps round in 32 bits as NumPy's does in its dtype. **Integer sums** are exact in 64 bits, whatever the dtype;
  with \`{dtype: "int32"}\` they are kept in 32 bits and wrap round.
- **Comparisons** of int32 with float32 arrays throw (NumPy compares in float64); with a JavaScript number they are exact.
- **Index errors** (\`slice\`, \`at\`, \`item\`, \`axis\`) are thrown at the call, as NumPy's are: they depend on shapes, which are known. CuPy's wrap
  round or clip where an index is an array on the device; such indices aren't taken here.
- **Shapes that depend on data** aren't known without waiting for the device: what has one (\`x.at(mask)\`) throws \`NotSupportedError\`. Bring both to the
  host, or keep the shape: \`cp.where(mask, x, 0)\`, \`x.assign(value, {where: mask})\`.
- **Views** (\`slice\`, \`at\`, \`T\`, \`transpose\`, \`reshape\`, \`ravel\`) show and write their array as NumPy's do. Each write through one makes a new
  value of the array, so what was recorded before keeps the old one.

## Otherwise than in np
| name | |
| --- | --- |
${rows(
  there.filter((name) => Object.hasOwn(different, name)),
  different,
)}

## Not on the device
| name | why, and what to do |
| --- | --- |
${rows(
  names.filter((name) => Object.hasOwn(refused, name)),
  refused,
)}

## As in np
${same.map((name) => `\`${name}\``).join(", ")}.
`;
}
