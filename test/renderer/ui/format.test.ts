import { describe, expect, it } from "vitest";
import {
  countText,
  durationText,
  metricText,
  relativeTimeText,
  sizeText,
} from "../../../src-renderer/ui/format.ts";

const noon = new Date(2026, 0, 15, 12, 0, 0).getTime();
const minutes = (count: number) => noon - count * 60_000;

describe("durationText", () => {
  it.each([
    [0, "<0.1s"],
    [49, "<0.1s"],
    [50, "0.1s"],
    [200, "0.2s"],
    [9_949, "9.9s"],
    [9_960, "10s"],
    [59_499, "59s"],
    [72_000, "1m 12s"],
    [3_600_000, "1h 00m"],
    [100_000_000, "1d 3h"],
    [-5, "<0.1s"],
  ])("shows %d ms as %s", (span, text) => expect(durationText(span)).toBe(text));
});

describe("relativeTimeText", () => {
  it.each([
    [minutes(0), "just now"],
    [minutes(2), "2 min ago"],
    [minutes(300), "5 h ago"],
    [minutes(13 * 60), "yesterday"],
    [new Date(2026, 0, 12, 9).getTime(), "Mon"],
    [new Date(2026, 0, 2, 9).getTime(), "2 Jan"],
    [new Date(2025, 11, 31, 9).getTime(), "2025-12-31"],
  ])("shows %d as %s", (time, text) => expect(relativeTimeText(time, noon)).toBe(text));

  it("shows the hours, not yesterday, shortly after midnight", () => {
    const midnight = new Date(2026, 0, 15, 0, 30).getTime();
    expect(relativeTimeText(midnight - 2 * 3_600_000, midnight)).toBe("2 h ago");
  });

  it("shows a date for a time that is to come, as when a clock jumped", () => {
    expect(relativeTimeText(noon + 3 * 86_400_000, noon)).toBe("18 Jan");
  });
});

describe("metricText", () => {
  it.each([
    [undefined, "—"],
    [0, "0"],
    [-0, "0"],
    [0.184312, "0.1843"],
    [30, "30"],
    [1234.5678, "1235"],
    [123_456.78, "123457"],
    [0.00001234, "1.234e-5"],
    [4_200_000_000, "4.200e9"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("shows %d as %s", (value, text) => expect(metricText(value)).toBe(text));
});

describe("sizeText and countText", () => {
  it.each([
    [412, "412 B"],
    [1_200, "1.2 kB"],
    [18_000_000, "18 MB"],
    [999_999, "1.0 MB"],
  ])("shows %d bytes as %s", (bytes, text) => expect(sizeText(bytes)).toBe(text));

  it("groups thousands with commas", () => {
    expect(countText(1_204)).toBe("1,204");
    expect(countText(999)).toBe("999");
    expect(countText(1_000_000)).toBe("1,000,000");
  });
});
