/**
 * Writes a file that is like the daily summaries of the Global Historical Climatology Network: made up, but with the columns, the gaps and the
 * quotation marks that NOAA's files have, in whole degrees Fahrenheit. The same options give the same file.
 *
 *     npx tsx examples/spark/ghcn-like.ts --stations 20 > climate.csv
 *
 * @see https://www.ncei.noaa.gov/products/land-based-station/global-historical-climatology-network-daily
 */
import { once } from "node:events";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type RandomNumbers, randomNumbers } from "./random-numbers.js";

export interface ClimateOptions {
  readonly stations?: number | undefined;
  /** The first year and the last. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** A line every so many days. */
  readonly every?: number | undefined;
  readonly seed?: number | undefined;
}

interface Station {
  readonly id: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly elevation: number;
  /** Years from which and to which there are lines. */
  readonly from: number;
  readonly to: number;
  /** Degrees Fahrenheit: the mean of a year, half of what summer and winter differ by, and the rise in a year. */
  readonly mean: number;
  readonly amplitude: number;
  readonly trend: number;
}

const HEADER = '"STATION","NAME","LATITUDE","LONGITUDE","ELEVATION","DATE","TMIN","TMAX"';
const PLACES = ["ALDER", "BRIDGEPORT", "CEDAR", "DRY CREEK", "EAGLE", "FORT HALL", "GRANITE", "HOLLOW"];
const KINDS = ["AIRPORT", "NUMBER 2", "RANGER STATION", "1 NE", "EXPERIMENT FARM"];
const STATES = ["UT", "CO", "NM", "AZ", "ID", "WY"];

const DAY_MILLISECONDS = 86_400_000;
/** How often a station is silent for a while, a line lacks one of its temperatures, or is missing. */
const SILENCES_A_YEAR = 0.15;
const LONGEST_SILENCE_DAYS = 500;
const LACKS_ONE = 0.02;
const IS_MISSING = 0.01;
/** How far the warmth of one day lasts to the next, and how much a day differs from what is expected. */
const PERSISTENCE = 0.7;
const DEVIATION = 6;

/** The lines of the file, with the header. */
export function* climateLines(options: ClimateOptions = {}): Generator<string, void, undefined> {
  const { stations = 20, from = 1900, to = 2019, every = 5, seed = 1 } = options;
  const random = randomNumbers(seed);
  yield HEADER;
  for (let index = 0; index < stations; index++)
    yield* stationLines(station(index, from, to, random), every, random);
}

function station(index: number, first: number, last: number, random: RandomNumbers): Station {
  const place = `${random.pick(PLACES)} ${random.pick(KINDS)}, ${random.pick(STATES)} US`;
  const latitude = 32 + 12 * random.next();
  const elevation = 400 + 2200 * random.next();
  const years = last - first;
  // Most stations are there from early on; some begin late or end early.
  const begins = random.next() < 0.7 ? 0 : random.next() * 0.6;
  const ends = random.next() < 0.8 ? 0 : random.next() * 0.3;
  return {
    id: `USC${String(420_000 + index).padStart(8, "0")}`,
    name: place,
    latitude,
    longitude: -116 + 12 * random.next(),
    elevation,
    from: first + Math.floor(years * begins),
    to: last - Math.floor(years * ends),
    mean: 105 - 1.2 * latitude - 0.0035 * elevation,
    amplitude: 20 + 6 * random.next(),
    // A rise of a degree and a half in a century, give or take two.
    trend: (1.5 + 2 * random.normal()) / 100,
  };
}

function* stationLines(station: Station, every: number, random: RandomNumbers): Generator<string> {
  const { id, name, latitude, longitude, elevation, from, to, mean, amplitude, trend } = station;
  const place = [latitude.toFixed(5), longitude.toFixed(5), elevation.toFixed(1)].map(quoted).join(",");
  const begin = `${quoted(id)},${quoted(name)},${place}`;
  const end = Date.UTC(to + 1, 0, 1);
  let anomaly = 0;
  let silentUntil = 0;
  for (let time = Date.UTC(from, 0, 1); time < end; time += every * DAY_MILLISECONDS) {
    anomaly = PERSISTENCE * anomaly + Math.sqrt(1 - PERSISTENCE ** 2) * DEVIATION * random.normal();
    const year = (time - Date.UTC(from, 0, 1)) / DAY_MILLISECONDS / 365.2425;
    // The coldest days are in the middle of January.
    const expected = mean + trend * year - amplitude * Math.cos(2 * Math.PI * (year - 0.04));
    const spread = 14 + 4 * random.next();
    const [low, high] = [expected + anomaly - spread, expected + anomaly + spread].map(Math.round);
    const [lacks, missing, which, falls] = [random.next(), random.next(), random.next(), random.next()];
    if (falls < (SILENCES_A_YEAR * every) / 365)
      silentUntil = time + random.next() * LONGEST_SILENCE_DAYS * DAY_MILLISECONDS;
    if (time < silentUntil || missing < IS_MISSING) continue;
    const lacksOne = lacks < LACKS_ONE;
    const tmin = lacksOne && which < 0.5 ? "" : quoted(`${low}`);
    const tmax = lacksOne && which >= 0.5 ? "" : quoted(`${high}`);
    yield `${begin},${quoted(new Date(time).toISOString().slice(0, 10))},${tmin},${tmax}`;
  }
}

function quoted(text: string): string {
  return `"${text}"`;
}

async function main(): Promise<void> {
  const names = ["stations", "from", "to", "every", "seed"] as const;
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
  });
  const given = Object.entries(values).map(([name, text]) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1)
      throw new Error(`--${name} is ${text}; it is a whole number`);
    return [name, value] as const;
  });
  for (const line of climateLines(Object.fromEntries(given))) {
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, "drain");
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  await main();
