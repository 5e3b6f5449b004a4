import { type ComponentType, createElement, type ReactNode, useEffect, useState } from "react";

/** A component whose code may not be there yet. `load` fetches it before it is drawn. */
export type LoadedLater<Props> = ((props: Props) => ReactNode) & { readonly load: () => Promise<void> };

/**
 * A component whose code is fetched when it is first drawn, or ahead of that by its `load`. It is drawn as soon as that is
 * there: what a `Suspense` waited for, React keeps back until the fallback has stood for 300 ms. Code that cannot be
 * fetched is an error of the component.
 */
export function loadedLater<Props extends object>(
  fetch: () => Promise<ComponentType<Props>>,
  fallback: (props: Props) => ReactNode = () => null,
): LoadedLater<Props> {
  let found: ComponentType<Props> | null = null;
  const load = async (): Promise<void> => {
    found ??= await fetch();
  };
  function Later(props: Props): ReactNode {
    const [isHere, setHere] = useState(found !== null);
    useEffect(() => {
      if (isHere) return;
      load().then(
        () => setHere(true),
        (problem) =>
          setHere(() => {
            throw problem;
          }),
      );
    }, [isHere]);
    return found === null ? fallback(props) : createElement(found, props);
  }
  return Object.assign(Later, { load });
}
