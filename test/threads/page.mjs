/**
 * What browser.test.ts has a page do: jobs, until all helpers are there (or ten seconds have passed). The test's server
 * puts this file beside the package's rooms.
 */

/** @param {number[]} code the probe's */
export async function runInPage(code) {
  // Not seen by the checks of this folder: the paths are the server's.
  const room = (/** @type {string} */ name) => import(new URL(name, import.meta.url).href);
  const { heap } = await room("./memory/index.js");
  const { defineKernel, runTeam, runTeamAsync, shutdownTeam, teamSize } = await room("./threads/index.js");
  const { team } = await room("./threads/team.js");
  const { u32, i32 } = heap();
  const total = 20_000;
  const block = heap().allocate(32) >>> 2;
  const counts = heap().allocate(total * 4) >>> 2;
  const output = heap().allocate(total * 4) >>> 2;
  const kernel = defineKernel(new Uint8Array(code), "paged");
  let factor = 0;

  function reset() {
    i32.fill(0, block, block + 8);
    i32.fill(0, counts, counts + total);
    i32.fill(0, output, output + total);
    u32[block] = counts * 4;
    u32[block + 1] = output * 4;
    i32[block + 6] = ++factor;
  }

  /** @param {number} slices */
  function mistakes(slices) {
    let wrong = 0;
    for (let slice = 0; slice < slices; slice++) if (i32[counts + slice] !== 1) wrong++;
    for (let item = 0; item < total; item++) if (i32[output + item] !== Math.imul(item, factor)) wrong++;
    return wrong;
  }

  let wrong = 0;
  const size = teamSize();
  const deadline = performance.now() + 10_000;
  const incomplete = () => team().roster.ready() < size - 1 && performance.now() < deadline;
  for (let round = 0; round < 50 || incomplete(); round++) {
    reset();
    runTeam(kernel, block * 4, total, 100);
    wrong += mistakes(200);
    reset();
    await runTeamAsync(kernel, block * 4, total, 100);
    wrong += mistakes(200);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const ready = team().roster.ready();
  await shutdownTeam();
  return { isolated: crossOriginIsolated, size, ready, wrong, left: team().roster.ready() };
}
