import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { create } from "zustand";
import type { Answer, MethodName, MethodParams, MethodResult } from "../../src-main/core/contract/methods.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import { client } from "../api/client.ts";
import classes from "./actions.module.css";

/** How long what was done can be undone from its notice, in milliseconds. */
const noticeTime = 12_000;

/** Asks the app for a change. What went wrong is shown under `title`, and answered with null. */
export async function edit<Name extends MethodName>(
  name: Name,
  params: MethodParams<Name>,
  title: string,
): Promise<MethodResult<Name> | null> {
  const answer = await asked(name, params, title);
  return answer.ok ? (answer.value as MethodResult<Name>) : null;
}

/** The same for what answers nothing: whether it was done. */
export const tryEdit = async <Name extends MethodName>(
  name: Name,
  params: MethodParams<Name>,
  title: string,
): Promise<boolean> => (await asked(name, params, title)).ok;

async function asked<Name extends MethodName>(
  name: Name,
  params: MethodParams<Name>,
  title: string,
): Promise<Answer<Name>> {
  const answer = await client.call(name, params);
  if (!answer.ok) tellFailure(title, answer.error);
  return answer;
}

/** Says what could not be done, and why. */
export function tellFailure(title: string, { message }: Failure): void {
  notifications.show({ color: "red", title, message, autoClose: noticeTime });
}

type Undoable = { readonly notice: string; readonly undo: () => Promise<unknown> };

/** What can be taken back, the last one done at the end. */
const useUndoables = create<{ readonly all: readonly Undoable[] }>(() => ({ all: [] }));
let noticesSoFar = 0;

/** Whether something can be taken back now. */
export const useCanUndo = (): boolean => useUndoables(({ all }) => all.length > 0);

/** Says what was done, with a button that takes it back; Ctrl Z does too, one after the other, while their notices are there. */
export function offerUndo(text: string, undo: () => Promise<unknown>): void {
  noticesSoFar += 1;
  const undoable: Undoable = { notice: `undo-${noticesSoFar}`, undo };
  useUndoables.setState(({ all }) => ({ all: [...all, undoable] }));
  notifications.show({
    id: undoable.notice,
    autoClose: noticeTime,
    role: "status",
    onClose: () => forget(undoable),
    message: (
      <span className={classes.notice}>
        <span className={classes.noticeText}>{text}</span>
        <Button variant="light" onClick={() => void takeBack(undoable)}>
          Undo
        </Button>
      </span>
    ),
  });
}

function forget(undoable: Undoable): void {
  useUndoables.setState(({ all }) => ({ all: all.filter((other) => other !== undoable) }));
}

async function takeBack(undoable: Undoable): Promise<void> {
  // A notice that goes can still be clicked.
  if (!useUndoables.getState().all.includes(undoable)) return;
  forget(undoable);
  notifications.hide(undoable.notice);
  await undoable.undo();
}

/** Takes back what was done last and is not taken back, while its notice is there. */
export function undoLast(): void {
  const last = useUndoables.getState().all.at(-1);
  if (last !== undefined) void takeBack(last);
}
