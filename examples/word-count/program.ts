import { ManycoreError } from "manycore/multiprocessing";
import { type Answer, answerText } from "./answer.js";
import { BadCommandLine, type CommandLine, help, readCommandLine } from "./command_line.js";
import { FolderNotReadable, type Problem } from "./text_files.js";

/** What a program found: printed the same way by both. */
export interface Found {
  readonly answer: Answer;
  readonly problems: readonly Problem[];
}

/** What both programs share: their options, their output, and how they end. */
export async function runProgram(
  program: "easy" | "advanced",
  count: (options: CommandLine) => Promise<Found>,
): Promise<void> {
  try {
    const options = readCommandLine(program, process.argv.slice(2));
    if (options.help) {
      console.log(help(program));
      return;
    }
    const { answer, problems } = await count(options);
    // The order in which workers finish is left to chance; the output isn't.
    const sorted = [...problems].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const { path, reason } of sorted) console.error(`${path}: not counted, ${reason}`);
    console.log(answerText(answer).join("\n"));
  } catch (error) {
    // What a person can mend is told in a line; anything else is a mistake of ours and needs its stack.
    const expected = [BadCommandLine, FolderNotReadable, ManycoreError].some(
      (known) => error instanceof known,
    );
    console.error(expected && error instanceof Error ? `${error.name}: ${error.message}` : error);
    process.exitCode = error instanceof BadCommandLine ? 2 : 1;
  }
}
