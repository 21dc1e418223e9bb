/**
 * The low-level program: who follows most, and how many follow whom, by RDDs? Lines `user: follower follower …`, one a user; nobody follows
 * a user whose line ends at the colon.
 *
 *     npx tsx examples/spark/low-level-spark.ts -w WORKERS FILE
 *
 * Prints what ../mapreduce/followers.ts prints of the same file, about everybody who is named, whether by a line of their own or in another's:
 *
 *     "Most follows"       [user, n]: the user who follows most others; of several the smaller name
 *     "Average followers"  followers a user, which is also how many a user follows: each pair has two ends
 *     "No followers"       users whom nobody follows
 *     "Follows nobody"     users who follow nobody
 *
 * Blank and malformed lines are skipped, as there. Whoever is named twice as somebody's follower follows once.
 */
import type { SparkContext } from "manycore/spark";
import { runProgram } from "./command-line.js";

type Answers = [question: string, answer: unknown][];

const LINE = /^\s*([^\s:]+)\s*:([^:]*)$/;

async function followers(sc: SparkContext, file: string, partitions: number): Promise<Answers> {
  const lines = sc.textFile(file, partitions).flatMap(readLine).cache();
  /** [user, follower], each once. */
  const edges = lines
    .flatMap(([user, names]) => names.map((name): [string, string] => [user, name]))
    .distinct()
    .cache();
  const users = lines
    .map(([user]) => user)
    .union(edges.map(([, follower]) => follower))
    .distinct()
    .cache();
  const count = await users.count();
  if (count === 0) return [];
  const zeros = users.map((user): [string, number] => [user, 0]);
  const add = (a: number, b: number) => a + b;
  const follows = edges
    .map(([, follower]): [string, number] => [follower, 1])
    .union(zeros)
    .reduceByKey(add);
  const followed = edges
    .map(([user]): [string, number] => [user, 1])
    .union(zeros)
    .reduceByKey(add)
    .cache();
  const [most] = await follows.takeOrdered(1, ([user, n]) => [-n, user]);
  const nobody = ([, n]: [string, number]) => n === 0;
  return [
    ["Most follows", most],
    ["Average followers", (await followed.values().sum()) / count],
    ["No followers", await followed.filter(nobody).count()],
    ["Follows nobody", await follows.filter(nobody).count()],
  ];
}

/** @returns the user and the followers of a line, or nothing of one that isn't such a line */
function readLine(line: string): [user: string, followers: string[]][] {
  const [, user, names] = LINE.exec(line) ?? [];
  if (user === undefined || names === undefined) return [];
  return [[user, names.split(/\s+/).filter((name) => name !== "")]];
}

await runProgram(
  {
    name: "low-level-spark",
    what: "Who follows most, and how many follow whom? By RDDs.",
    file: "lines `user: follower follower …`",
  },
  async (spark, { file, workers }) => {
    const answers = await followers(spark.sparkContext, file, workers);
    return answers.map(([question, answer]) => `${JSON.stringify(question)}\t${JSON.stringify(answer)}`);
  },
);
