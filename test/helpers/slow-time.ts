// Loaded before the command line: seconds that it waits for become hours, so that what ends did not end by their passing.
const now = performance.now.bind(performance);
const later = globalThis.setTimeout;
const slowness = 1_000;

performance.now = () => now() / slowness;
globalThis.setTimeout = Object.assign(
  (work: () => void, time = 0) => later(work, time >= 1_000 ? time * slowness : time),
  later,
);
