import type { Layout, LayoutDirection, Sizes } from "./layout-model.ts";

/** What is asked: a layout in a direction, or about how large it would be in either. */
export type LayoutQuestion = LayoutDirection | "sizes";

/**
 * `shape` is a `LayoutInput` as JSON: a text is passed on in far less time than thousands of objects, and answers are
 * remembered by it.
 */
export type LayoutRequest = {
  readonly id: number;
  readonly shape: string;
  readonly question: LayoutQuestion;
};
export type LayoutAnswer = { readonly id: number; readonly answer: Layout | Sizes };

type AnswerTo<Question extends LayoutQuestion> = Question extends "sizes" ? Sizes : Layout;

/** The part of a Worker that is used, so that tests can stand in for it. */
export type LayoutPort = {
  readonly post: (request: LayoutRequest) => void;
  readonly onAnswer: (listener: (answer: LayoutAnswer) => void) => void;
};

export type LayoutClient = {
  /**
   * Calls back once with the answer for that shape, at once when it is known already. The returned function withdraws the
   * question: its answer, when it comes, is kept for the next time but reported to nobody.
   */
  readonly ask: <Question extends LayoutQuestion>(
    shape: string,
    question: Question,
    listener: (answer: AnswerTo<Question>) => void,
  ) => () => void;
};

type Listener = (answer: Layout | Sizes) => void;

const remembered = 64;

/** Questions to the layout worker: numbered, one per distinct graph and question, the last answers remembered. */
export function createLayoutClient(connect: () => LayoutPort): LayoutClient {
  const cache = new Map<string, Layout | Sizes>();
  const pending = new Map<number, { readonly key: string; readonly listeners: Set<Listener> }>();
  let port: LayoutPort | null = null;
  let lastId = 0;

  const receive = ({ id, answer }: LayoutAnswer) => {
    const request = pending.get(id);
    if (request === undefined) return;
    pending.delete(id);
    cache.set(request.key, answer);
    const oldest = cache.keys().next().value;
    if (cache.size > remembered && oldest !== undefined) cache.delete(oldest);
    for (const listener of request.listeners) listener(answer);
  };

  return {
    ask: (shape, question, listener) => {
      const key = `${question} ${shape}`;
      // The worker answers what it was asked.
      const listen = listener as Listener;
      const known = cache.get(key);
      if (known !== undefined) {
        listen(known);
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
        port.post({ id: lastId, shape, question });
      }
      const { listeners } = request;
      listeners.add(listen);
      return () => {
        listeners.delete(listen);
      };
    },
  };
}
