import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { MetricsTab } from "../../../src-renderer/features/run-detail/metrics-tab.tsx";
import { makeLibrary } from "../../fixtures/renderer/library.ts";

it("lists metrics in the order of their charts", () => {
  const { runs, details } = makeLibrary(Date.UTC(2026, 0, 5));
  const detail = details.get(runs[1]?.id ?? "");
  if (detail === undefined) throw new Error("no such run");
  expect(detail.metricSummaries.map(({ name }) => name)).toEqual(["loss", "fit seconds", "accuracy"]);
  const markup = renderToStaticMarkup(
    <MantineProvider>
      <MetricsTab detail={detail} />
    </MantineProvider>,
  );
  const rows = [...markup.matchAll(/data-metric="([^"]+)"/g)].map(([, name]) => name);
  expect(rows).toEqual(["accuracy", "fit seconds", "loss"]);
  const charts = [...markup.matchAll(/<h3[^>]*>([^<]+)<\/h3>/g)].map(([, name]) => name);
  expect(charts).toEqual(["accuracy", "loss"]);
});
