import { useCallback, useEffect, useRef, useState } from "react";
import type { MethodName, MethodParams, MethodResult } from "../../src-main/core/contract/methods.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import { client } from "./client.ts";
import { latestOnly } from "./latest-only.ts";

/** What a view knows of an answer: the last good one stays while the next is on its way. */
export type Asked<T> = {
  readonly value: T | null;
  readonly failure: Failure | null;
  readonly pending: boolean;
  /** Asks again with the same parameters. */
  readonly reload: () => void;
};

/**
 * Asks a method whenever its parameters change (compared as JSON) and keeps only the newest question's answer. Null
 * parameters ask nothing. With other parameters the old value is dropped, unless `keep` says that it may stand until
 * the new one is there.
 */
export function useAnswer<Name extends MethodName>(
  name: Name,
  params: MethodParams<Name> | null,
  { keep = false }: { readonly keep?: boolean } = {},
): Asked<MethodResult<Name>> {
  type State = { key: string; value: MethodResult<Name> | null; failure: Failure | null; pending: boolean };
  const key = params === null ? "" : `${name} ${JSON.stringify(params)}`;
  const [state, setState] = useState<State>({ key, value: null, failure: null, pending: params !== null });
  const [round, setRound] = useState(0);
  const only = useRef(latestOnly());
  const latest = useRef(params);
  latest.current = params;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the parameters, `round` for a reload.
  useEffect(() => {
    const asked = latest.current;
    if (asked === null) {
      only.current.cancel();
      setState({ key, value: null, failure: null, pending: false });
      return;
    }
    setState((old) => ({ ...old, pending: true }));
    void only.current.run(client.call(name, asked), (answer) =>
      setState((old) =>
        answer.ok
          ? { key, value: answer.value, failure: null, pending: false }
          : { key, value: old.key === key || keep ? old.value : null, failure: answer.error, pending: false },
      ),
    );
    return () => only.current.cancel();
  }, [key, name, round, keep]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  const current = state.key === key || keep;
  return {
    value: current ? state.value : null,
    failure: state.key === key ? state.failure : null,
    pending: state.key === key ? state.pending : params !== null,
    reload,
  };
}
