import { createRoot } from "react-dom/client";
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from "recharts";

const points = Array.from({ length: 40 }, (_, step) => ({ step, value: step / 7 }));

/**
 * Draws a chart that nobody sees, so that the first that is waited for takes no longer than others: a browser makes its code
 * ready when it first runs, which is most of that time. Without its axes it is one half of that, with them the other.
 */
export async function drawUnseenChart(axes: boolean): Promise<void> {
  const root = createRoot(document.createElement("div"));
  root.render(
    <LineChart width={300} height={160} data={points}>
      {axes && (
        <>
          <CartesianGrid vertical={false} />
          <XAxis dataKey="step" type="number" domain={["dataMin", "dataMax"]} />
          <YAxis domain={["auto", "auto"]} />
          <Tooltip isAnimationActive={false} />
        </>
      )}
      <Line dataKey="value" dot={false} isAnimationActive={false} />
    </LineChart>,
  );
  await new Promise((drawn) => requestIdleCallback(drawn));
  root.unmount();
}
