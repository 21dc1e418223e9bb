// @ts-check
/** docs/compiled_functions.md: the language in words, and the table of what operations mean. */

/** @param {number | bigint | boolean} value */
function valueText(value) {
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  return String(value);
}

/**
 * @typedef {{ code: string, types: readonly string[], result: string, meaning: string, cells: readonly (readonly (number | bigint | boolean)[])[] }} Row
 * @param {Row} row
 */
function rowText({ code, types, result, meaning, cells }) {
  const examples = cells
    .map(
      (cell) => `${cell.slice(0, -1).map(valueText).join(", ")} → ${valueText(cell[cell.length - 1] ?? 0)}`,
    )
    .join("; ");
  return `| \`${code.replaceAll("|", "\\|")}\` | ${types.join(", ")} | ${result} | ${meaning} | ${examples} |`;
}

/**
 * @param {readonly { title: string, rows: readonly Row[] }[]} sections
 * @param {readonly { code: string, meaning: string, result: number }[]} outOfBounds
 */
export function compiledFunctionsPage(sections, outOfBounds) {
  const tables = sections.map(
    ({ title, rows }) => `### ${title}

| | of | gives | | for example |
| --- | --- | --- | --- | --- |
${rows.map(rowText).join("\n")}
`,
  );
  return `<!-- The tables are generated from src/kernel/compile/semantics.ts by \`npm run generate\`: change the table or the generator, not this file. -->
# What a compiled function may hold

\`simd.vectorize\`, \`simd.jit\` and \`cuda.kernel\` take TypeScript functions and compile them: to WebAssembly with vector lanes, to WGSL for the GPU, and to
plain JavaScript for the simulator. The language is a part of TypeScript, with types for numbers. What isn't in it is a \`CompileError\` that names the line, the construct and what
to write instead.

## The language

- **Values**: numbers, booleans and bigints of the types \`i32\`, \`u32\`, \`f32\`, \`f64\`, \`i64\`, \`u64\`, \`bool\`. Elements of arrays may be \`i8\`, \`u8\`, \`i16\`, \`u16\` too: they are
  read as \`i32\`, and a store keeps the low bits, as typed arrays do.
- **Types** come from the signature or from the arguments of a call; those of variables from what is assigned to them: a variable has one type, the widest.
  A whole literal takes the type of the other operand, a fraction that of a float beside it. \`i32\` and \`u32\` don't mix without \`| 0\` or \`>>> 0\`, nor numbers and bigints.
  Where integers give a fraction, it is a *float*: f64 in \`vectorize\` and \`jit\`, f32 in kernels; f64 if a parameter is f64, f32 if one is f32; \`{ float }\` says otherwise.
- **Expressions**: \`+ - * / % **\`, comparisons, \`&& || !\`, \`? :\`, bits and shifts, \`Math.*\` but \`Math.random\`, conversions \`f32(x)\`, \`i32(x)\`, \`u8(x)\` …,
  assignments, \`++\`, \`--\` and the comma, wherever a minifier puts them.
- **Arrays**: \`x[i]\`, \`x[i][j]\`, \`x[i][j][k]\`, \`x.length\`, \`x.shape[k]\`, \`x.size\`; local ones as \`new Float32Array(16)\` of a constant length; captured typed arrays and
  arrays of numbers are constants.
- **Statements**: \`let\`, \`const\`, \`var\`, \`if\`, \`for\`, \`while\`, \`do\`, \`break\` and \`continue\` with labels, \`return\` anywhere, \`for (const i of prange(n))\`, \`debugger\`.
- **Functions**: those declared inside, those that the function's surroundings hold, and arrow functions in variables; no recursion. They take what they use as arguments.
- **Values from outside**: numbers, booleans, bigints, typed arrays and functions around the function, read in Node when it is compiled, as constants. In browsers and after
  bundling give them by name: \`{ constants: { scale: 3 } }\`.

Refused, among others: \`switch\` (write \`if\`), \`try\`, \`throw\`, \`async\`, generators, classes, objects, strings, templates, regular expressions, spread, \`this\`, \`delete\`, \`in\`,
optional chaining, closures that assign to variables around them, calls of anything else.

## Where it is compiled

| target | types | accuracy |
| --- | --- | --- |
| vector lanes and cores (\`vectorize\`, \`jit\`, the kernels' \`"cpu"\`) | all | \`+ - * / % sqrt\` and conversions as the table; other functions of \`Math\` within 2 units in the last place of JavaScript's, rounded to the type |
| the GPU | \`i32\`, \`u32\`, \`f32\`, \`bool\` | as the table; what WGSL lets drivers round: \`/\` and \`sqrt\` within 2.5 units in the last place, products and sums may be contracted, numbers below 2^-126 may be 0, other functions as WGSL's [accuracy](https://www.w3.org/TR/WGSL/#floating-point-accuracy) |
| plain JavaScript (the simulator) | all | the table itself |

Divergent branches run by masks: both sides for a vector whose lanes part, each lane keeping its own. A loop goes on until its last lane is done. \`simd.disassemble(fn)\` shows the
instructions.

## What operations mean

Examples are values of a and b, then the result. The tests run each of them on each target.

${tables.join("\n")}
### Out of bounds

\`x\` has four elements, 10 to 13. On every target, on every axis:

| | | \`out[0]\` |
| --- | --- | --- |
${outOfBounds.map(({ code, meaning, result }) => `| \`${code}\` | ${meaning} | ${result} |`).join("\n")}

The simulator reports such accesses besides, since CUDA's own kernels must not make them.
`;
}
