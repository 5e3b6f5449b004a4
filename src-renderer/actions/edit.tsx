import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
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

let last: Undoable | null = null;

/** Says what was done, with a button that takes it back; Ctrl Z does too, for as long as the notice is there. */
export function offerUndo(text: string, undo: () => Promise<unknown>): void {
  const notice = `undo-${Date.now()}`;
  const undoable: Undoable = { notice, undo };
  last = undoable;
  notifications.show({
    id: notice,
    autoClose: noticeTime,
    withBorder: true,
    role: "status",
    closeButtonProps: { "aria-label": "Close notice" },
    onClose: () => {
      if (last === undoable) last = null;
    },
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

async function takeBack(undoable: Undoable): Promise<void> {
  if (last === undoable) last = null;
  notifications.hide(undoable.notice);
  await undoable.undo();
}

/** Takes back what was done last, while its notice is there. False when there is nothing to take back. */
export function undoLast(): boolean {
  if (last === null) return false;
  void takeBack(last);
  return true;
}
