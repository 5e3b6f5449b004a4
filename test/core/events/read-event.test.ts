import { describe, expect, it } from "vitest";
import { readEvent } from "../../../src-main/core/events/read-event.ts";
import { isSecretParam, withoutSecrets } from "../../../src-main/core/model/secret-names.ts";

const event = (text: string) => {
  const read = readEvent(text);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};
const problem = (text: string) => {
  const read = readEvent(text);
  if (read.ok) throw new Error("it was read");
  return read.error;
};

describe("a line of an event file", () => {
  it("is a metric with its step and time, or without them", () => {
    expect(event('{"type":"metric","name":"loss","value":0.5,"step":3,"time":7}')).toEqual({
      type: "metrics",
      values: [["loss", 0.5]],
      step: 3,
      time: 7,
    });
    expect(event('{"type":"metrics","values":{"a":"NaN","b":"-Infinity"},"x":1}')).toEqual({
      type: "metrics",
      values: [
        ["a", Number.NaN],
        ["b", Number.NEGATIVE_INFINITY],
      ],
      step: null,
      time: null,
    });
  });

  it("keeps integers and floats of parameters apart, and nested ones nested", () => {
    expect(
      event('{"type":"params","values":{"n":1,"x":1.0,"deep":{"big":12345678901234567890,"no":"NaN"}}}'),
    ).toEqual({
      type: "params",
      values: { n: 1n, x: 1, deep: { big: 12345678901234567890n, no: Number.NaN } },
    });
  });

  it("never tells what may be a secret", () => {
    expect(
      event(
        '{"type":"params","values":{"api_key":"x","max_tokens":5,"tokenizer":"bert","db":{"password":"y"}}}',
      ),
    ).toEqual({
      type: "params",
      values: { api_key: "(hidden)", max_tokens: 5n, tokenizer: "bert", db: { password: "(hidden)" } },
    });
    expect(
      event('{"type":"environment","variables":{"HF_TOKEN":"x","SEED":"1","AWS_SECRET_ID":"z"}}'),
    ).toMatchObject({
      variables: { SEED: "1" },
    });
    expect(event('{"type":"property","key":"wandb.apiKey","value":"x"}')).toMatchObject({
      value: "(hidden)",
    });
    expect(
      event('{"type":"start","command":"python t.py --api-key abc --lr 0.1 --token=\'x y\'"}'),
    ).toMatchObject({
      command: "python t.py --api-key (hidden) --lr 0.1 --token=(hidden)",
    });
  });

  it("names a graphics card's use like the rest of the machine's", () => {
    expect(
      event('{"type":"resources","cpu":50,"memory":7,"gpu":[{"name":"A","use":3,"memory":4}]}'),
    ).toMatchObject({
      values: [
        ["system.cpu", 50],
        ["system.memory", 7],
        ["system.gpu.0.use", 3],
        ["system.gpu.0.memory", 4],
      ],
    });
  });

  it("does not reach prototypes", () => {
    const read = event('{"type":"params","values":{"__proto__":{"polluted":1},"constructor":2}}');
    expect(Object.keys((read as { values: object }).values)).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(event('{"type":"metrics","values":{"__proto__":1}}')).toMatchObject({
      values: [["__proto__", 1]],
    });
  });

  it.each([
    ["", "no JSON"],
    ["[1]", "no JSON object"],
    ["null", "no JSON object"],
    ["{}", "no type"],
    ['{"type":"metrix"}', 'an unknown type "metrix"'],
    ['{"type":"metric","name":"","value":1}', "name is empty"],
    ['{"type":"metric","name":"a","value":"1"}', "value is no number"],
    ['{"type":"metric","name":"a","value":1,"step":"x"}', "step is no number"],
    ['{"type":"metric","name":"a","value":1,"time":"2026-01-01"}', "time is no number"],
    ['{"type":"metrics","values":[1]}', "values is no object"],
    ['{"type":"params","values":3}', "values is no object"],
    ['{"type":"tags","add":"x"}', "add is no list"],
    ['{"type":"end","status":"done"}', "status is not"],
    ['{"type":"start","version":2}', "this Signet knows 1"],
    [`{"type":"params","values":${'{"a":'.repeat(70)}1${"}".repeat(70)}}`, "nested too deep"],
  ])("is refused with what is wrong: %s", (line, text) => {
    expect(problem(line)).toContain(text);
  });

  it("may hold a long text", () => {
    const text = '\\"[{'.repeat(3_000_000);
    expect(event(JSON.stringify({ type: "notes", text }))).toEqual({ type: "notes", text, append: false });
  });

  it("ends quickly when it is nested or filled beyond reason", () => {
    const depth = 3_000_000;
    expect(problem(`{"type":"params","values":${"[".repeat(depth)}${"]".repeat(depth)}}`)).toMatch(
      /nested too deep|no object|no JSON/,
    );
    const keys = Array.from({ length: 60_000 }, (_, at) => `"k${at}":1`).join(",");
    expect(problem(`{"type":"params","values":{${keys}}}`)).toContain("more than 50000 values");
  });
});

describe("a name of a secret", () => {
  it.each(["api_key", "apiKey", "OPENAI_API_KEY", "hf-token", "db.password", "secret", "key"])(
    "is %s",
    (name) => {
      expect(isSecretParam(name)).toBe(true);
    },
  );
  it.each(["tokenizer", "max_tokens", "monkey", "keyboard", "lr", "num_keys"])("is not %s", (name) => {
    expect(isSecretParam(name)).toBe(false);
  });
  it("hides only values of options", () => {
    expect(withoutSecrets("x --key --lr 1 token secret")).toBe("x --key --lr 1 token secret");
  });
});
