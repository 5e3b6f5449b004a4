import { useEffect, useRef } from "react";
import { create } from "zustand";
import {
  type CommandId,
  commandIds,
  commands,
  shellCommands,
} from "../../src-main/core/contract/commands.ts";
import { client } from "../api/client.ts";
import { isMac, isPressed } from "./keys.ts";

/** What is done when a command is asked for; null where that is not possible now. */
export type CommandHandlers = { readonly [Id in CommandId]?: (() => void) | null };

type Offer = { readonly ids: readonly CommandId[]; readonly run: (id: CommandId) => void };

/** What the parts of the window that are shown now can do, the newest last. */
const useOffers = create<{ readonly offers: readonly Offer[] }>(() => ({ offers: [] }));

/** Offers commands while the component is shown. The newest offer of a command is the one that counts. */
export function useCommands(handlers: CommandHandlers): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  const offered = commandIds.filter((id) => handlers[id] != null).join(" ");
  useEffect(() => {
    const ids = commandIds.filter((id) => offered.split(" ").includes(id));
    if (ids.length === 0) return;
    const offer: Offer = { ids, run: (id) => latest.current[id]?.() };
    useOffers.setState(({ offers }) => ({ offers: [...offers, offer] }));
    return () => useOffers.setState(({ offers }) => ({ offers: offers.filter((other) => other !== offer) }));
  }, [offered]);
}

const handlerOf = (offers: readonly Offer[], id: CommandId): (() => void) | null => {
  const own = shellCommands.find((one) => one === id);
  if (own !== undefined) return () => void client.shell(own);
  const offer = offers.findLast(({ ids }) => ids.includes(id));
  return offer === undefined ? null : () => offer.run(id);
};

/** Does what a command says; false when that is not possible now. */
export function runCommand(id: CommandId): boolean {
  const handler = handlerOf(useOffers.getState().offers, id);
  handler?.();
  return handler !== null;
}

/** The commands that can be asked for now, in the order of their table. */
export const useOfferedCommands = (): readonly CommandId[] => {
  const offers = useOffers((state) => state.offers);
  return commandIds.filter((id) => handlerOf(offers, id) !== null);
};

/** Carries out what the menu and the keys ask for, until the answer is called. */
export function startCommands(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isInDialog()) return;
    const id = pressedCommand(event);
    if (id !== null && runCommand(id)) event.preventDefault();
  };
  // Lists of tabs take every arrow as theirs, also one with Alt.
  const onKeyFirst = (event: KeyboardEvent): void => {
    if (!event.altKey || isInField(event)) return;
    onKey(event);
    if (event.defaultPrevented) event.stopPropagation();
  };
  addEventListener("keydown", onKeyFirst, { capture: true });
  addEventListener("keydown", onKey);
  const stop = client.onCommand((command) => {
    if (command.type === "command" && !isInDialog()) runCommand(command.id);
  });
  const stopOffering = offerToMenu();
  return () => {
    stopOffering();
    removeEventListener("keydown", onKeyFirst, { capture: true });
    removeEventListener("keydown", onKey);
    stop();
  };
}

/** Tells the menu what it may offer: nothing that the page would not do now. */
function offerToMenu(): () => void {
  let told: string | null = null;
  const tell = (): void => {
    const { offers } = useOffers.getState();
    const ids = isInDialog() ? [] : commandIds.filter((id) => handlerOf(offers, id) !== null);
    if (ids.join(" ") === told) return;
    told = ids.join(" ");
    void client.offer(ids);
  };
  // Where the focus goes is known only after it has left.
  const tellSoon = (): void => void setTimeout(tell);
  addEventListener("focusin", tellSoon);
  addEventListener("focusout", tellSoon);
  const stop = useOffers.subscribe(tell);
  tell();
  return () => {
    removeEventListener("focusin", tellSoon);
    removeEventListener("focusout", tellSoon);
    stop();
  };
}

/** What is behind a dialog is not to be changed. One that is about to vanish has lost the focus. */
const isInDialog = (): boolean => document.activeElement?.closest('[aria-modal="true"]') != null;

/** Where one types: no box to tick, and no list that one only chooses from. */
const field = "input:not([readonly], [type=checkbox], [type=radio]), textarea, [contenteditable]";

const isInField = (event: KeyboardEvent): boolean =>
  (event.target as HTMLElement | null)?.closest?.(field) != null;

/** The command whose keys were pressed, of those that the page carries out. */
export function pressedCommand(event: KeyboardEvent): CommandId | null {
  const inField = isInField(event);
  const found = commandIds.find((id) => {
    const { by, keys = [], notInFields } = commands[id];
    const isOfField = inField && (notInFields === true || (notInFields === "mac" && isMac()));
    return by === undefined && !isOfField && keys.some((one) => isPressed(event, one));
  });
  return found ?? null;
}
