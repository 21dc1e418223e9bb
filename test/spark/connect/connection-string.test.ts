import { describe, expect, test } from "vitest";
import { ValueError } from "../../../src/errors.js";
import { parseConnectionString } from "../../../src/spark/connect/connection-string.js";

describe("a connection string", () => {
  test("is a host, with everything else by default", () => {
    expect(parseConnectionString("sc://spark.example")).toEqual({
      host: "spark.example",
      port: 15002,
      useSsl: false,
      headers: new Map(),
    });
  });

  test("has parameters, percent-encoded, of which those that mean nothing to us are headers", () => {
    const text =
      "sc://spark.example:443/;token=a%3Db%3B;user_id=ann;user_agent=my%20app;session_id=12345678-1234-1234-1234-123456789abc;x-tenant=blue";
    expect(parseConnectionString(text)).toEqual({
      host: "spark.example",
      port: 443,
      useSsl: true,
      token: "a=b;",
      userId: "ann",
      userAgent: "my app",
      sessionId: "12345678-1234-1234-1234-123456789abc",
      headers: new Map([["x-tenant", "blue"]]),
    });
  });

  test.each(["localhost", "127.0.0.1", "[::1]"])("with a token to %s needs no TLS", (host) => {
    expect(parseConnectionString(`sc://${host}:15002/;token=t`).useSsl).toBe(false);
    expect(parseConnectionString(`sc://${host}:15002/;token=t;use_ssl=true`).useSsl).toBe(true);
  });

  test("of IPv6 gives the address without brackets", () => {
    expect(parseConnectionString("sc://[2001:db8::1]:7")).toMatchObject({ host: "2001:db8::1", port: 7 });
  });

  test.each([
    ["http://spark.example", "doesn't begin with sc://"],
    ["spark.example:15002", "doesn't begin with sc://"],
    ["sc://", "has no host"],
    ["sc://:15002", "has no host"],
    ["sc://a b", "has no host"],
    ["sc://spark.example:0", "has a port"],
    ["sc://spark.example:70000", "has a port"],
    ["sc://spark.example:x", "has no host"],
    ["sc://spark.example/path", "has a path"],
    ["sc://spark.example;token=t", "has parameters without a /"],
    ["sc://spark.example/;token", "has a parameter that isn't name=value"],
    ["sc://spark.example/;user_id=a;user_id=b", "has user_id twice"],
    ["sc://spark.example/;user_id=%E0%A4%A", "isn't percent-encoded"],
    ["sc://spark.example/;use_ssl=yes", "use_ssl other than true and false"],
    ["sc://spark.example/;session_id=abc", "session_id that is no UUID"],
    ["sc://spark.example/;x y=1", "can't be a header"],
    [`sc://spark.example/;user_agent=${"a".repeat(2049)}`, "more than 2048"],
  ])("%s is refused", (text, reason) => {
    expect(() => parseConnectionString(text)).toThrow(ValueError);
    expect(() => parseConnectionString(text)).toThrow(reason);
    expect(() => parseConnectionString(text)).toThrow("A connection string is sc://host:port/");
  });

  test("that would send a token to another machine in the clear is refused, and the message doesn't have the token", () => {
    const parse = () => parseConnectionString("sc://spark.example/;token=s3cret;use_ssl=false");
    expect(parse).toThrow("in the clear");
    expect(parse).not.toThrow("s3cret");
  });
});
