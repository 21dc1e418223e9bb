import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type DescEnum,
  type DescField,
  type DescFile,
  type DescMessage,
  type DescService,
  fromBinary,
  ScalarType,
} from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { beforeAll, describe, expect, test } from "vitest";
import { findJavaHome } from "../../../scripts/pyspark-venv.mjs";
import { file_base } from "../../../src/spark/proto/generated/base_pb.js";
import { file_catalog } from "../../../src/spark/proto/generated/catalog_pb.js";
import { file_commands } from "../../../src/spark/proto/generated/commands_pb.js";
import { file_common } from "../../../src/spark/proto/generated/common_pb.js";
import { file_expressions } from "../../../src/spark/proto/generated/expressions_pb.js";
import { file_relations } from "../../../src/spark/proto/generated/relations_pb.js";
import { file_types } from "../../../src/spark/proto/generated/types_pb.js";
import { partPath } from "../../support/parts.js";
import { skipWithoutSpark } from "../../support/spark.js";

const FILES: Readonly<Record<string, DescFile>> = {
  base: file_base,
  catalog: file_catalog,
  commands: file_commands,
  common: file_common,
  expressions: file_expressions,
  relations: file_relations,
  types: file_types,
};

/** What goes over the wire, and nothing else. */
interface Field {
  readonly number: number;
  readonly type: string;
  readonly repeated: boolean;
  /** Whether a value of 0 is told from none. */
  readonly optional: boolean;
  readonly oneof: string | undefined;
}

/** Spark's messages and enums by their full names, with those inside others. */
class Theirs {
  readonly messages = new Map<string, DescriptorProto>();
  readonly enums = new Map<string, EnumDescriptorProto>();
  readonly services = new Map<string, FileDescriptorProto["service"][number]>();

  add(file: FileDescriptorProto): void {
    for (const message of file.messageType) this.#message(file.package, message);
    for (const declared of file.enumType) this.enums.set(`${file.package}.${declared.name}`, declared);
    for (const service of file.service) this.services.set(`${file.package}.${service.name}`, service);
  }

  #message(scope: string, message: DescriptorProto): void {
    const name = `${scope}.${message.name}`;
    this.messages.set(name, message);
    for (const nested of message.nestedType) this.#message(name, nested);
    for (const declared of message.enumType) this.enums.set(`${name}.${declared.name}`, declared);
  }

  field(message: DescriptorProto, field: FieldDescriptorProto): Field {
    const { number, label, proto3Optional: optional } = field;
    const entry = this.messages.get(field.typeName.slice(1));
    if (entry?.options?.mapEntry) {
      const [key, value] = entry.field as [FieldDescriptorProto, FieldDescriptorProto];
      return {
        number,
        type: `map<${typeOf(key)}, ${typeOf(value)}>`,
        repeated: false,
        optional,
        oneof: undefined,
      };
    }
    const oneof = field.oneofIndex === -1 || optional ? undefined : oneofOf(message, field);
    return { number, type: typeOf(field), repeated: label === Label.REPEATED, optional, oneof };
  }
}

/** The index is a field with presence: 0 is the first one, and absent another thing. */
function oneofOf(message: DescriptorProto, field: FieldDescriptorProto): string | undefined {
  return Object.hasOwn(field, "oneofIndex") ? message.oneofDecl[field.oneofIndex]?.name : undefined;
}

function typeOf({ type, typeName }: FieldDescriptorProto): string {
  return typeName !== "" ? typeName.slice(1) : Type[type]!.toLowerCase();
}

function ours(field: DescField): Field {
  const { number } = field;
  const oneof = field.oneof?.name;
  const optional = field.proto.proto3Optional;
  const named = { number, repeated: field.fieldKind === "list", optional, oneof };
  switch (field.fieldKind) {
    case "scalar":
      return { ...named, type: ScalarType[field.scalar].toLowerCase() };
    case "enum":
      return { ...named, type: field.enum.typeName };
    case "message":
      return { ...named, type: field.message.typeName };
    case "list": {
      const type = field.message?.typeName ?? field.enum?.typeName ?? ScalarType[field.scalar!].toLowerCase();
      return { ...named, type };
    }
    case "map": {
      const value =
        field.message?.typeName ?? field.enum?.typeName ?? ScalarType[field.scalar!].toLowerCase();
      return { ...named, type: `map<${ScalarType[field.mapKey].toLowerCase()}, ${value}>` };
    }
  }
}

function* messagesOf(messages: readonly DescMessage[]): Generator<DescMessage> {
  for (const message of messages) {
    yield message;
    yield* messagesOf(message.nestedMessages);
  }
}

function* enumsOf(file: DescFile): Generator<DescEnum> {
  yield* file.enums;
  for (const message of messagesOf(file.messages)) yield* message.nestedEnums;
}

describe("our messages are those of Spark's jar", () => {
  skipWithoutSpark();
  const theirs = new Theirs();

  beforeAll(async () => {
    const script = join(import.meta.dirname, "descriptors.py");
    const env = {
      ...process.env,
      JAVA_HOME: findJavaHome(),
      SPARK_LOCAL_IP: "127.0.0.1",
      SPARK_HOME: undefined,
    };
    const { stdout } = await promisify(execFile)(partPath("pyspark"), [script], { env, maxBuffer: 2 ** 24 });
    const files = JSON.parse(stdout) as Record<string, string>;
    for (const told of Object.values(files))
      theirs.add(fromBinary(FileDescriptorProtoSchema, Buffer.from(told, "base64")));
  }, 60_000);

  for (const [name, file] of Object.entries(FILES)) {
    test(`${name}: every field has the number, type, label and oneof of Spark's`, () => {
      const [got, wanted]: [unknown[], unknown[]] = [[], []];
      for (const message of messagesOf(file.messages)) {
        const their = theirs.messages.get(message.typeName);
        for (const field of message.fields) {
          const same = their?.field.find((candidate) => candidate.name === field.name);
          got.push([message.typeName, field.name, ours(field)]);
          wanted.push([message.typeName, field.name, same && their && theirs.field(their, same)]);
        }
        got.push([message.typeName, true]);
        wanted.push([message.typeName, their !== undefined]);
      }
      expect(got.length).toBeGreaterThan(10);
      expect(got).toEqual(wanted);
    });

    test(`${name}: every enum has Spark's values`, () => {
      for (const declared of enumsOf(file)) {
        const values = declared.values.map((value) => [value.name, value.number]);
        const their = theirs.enums.get(declared.typeName)?.value.map((value) => [value.name, value.number]);
        expect(their, declared.typeName).toEqual(expect.arrayContaining(values));
      }
    });
  }

  test("the service's methods take and give what Spark's do", () => {
    const [service] = file_base.services as [DescService];
    const their = theirs.services.get(service.typeName);
    expect(service.methods.length).toBeGreaterThan(5);
    for (const { name, input, output, methodKind } of service.methods) {
      const same = their?.method.find((method) => method.name === name);
      expect({ input: `.${input.typeName}`, output: `.${output.typeName}`, methodKind }, name).toEqual({
        input: same?.inputType,
        output: same?.outputType,
        methodKind: same?.clientStreaming
          ? "client_streaming"
          : same?.serverStreaming
            ? "server_streaming"
            : "unary",
      });
    }
  });
});
