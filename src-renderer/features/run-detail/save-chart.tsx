import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import type { Result } from "../../../src-main/core/base/result.ts";
import type { SeriesRange } from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import { client } from "../../api/client.ts";
import { pictureOf } from "./chart-picture.ts";
import type { MetricGroup } from "./chart-points.ts";
import { seriesCsv } from "./series-csv.ts";

/** As many points of each line are written: of longer ones those that keep the extremes of every stretch. */
const mostPoints = 100_000;

/** Writes a chart to a file that the person names: its points, of the range that is looked at, or the picture. */
export function SaveChart(props: {
  readonly group: MetricGroup;
  /** Of each of its lines. */
  readonly colors: readonly string[];
  /** Null: all of it. */
  readonly range: SeriesRange | null;
  /** When the run began, in epoch milliseconds. */
  readonly began: number;
  readonly drawing: () => HTMLElement | null;
}) {
  const { group, colors, range, began } = props;
  const saveCsv = async (): Promise<void> => {
    const answers = await Promise.all(
      group.lines.map(({ run, name }) =>
        client.call("runs.series", { id: run, name, points: mostPoints, range }),
      ),
    );
    const failed = answers.find((answer) => !answer.ok);
    if (failed !== undefined && !failed.ok) return tell(failed);
    const lines = answers.flatMap((answer, index) =>
      answer.ok ? [{ step: group.lines[index]?.step ?? null, series: answer.value }] : [],
    );
    tell(await client.saveText({ name: `${fileName(group.name)}.csv`, text: seriesCsv(lines, began) }));
  };
  const savePng = async (): Promise<void> => {
    const svg = props.drawing()?.querySelector("svg.recharts-surface");
    if (!(svg instanceof SVGSVGElement)) return;
    const { lines, name } = group;
    const legend = lines.map(({ step }, index) => ({ name: step ?? name, color: colors[index] ?? "" }));
    const png = await pictureOf(svg, name, lines.length > 1 ? legend : []);
    tell(await client.savePicture({ name: `${fileName(group.name)}.png`, png }));
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="xs" aria-label={`Save the chart of ${group.name}`}>
          <IconDownload size={13} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void saveCsv()}>
          {range === null ? "Its points (CSV)…" : "The points that are shown (CSV)…"}
        </Menu.Item>
        <Menu.Item onClick={() => void savePng()}>The picture (PNG)…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function tell(saved: Result<unknown, Failure>): void {
  if (!saved.ok)
    notifications.show({ color: "red", title: "The chart was not saved", message: saved.error.message });
  else if (saved.value !== null)
    notifications.show({ title: "The chart was saved", message: String(saved.value) });
}

/** A metric's name as that of a file. */
const fileName = (name: string): string =>
  name.replace(/[^\p{L}\p{N}._ -]+/gu, "-").slice(0, 100) || "metric";
