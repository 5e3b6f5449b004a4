import { describe, expect, it } from "vitest";
import { commonEnvironment, userEnvironment } from "../../../src-main/node/host/step-environment.ts";

const surroundings = (env: { readonly [name: string]: string }) => ({
  env,
  interpreter: { python: "/v/bin/python", path: "/v/bin:/bin" },
  resources: "/app/resources",
  library: "/library",
});

describe("the environment of a step", () => {
  it("has the observer and the SDK before what the user's PYTHONPATH has", () => {
    expect(commonEnvironment(surroundings({ HOME: "/h", PYTHONPATH: "/mine" }))).toEqual({
      HOME: "/h",
      PATH: "/v/bin:/bin",
      PYTHONPATH: "/app/resources/python/hook:/app/resources/python:/mine",
      PYTHONUNBUFFERED: "1",
      SIGNET_CLI: "/app/resources/bin/signet",
      SIGNET_LIBRARY: "/library",
    });
    expect(commonEnvironment(surroundings({})).PYTHONPATH).toBe(
      "/app/resources/python/hook:/app/resources/python",
    );
  });

  it("is the user's own again where Signet is started by a step or a hook", () => {
    const user = { HOME: "/h", PYTHONPATH: "/mine", SIGNET_LIBRARY: "/library" };
    const inner = { ...commonEnvironment(surroundings(user)), SIGNET_STEP: "A", SIGNET_HOOK: "after" };
    expect(userEnvironment(inner, "/app/resources")).toMatchObject(user);
    expect(userEnvironment(inner, "/app/resources")).not.toHaveProperty("SIGNET_STEP");
    expect(userEnvironment(inner, "/app/resources")).not.toHaveProperty("SIGNET_HOOK");
    const without = commonEnvironment(surroundings({ HOME: "/h" }));
    expect(userEnvironment(without, "/app/resources")).not.toHaveProperty("PYTHONPATH");
  });
});
