import { type Shape, signetFile, workload } from "../../../scripts/bench/workloads.ts";
import type { Place } from "./place.ts";

/** A workspace with a pipeline of so many quick steps, named `bench`; answers its folder. */
export function benchPipeline(place: Place, steps: number, shape: Shape = "layered"): string {
  const work = workload(shape, steps);
  return place.workspace("bench", {
    "pipeline.yaml": signetFile(work),
    ...Object.fromEntries(work.sources.map((path) => [path, `source ${path}\n`])),
  });
}
