import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type Command,
  CommandSchema,
  type Plan,
  PlanSchema,
  type Relation,
  RelationSchema,
} from "../proto/index.js";

type RelationInit = NonNullable<MessageInitShape<typeof RelationSchema>["relType"]>;
/** The kinds of relations: the names of Relation's. */
export type RelationKind = NonNullable<RelationInit["case"]>;
export type RelationInitOf<K extends RelationKind> = Extract<RelationInit, { case: K }>["value"];

type CommandInit = NonNullable<MessageInitShape<typeof CommandSchema>["commandType"]>;
export type CommandKind = NonNullable<CommandInit["case"]>;

let lastId = 0n;

/** A relation with an id of its own, by which columns name it. Ids are a process's, since relations of sessions aren't mixed. */
export function relation<K extends RelationKind>(kind: K, value: RelationInitOf<K>): Relation {
  return create(RelationSchema, {
    common: { planId: ++lastId },
    relType: { case: kind, value } as RelationInit,
  });
}

export function planIdOf(relation: Relation): bigint {
  return relation.common!.planId!;
}

export function planOf(root: Relation): Plan {
  return create(PlanSchema, { opType: { case: "root", value: root } });
}

export function commandPlan<K extends CommandKind>(
  kind: K,
  value: Extract<CommandInit, { case: K }>["value"],
): Plan {
  const command: Command = create(CommandSchema, { commandType: { case: kind, value } as CommandInit });
  return create(PlanSchema, { opType: { case: "command", value: command } });
}

/** The same relation under an id of this process: for one that an engine made. */
export function adopt({ relType }: Relation): Relation {
  return create(RelationSchema, { common: { planId: ++lastId }, relType });
}
