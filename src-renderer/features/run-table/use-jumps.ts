import { useEffect, useRef, useState } from "react";

/** Jumps that follow each other within so many milliseconds are one motion, which is over after as long. */
const pause = 100;

/**
 * How the list is moved by so far that no line stays on screen, given those that are (half-open). Then the lines take over the
 * elements of those before them, which costs a fraction of making them anew: `shift` is what to take from a line's number to have
 * the number of its element. And `skims` while it is moved by jumps without rest: nobody reads what is seen for a frame.
 */
export function useJumps(first: number, last: number): { readonly shift: number; readonly skims: boolean } {
  const before = useRef({ first, last, shift: 0, jumpedAt: Number.NEGATIVE_INFINITY });
  const [skims, setSkims] = useState(false);
  const { current } = before;
  const jumped = current.last > current.first && (last <= current.first || current.last <= first);
  const shift = jumped ? current.shift + first - current.first : current.shift;
  const again = jumped && performance.now() - current.jumpedAt < pause;
  useEffect(() => {
    before.current = { first, last, shift, jumpedAt: jumped ? performance.now() : current.jumpedAt };
    if (again !== skims && (jumped || first !== current.first)) setSkims(again);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move begins the pause anew.
  useEffect(() => {
    if (!skims) return;
    const timer = setTimeout(() => setSkims(false), pause);
    return () => clearTimeout(timer);
  }, [skims, first, last]);
  return { shift, skims: jumped ? again : skims && first === current.first };
}
