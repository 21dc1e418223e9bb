// Prints as JSON who computes in this process, what a product gives, or the error: run with an environment of its own.
const { dgemm, provider } = await import(process.argv[2] ?? "manycore/blas");
try {
  const c = new Float64Array(25);
  const a = Float64Array.from({ length: 25 }, (_, k) => k);
  dgemm("n", "t", 5, 5, 5, 1, a, 5, a.slice(), 5, 0, c, 5);
  console.log(JSON.stringify({ provider: provider(), last: c[24] }));
} catch (error) {
  console.log(JSON.stringify({ error: error.name, message: error.message }));
}
