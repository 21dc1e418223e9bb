import { describe, expect, it } from "vitest";
import { silence } from "../../examples/flights/progress.js";
import type { Flights } from "../../examples/flights/question.js";
import { wordStage } from "../../examples/word-count/stage.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { seededTexts } from "./word_count_seeded.js";

const circumstances = { progress: silence, patience: { runs: 1, milliseconds: 1000 } };
// The stage has data of its own.
const flights = {} as Flights;

describe("the stage of the word count", { timeout: 180_000 }, () => {
  it("counts with one thread and with a pool, which agree", async () => {
    const folder = scratchFolder();
    seededTexts(folder, 31, 20);
    const { text, json } = await wordStage(() => folder).run(flights, circumstances);
    expect(text[0]).toBe("How often is each word in 21 mails, 1 aren't UTF-8?");
    expect(text.join("\n")).toMatch(/^pool\.reduce +\d+ +\d+ +\d+ +\d+\.\d\d×$/m);
    expect(json).toMatchObject({ ran: true, files: 21, notCounted: 1, words: { length: 10 } });
  });

  it("says what is missing without the mails", async () => {
    const { text, json } = await wordStage(() => undefined).run(flights, circumstances);
    expect(text.join("\n")).toMatch(/isn't here: node scripts\/corpus\.mjs fetches it/);
    expect(json).toMatchObject({ ran: false });
  });
});
