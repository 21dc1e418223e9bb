import { type JavaScriptFunction, javascript, javascriptOfNulls } from "../javascript-function.js";
import { kept } from "../kept.js";
import { MOST_CALLS, type TextCall } from "../text-call.js";
import { JsonValues } from "./from-json.js";
import { findJson, pathOf } from "./path.js";
import { type Json, type ReadOptions, readJson } from "./read.js";
import { writeJson } from "./write.js";

/** As the functions that look into JSON read it. */
const LOOKING: ReadOptions = { controls: true, notFinite: false };

const stepsOf = kept(pathOf, 100);

/** A value as a column of json_tuple: a string as it is. */
function tupleText(json: Json | undefined): string | null {
  if (json === undefined || json.kind === "null") return null;
  return json.kind === "string" ? json.text : writeJson(json, true);
}

function tuple(text: string | null, names: readonly (string | null)[] | null): (string | null)[] {
  const json = text === null ? undefined : readJson(text, LOOKING);
  const entries = json?.kind === "object" ? json.entries : [];
  return (names ?? []).map((name) => tupleText(entries.findLast(([each]) => each === name)?.[1]));
}

const valuesOf = kept((call: string) => new JsonValues(JSON.parse(call) as TextCall), MOST_CALLS);

export const JSON_FUNCTIONS: readonly JavaScriptFunction[] = [
  javascript("js_get_json_object", ["string", "string"], "string", (text, path) => {
    const steps = stepsOf(path);
    const json = steps === undefined ? undefined : readJson(text, LOOKING);
    return json === undefined ? null : findJson(json, steps!);
  }),
  javascriptOfNulls("js_json_tuple", ["string", "strings"], "strings", tuple),
  javascript("js_from_json", ["string", "string"], "string", (text, call) => valuesOf(call).of(text)),
  javascript("js_json_array_length", ["string"], "int", (text) => {
    const json = readJson(text, LOOKING);
    return json?.kind === "array" ? json.items.length : null;
  }),
  javascript("js_json_object_keys", ["string"], "strings", (text) => {
    const json = readJson(text, LOOKING);
    return json?.kind === "object" ? json.entries.map(([name]) => name) : null;
  }),
];
