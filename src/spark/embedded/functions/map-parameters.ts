/** What functions of maps take besides maps: a key that may be in one. */
import { MapType } from "../../types/index.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { analysisError, callQuoted } from "./analysis-errors.js";
import { tightestType } from "./coercion.js";
import type { Parameters } from "./function-spec.js";
import { any, map } from "./parameters.js";

export function mapOf({ type }: Typed): MapType {
  return type as MapType;
}

function differs(name: string, from: Typed, key: Typed): Error {
  const [leftType, rightType] = [typeQuoted(from.type), typeQuoted(key.type)];
  const sqlExpr = callQuoted(name, [from, key]);
  return analysisError(
    "DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES",
    `${sqlExpr}: ${rightType} is no key of ${leftType}.`,
    { sqlExpr, functionName: `\`${name}\``, dataType: '"MAP"', leftType, rightType },
    "42K09",
  );
}

/** A map and a value of the type of its keys. @param typed whether a null needs a type */
export function withKey(typed: boolean): Parameters {
  return {
    counts: "2",
    of(args, name) {
      if (args.length !== 2) return undefined;
      const [from, key] = args as [Typed, Typed];
      if (from.type.typeName === "void") throw differs(name, from, key);
      if (!(from.type instanceof MapType)) return [map, any];
      const { keyType, valueType, valueContainsNull } = from.type;
      const sqlExpr = `"${name}(${from.pretty}, ${key.pretty})"`;
      if (typed && key.type.typeName === "void") {
        throw analysisError(
          "DATATYPE_MISMATCH.NULL_TYPE",
          `${sqlExpr} looks for a null that has no type.`,
          { sqlExpr, functionName: `\`${name}\`` },
          "42K09",
        );
      }
      const common = tightestType(keyType, key.type);
      if (common === undefined) {
        throw differs(name, from, key);
      }
      const type = new MapType(common, valueType, valueContainsNull);
      return [
        { allowed: typeQuoted(type), accept: () => type },
        { allowed: typeQuoted(common), accept: () => common },
      ];
    },
  };
}
