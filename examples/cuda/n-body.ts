/**
 * Bodies that attract each other: positions come into shared memory a block at a time (L. Nyland, M. Harris, J. Prins, "Fast N-Body Simulation
 * with CUDA", GPU Gems 3, 2007).
 *
 *     npx tsx examples/cuda/n-body.ts
 */
import * as cuda from "manycore/cuda";
import { runExample } from "./program.js";

const { f32 } = cuda;

/** Threads of a block. */
export const BODIES = 64;

/** Accelerations of bodies of mass 1 from x, y, z in rows of `place`; `softening` keeps close ones from flying off. */
export const attract = cuda.kernel([f32.array2d, f32, f32.array2d], (ctx, place, softening, pull) => {
  const near = ctx.shared.array([64, 3], ctx.f32);
  const i = ctx.grid(1);
  const t = ctx.threadIdx.x;
  // Threads beyond the last body help to load the others.
  const mine = Math.min(i, place.length - 1);
  const x = place[mine][0];
  const y = place[mine][1];
  const z = place[mine][2];
  let ax = ctx.f32(0);
  let ay = ctx.f32(0);
  let az = ctx.f32(0);
  for (let start = 0; start < place.length; start += 64) {
    if (start + t < place.length) {
      near[t][0] = place[start + t][0];
      near[t][1] = place[start + t][1];
      near[t][2] = place[start + t][2];
    }
    ctx.syncthreads();
    const count = Math.min(64, place.length - start);
    for (let k = 0; k < count; k++) {
      const dx = near[k][0] - x;
      const dy = near[k][1] - y;
      const dz = near[k][2] - z;
      const square = dx * dx + dy * dy + dz * dz + softening;
      const weight = 1 / (square * Math.sqrt(square));
      ax += weight * dx;
      ay += weight * dy;
      az += weight * dz;
    }
    ctx.syncthreads();
  }
  if (i < place.length) {
    pull[i][0] = ax;
    pull[i][1] = ay;
    pull[i][2] = az;
  }
});

await runExample(import.meta.url, async () => {
  const place = cuda.deviceArray([2, 3], f32);
  await place.copyToDevice(Float32Array.of(0, 0, 0, 2, 0, 0));
  const pull = cuda.deviceArray([2, 3], f32);
  await attract(1, BODIES)(place, 0, pull);
  const [first] = await pull.copyToHost();
  return `a body at a distance of 2 pulls with ${first}`;
});
