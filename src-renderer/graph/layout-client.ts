import type { Layout, LayoutDirection, LayoutInput } from "./layout-model.ts";

export type LayoutRequest = {
  readonly id: number;
  readonly input: LayoutInput;
  readonly direction: LayoutDirection;
};
export type LayoutAnswer = { readonly id: number; readonly layout: Layout };

/** The part of a Worker that is used, so that tests can stand in for it. */
export type LayoutPort = {
  readonly post: (request: LayoutRequest) => void;
  readonly onAnswer: (listener: (answer: LayoutAnswer) => void) => void;
};

export type LayoutClient = {
  /**
   * Calls back once with the layout of `input` in that direction, at once when it is known already. The returned function
   * withdraws the question: its answer, when it comes, is kept for the next time but reported to nobody.
   */
  readonly ask: (
    input: LayoutInput,
    direction: LayoutDirection,
    listener: (layout: Layout) => void,
  ) => () => void;
};

const remembered = 64;

/** Questions to the layout worker: numbered, one per distinct graph and direction, the last answers remembered. */
export function createLayoutClient(connect: () => LayoutPort): LayoutClient {
  const cache = new Map<string, Layout>();
  const pending = new Map<
    number,
    { readonly key: string; readonly listeners: Set<(layout: Layout) => void> }
  >();
  let port: LayoutPort | null = null;
  let lastId = 0;

  const receive = ({ id, layout }: LayoutAnswer) => {
    const request = pending.get(id);
    if (request === undefined) return;
    pending.delete(id);
    cache.set(request.key, layout);
    const oldest = cache.keys().next().value;
    if (cache.size > remembered && oldest !== undefined) cache.delete(oldest);
    for (const listener of request.listeners) listener(layout);
  };

  return {
    ask: (input, direction, listener) => {
      const key = JSON.stringify([direction, input]);
      const layout = cache.get(key);
      if (layout !== undefined) {
        listener(layout);
        return () => {};
      }
      let request = [...pending.values()].find((one) => one.key === key);
      if (request === undefined) {
        if (port === null) {
          port = connect();
          port.onAnswer(receive);
        }
        lastId += 1;
        request = { key, listeners: new Set() };
        pending.set(lastId, request);
        port.post({ id: lastId, input, direction });
      }
      const { listeners } = request;
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
