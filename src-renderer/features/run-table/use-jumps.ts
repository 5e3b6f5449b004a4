import { useEffect, useRef, useState } from "react";

/** Jumps that follow each other within so many milliseconds are one motion, which is over after as long. */
const pause = 100;

/**
 * Whether the list is moved by jumps without rest, each by so far that no line stays on screen, given the lines that are (half-open):
 * nobody reads what is seen for a frame.
 */
export function useJumps(first: number, last: number): boolean {
  const before = useRef({ first, last, jumpedAt: Number.NEGATIVE_INFINITY });
  const [skims, setSkims] = useState(false);
  const { current } = before;
  const jumped = current.last > current.first && (last <= current.first || current.last <= first);
  const again = jumped && performance.now() - current.jumpedAt < pause;
  useEffect(() => {
    before.current = { first, last, jumpedAt: jumped ? performance.now() : current.jumpedAt };
    if (again !== skims && (jumped || first !== current.first)) setSkims(again);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move begins the pause anew.
  useEffect(() => {
    if (!skims) return;
    const timer = setTimeout(() => setSkims(false), pause);
    return () => clearTimeout(timer);
  }, [skims, first, last]);
  return jumped ? again : skims && first === current.first;
}
