/**
 * Who follows most, and how many follow whom? Lines `user: follower follower …`, one a user; nobody follows a user whose line ends
 * at the colon.
 *
 *     npx tsx examples/mapreduce/followers.ts FILE…
 *
 * Prints, about everybody who is named, whether by a line of their own or in another's:
 *
 *     "Most follows"       [user, n]: the user who follows most others; of several the smaller name
 *     "Average followers"  followers a user, which is also how many a user follows: each pair has two ends
 *     "No followers"       users whom nobody follows
 *     "Follows nobody"     users who follow nobody
 *
 * Blank lines are skipped, as are malformed ones: without a colon, or with another name than one before it, or with a colon in a
 * follower's name. Both are counted in the counter group `followers`. A follower who is named twice in a line follows once; lines that
 * speak of the same user are added up and counted as `repeated users`. Without any user nothing is printed.
 */
import { MapReduce, pair, step } from "manycore/mapreduce";

/** What is known of one user: how many they follow, how many follow them, in how many lines that is said. */
type Tally = [follows: number, followers: number, lines: number];

/** What is known of some users. */
interface Summary {
  readonly users: number;
  readonly edges: number;
  readonly withoutFollowers: number;
  readonly followingNobody: number;
  readonly most: [user: string, follows: number];
}

const LINE = /^\s*([^\s:]+)\s*:([^:]*)$/;

export class Followers extends MapReduce<null, string> {
  override *mapper(_: null, line: string) {
    if (line.trim() === "") {
      this.increment("followers", "blank lines");
      return;
    }
    const match = LINE.exec(line);
    if (!match) {
      this.increment("followers", "malformed lines");
      return;
    }
    const [, user = "", rest = ""] = match;
    const followers = new Set(rest.split(/\s+/).filter((name) => name !== ""));
    yield pair<string, Tally>(user, [0, followers.size, 1]);
    for (const follower of followers) yield pair<string, Tally>(follower, [1, 0, 0]);
  }

  override *combiner(user: string, tallies: Iterable<Tally>) {
    yield pair(user, addTallies(tallies));
  }

  override *reducer(user: string, tallies: Iterable<Tally>) {
    const [follows, followers, lines] = addTallies(tallies);
    if (lines > 1) this.increment("followers", "repeated users");
    const summary: Summary = {
      users: 1,
      edges: followers,
      withoutFollowers: followers === 0 ? 1 : 0,
      followingNobody: follows === 0 ? 1 : 0,
      most: [user, follows],
    };
    yield pair(null, summary);
  }

  *addSummaries(_: null, summaries: Iterable<Summary>) {
    yield pair(null, addSummaries(summaries));
  }

  *answers(_: null, summaries: Iterable<Summary>) {
    const { users, edges, withoutFollowers, followingNobody, most } = addSummaries(summaries);
    yield pair("Most follows", most);
    yield pair("Average followers", edges / users);
    yield pair("No followers", withoutFollowers);
    yield pair("Follows nobody", followingNobody);
  }

  override steps() {
    return [
      step({ mapper: this.mapper, combiner: this.combiner, reducer: this.reducer }),
      step({ combiner: this.addSummaries, reducer: this.answers }),
    ];
  }
}

function addTallies(tallies: Iterable<Tally>): Tally {
  const total: Tally = [0, 0, 0];
  for (const [follows, followers, lines] of tallies) {
    total[0] += follows;
    total[1] += followers;
    total[2] += lines;
  }
  return total;
}

/** @param summaries of different users, at least one */
function addSummaries(summaries: Iterable<Summary>): Summary {
  let total: Summary | undefined;
  for (const more of summaries) {
    total = total
      ? {
          users: total.users + more.users,
          edges: total.edges + more.edges,
          withoutFollowers: total.withoutFollowers + more.withoutFollowers,
          followingNobody: total.followingNobody + more.followingNobody,
          most: followsMore(more.most, total.most) ? more.most : total.most,
        }
      : more;
  }
  if (!total) throw new Error("no summaries to add: a reducer is called with one at least");
  return total;
}

function followsMore([name, n]: Summary["most"], [other, m]: Summary["most"]): boolean {
  return n > m || (n === m && name < other);
}

await Followers.main(import.meta);
