/** How often each word occurs. */
export type Counts = Map<string, number>;

/** What a character is to a word; 0 says that nobody has asked yet. */
const BETWEEN = 1;
const WITHIN = 2;

/** What each UTF-16 unit is. Filled as they are met: a regular expression for every character would be slow. */
const kinds = new Uint8Array(0x10000);
const WORD_CHARACTER = /[\p{L}\p{M}\p{N}]/u;
const APOSTROPHE = 0x27;

/**
 * Adds the words of a text to counts.
 *
 * A **word** is a longest run of letters, marks and digits (Unicode's categories L, M and N), in lower case; an
 * apostrophe between two of them belongs to it. "Don't 'quote' me: 3.14" has the words don't, quote, me, 3 and 14.
 *
 * @param counts changed in place
 */
export function countWords(text: string, counts: Counts): void {
  const lower = text.toLowerCase();
  for (let begin = wordBegin(lower, 0); begin < lower.length; ) {
    const end = wordEnd(lower, begin);
    const word = lower.slice(begin, end);
    counts.set(word, (counts.get(word) ?? 0) + 1);
    begin = wordBegin(lower, end);
  }
}

/** The words of a text in its order, as {@link countWords} has them. */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  const words: string[] = [];
  for (let begin = wordBegin(lower, 0); begin < lower.length; ) {
    const end = wordEnd(lower, begin);
    words.push(lower.slice(begin, end));
    begin = wordBegin(lower, end);
  }
  return words;
}

/** @returns where the first word from there on begins, the text's length when there is none */
function wordBegin(lower: string, from: number): number {
  const { length } = lower;
  for (let at = from; at < length; at++) {
    const kind = kinds[lower.charCodeAt(at)];
    if (kind === WITHIN || (kind !== BETWEEN && characterOfWord(lower, at) > 0)) return at;
  }
  return length;
}

/** @returns where the word that begins there ends */
function wordEnd(lower: string, begin: number): number {
  const { length } = lower;
  for (let at = begin; ; ) {
    // Nearly all characters are known: a loop that calls nothing for them.
    while (at < length && kinds[lower.charCodeAt(at)] === WITHIN) at++;
    let width = characterOfWord(lower, at);
    if (width === 0 && lower.charCodeAt(at) === APOSTROPHE && characterOfWord(lower, at + 1) > 0) width = 1;
    if (width === 0) return at;
    at += width;
  }
}

/** @returns how many units the character there takes, 0 when it isn't a word's or the text is over */
function characterOfWord(text: string, at: number): number {
  if (at >= text.length) return 0;
  const unit = text.charCodeAt(at);
  if (unit >= 0xd800 && unit < 0xdc00) {
    // A surrogate pair: the two units say together what they are.
    return WORD_CHARACTER.test(text.slice(at, at + 2)) ? 2 : 0;
  }
  if (kinds[unit] === 0) kinds[unit] = WORD_CHARACTER.test(String.fromCharCode(unit)) ? WITHIN : BETWEEN;
  return kinds[unit] === WITHIN ? 1 : 0;
}

/** Adds `more` to `counts`, which is changed in place and returned. */
export function addCounts(counts: Counts, more: Counts): Counts {
  for (const [word, count] of more) counts.set(word, (counts.get(word) ?? 0) + count);
  return counts;
}
