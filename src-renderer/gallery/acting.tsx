import { type ReactNode, useEffect, useState } from "react";

/** One thing that is done to a page once its element is there. */
export type Act = {
  /** Selects the elements; of these the first whose text or name begins with `word` is meant. */
  readonly at: string;
  readonly word: string;
  readonly act: (element: HTMLElement) => void;
};

export const press = (at: string, word = ""): Act => ({ at, word, act: (element) => element.click() });

/** Opens the tab of this name. */
export const openTab = (name: string): Act => press('[role="tab"]', name);

/** Presses the button of this name. */
export const button = (name: string): Act => press("button", name);

/** A click with the right button. */
export const pressRight = (at: string, word = ""): Act => ({
  at,
  word,
  act: (element) => {
    const { left, top } = element.getBoundingClientRect();
    const event = { bubbles: true, cancelable: true, button: 2, clientX: left + 120, clientY: top + 16 };
    element.dispatchEvent(new MouseEvent("contextmenu", event));
  },
});

/** Waits for what comes by itself. */
export const see = (at: string): Act => ({ at, word: "", act: () => {} });

/** Writes into the field of this label. */
export const fill = (label: string, text: string): Act => ({
  at: "label",
  word: label,
  act: (element) => {
    const field = (element as HTMLLabelElement).control;
    if (field !== null) write("", text).act(field);
  },
});

/** Types a text, as by hand: fields and editors alike take it. */
export const write = (at: string, text: string): Act => ({
  at,
  word: "",
  act: (element) => {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
    document.execCommand("insertText", false, text);
  },
});

function found({ at, word }: Act): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(at)].find((element) => {
    const names = [element.textContent, element.getAttribute("aria-label")];
    const usable = !element.matches(":disabled") && element.getClientRects().length > 0;
    return usable && (word === "" || names.some((name) => name?.trim().startsWith(word)));
  });
}

/** A page to which things are done, one after the other, each as soon as it can be; `data-acting` until all are. */
export function Acting({ acts, children }: { readonly acts: readonly Act[]; readonly children: ReactNode }) {
  const [done, setDone] = useState(0);
  const next = acts[done];
  useEffect(() => {
    if (next === undefined) return;
    let frame = requestAnimationFrame(function look() {
      const element = found(next);
      if (element === undefined) {
        frame = requestAnimationFrame(look);
        return;
      }
      next.act(element);
      setDone((count) => count + 1);
    });
    return () => cancelAnimationFrame(frame);
  }, [next]);
  return (
    <>
      {children}
      {next !== undefined && <span hidden data-acting={`${next.at} ${next.word}`} />}
    </>
  );
}
