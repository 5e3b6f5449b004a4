import { useEffect, useState } from "react";

/**
 * Gives the focus back to what had it before the component was there, when it goes, unless something else has it by then. For dialogs
 * that are taken away as they are closed: by themselves they do so only where they stay.
 */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
    [before],
  );
}
