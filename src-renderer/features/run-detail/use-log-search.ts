import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { Answer } from "../../../src-main/core/contract/methods.ts";
import type { LogHits } from "../../../src-main/core/contract/run-contents.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { client } from "../../api/client.ts";

/** More lines are not led to one by one. */
const mostHits = 10_000;

/** Somebody who types on is not yet looking for what is there, in milliseconds. */
const typing = 150;

export type LogSearch = {
  readonly hits: LogHits["hits"];
  /** Whether all of the console was looked through. */
  readonly done: boolean;
};

const nothing: LogSearch = { hits: [], done: true };

/** The lines of a whole console that hold a text, as they are found; an empty text finds none. */
export function useLogSearch(id: RunId, text: string): LogSearch {
  const [wanted] = useDebouncedValue(text, typing);
  const [search, setSearch] = useState<LogSearch>(nothing);
  useEffect(() => {
    let stopped = false;
    setSearch(wanted === "" ? nothing : { hits: [], done: false });
    if (wanted === "") return;
    void (async () => {
      let hits: LogHits["hits"] = [];
      for (let from: number | null = 0; from !== null && !stopped; ) {
        const limit = mostHits - hits.length;
        const answer: Answer<"runs.findInLog"> = await client.call("runs.findInLog", {
          id,
          text: wanted,
          from,
          limit,
        });
        if (stopped) return;
        if (!answer.ok) return setSearch({ hits, done: true });
        hits = [...hits, ...answer.value.hits];
        from = hits.length >= mostHits ? null : answer.value.next;
        setSearch({ hits, done: from === null });
      }
    })();
    return () => {
      stopped = true;
    };
  }, [id, wanted]);
  return search;
}
