import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type AppHost, startAppHost, within } from "../../../src-main/electron/app-host.ts";

const script = join(import.meta.dirname, "workers/answering.ts");
const hosts: AppHost[] = [];
const reports: string[] = [];

const start = (library: string): AppHost => {
  const app = { library, resources: "/resources", appVersion: "0.0.0" };
  const host = startAppHost({ script, app, report: (text) => reports.push(text) });
  hosts.push(host);
  return host;
};

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close(0);
  reports.length = 0;
});

describe("app host", () => {
  it("answers each call with its own answer, however they overlap", async () => {
    const host = start("good");
    const answers = await Promise.all([
      host.call("runs.get", { id: "a", big: 2n ** 64n }),
      host.call("runs.graph", { id: "b" }),
    ]);
    expect(answers).toEqual([
      { ok: true, value: { name: "runs.get", params: { id: "a", big: 2n ** 64n } } },
      { ok: true, value: { name: "runs.graph", params: { id: "b" } } },
    ]);
    expect(await host.opened).toEqual({ ok: true, value: null });
    expect(await host.activeRuns()).toEqual(["r1"]);
  });

  it("passes events on until the listener is taken away", async () => {
    const host = start("good");
    const seen: number[] = [];
    const first = new Promise<void>((resolve) => {
      const off = host.onEvent((event) => {
        seen.push(event.sequence);
        off();
        resolve();
      });
    });
    void host.call("pipelines.run", {});
    await first;
    void host.call("pipelines.run", {});
    await host.call("library.info", {});
    expect(seen).toEqual([7]);
  });

  it("passes on how far each export is to whoever began it", async () => {
    const host = start("good");
    const told: string[] = [];
    const written = await Promise.all(
      ["a", "b"].map((file) =>
        host.exportRuns({ runs: file }, file, (progress) =>
          told.push(`${file} ${progress.file} ${progress.done}`),
        ),
      ),
    );
    expect(written).toEqual([
      { ok: true, value: { what: { runs: "a" }, file: "a" } },
      { ok: true, value: { what: { runs: "b" }, file: "b" } },
    ]);
    expect(told).toEqual(["a a 1", "b b 1"]);
  });

  it("hands on why a library was refused", async () => {
    expect(await start("refused").opened).toMatchObject({ ok: false, error: { kind: "library" } });
  });

  it("hands on that a library was found to be damaged while it is open, and goes on", async () => {
    const host = start("damaged");
    expect(await host.damage).toBe("signet.db is damaged");
    expect(await host.call("library.info", {})).toMatchObject({ ok: true });
  });

  it("says that a worker which cannot even start has died, and reports the stack", async () => {
    const host = start("fails");
    expect(await host.opened).toMatchObject({ ok: false, error: { kind: "internal" } });
    expect((await host.died).message).toContain("no such thing");
    expect(reports.join()).toContain("answering.ts");
  });

  it("answers what is pending and what comes later with a failure when the worker crashes", async () => {
    const host = start("good");
    const pending = await host.call("runs.cancel", { id: "a" });
    expect(pending).toMatchObject({ ok: false, error: { kind: "internal" } });
    expect((await host.died).message).toContain("crashed on purpose");
    expect(await host.call("library.info", {})).toMatchObject({ ok: false, error: { kind: "internal" } });
    expect(await host.activeRuns()).toEqual([]);
  });

  it("closes when the worker ends by itself, which is no death", async () => {
    const host = start("good");
    await host.opened;
    expect(await host.close(10_000)).toBe("closed");
    expect(await within(host.died, 0)).toBe(false);
  });

  it("ends a worker at once that has not opened its library yet, in which nothing can run", async () => {
    const host = start("silent");
    expect(await host.activeRuns()).toEqual([]);
    expect(await host.close(600_000)).toBe("closed");
    expect(await within(host.died, 0)).toBe(false);
    // That is no library that could not be opened.
    expect(await within(host.opened, 0)).toBe(false);
  });

  it("ends a worker that does not close in time", async () => {
    const host = start("stuck");
    await host.opened;
    expect(await host.close(50)).toBe("ended");
    expect(await host.call("library.info", {})).toMatchObject({ ok: false });
  });
});
