import { describe, expect, it } from "vitest";
import { adopt } from "../../dist/memory/adoption.js";
import { closeHeap } from "../../dist/memory/attach.js";
import { SharedHeap } from "../../dist/memory/shared-heap.js";
import { runUntil, transitionsOf } from "./kill-points.js";
import { MAIN, Scene, VICTIM } from "./scene.js";
import { seeded } from "./support.js";

const ADOPTER = 20;

const life = (): string[] => {
  const scene = new Scene();
  return transitionsOf(() => scene.live());
};

describe("a thread that ends in the middle of something", () => {
  it("wherever that is, its memory is adopted: nothing is lost, nothing leaks, every count is exact", () => {
    const names = life();
    expect(names.length).toBeGreaterThan(500);
    for (let count = 1; count <= names.length; count++) {
      const scene = new Scene();
      const what = `ended at transition ${count}, ${names[count - 1]}`;
      expect(runUntil(count, () => scene.live())).toBe(names[count - 1]);
      adopt(scene.main, VICTIM);
      scene.check(what);
      expect(adopt(scene.main, VICTIM), what).toEqual({ threads: [], arenas: 0, freed: 0 });
      scene.end(what);
    }
  });

  it.each([1, 2, 3])("also while other threads work on the same blocks (seed %i)", (seed) => {
    const random = seeded(seed);
    const names = life();
    for (let round = 0; round < 400; round++) {
      const scene = new Scene();
      const count = 1 + Math.floor(random() * names.length);
      const share = random() < 0.5 ? 0 : 0.2;
      const meanwhile = (last: boolean): void => {
        if (random() < share) scene.disturb(random);
        if (last) for (let k = 0; k < 6; k++) scene.disturb(random);
      };
      const at = runUntil(count, () => scene.live(), meanwhile);
      const what = `seed ${seed}, round ${round}: ended at ${count}, ${at}`;
      // While it is adopted, too, by yet another thread.
      const adopter = new SharedHeap(scene.main.memory, ADOPTER, MAIN);
      runUntil(
        Number.POSITIVE_INFINITY,
        () => adopt(adopter, VICTIM),
        () => {
          if (random() < 0.1) scene.disturb(random);
        },
      );
      scene.check(what);
      closeHeap(adopter);
      scene.end(what);
    }
  });

  it.each([1, 2, 3])(
    "the adopter may end in the middle of adopting, and the next one too (seed %i)",
    (seed) => {
      const random = seeded(seed);
      const names = life();
      for (let round = 0; round < 250; round++) {
        const scene = new Scene();
        const count = 1 + Math.floor(random() * names.length);
        let what = `seed ${seed}, round ${round}: ended at ${count}, ${names[count - 1]}`;
        runUntil(count, () => scene.live());
        let dead = VICTIM;
        for (let k = 0; k < 3; k++) {
          const adopter = new SharedHeap(scene.main.memory, ADOPTER + k, MAIN);
          const step = 1 + Math.floor(random() ** 2 * 150);
          // Now and then it has memory of its own.
          if (random() < 0.3) adopter.allocate(random() < 0.5 ? 100 : 100_000);
          const at = runUntil(step, () => adopt(adopter, dead));
          what += `, the adopter of ${dead} at ${step}, ${at}`;
          dead = ADOPTER + k;
        }
        adopt(scene.main, dead);
        // Those who ended before they had begun.
        for (const thread of [VICTIM, ADOPTER, ADOPTER + 1]) adopt(scene.main, thread);
        scene.check(what);
        scene.end(what);
      }
    },
  );
});
