import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { countText } from "../../ui/format.ts";
import classes from "./outputs-tab.module.css";

/** With more than this there is a field to find some by name. */
const few = 8;

/** More are found by name: each is a card. */
const most = 200;

/** So many are drawn at once; the others in parts between which the window answers. */
const atOnce = 20;

/** Cards of files, with a field to find some by a part of what `textOf` says of each. */
export function FoundList<Item>(props: {
  readonly items: readonly Item[];
  /** Accessible name of the field. */
  readonly label: string;
  readonly placeholder: string;
  readonly textOf: (item: Item) => string;
  /** Said when nothing is found. */
  readonly nothing: string;
  readonly card: (item: Item) => ReactNode;
}) {
  const { items, textOf } = props;
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const found = useMemo(
    () => (wanted === "" ? items : items.filter((item) => textOf(item).toLowerCase().includes(wanted))),
    [items, textOf, wanted],
  );
  const cards = useMemo(() => found.slice(0, most), [found]);
  const drawn = useDeferredValue(cards, cards.slice(0, atOnce));
  return (
    <>
      {items.length > few && (
        <TextInput
          size="xs"
          aria-label={props.label}
          placeholder={props.placeholder}
          leftSection={<IconSearch size={13} stroke={1.8} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {drawn.map(props.card)}
      {items.length > 0 && found.length === 0 && <p className={classes.note}>{props.nothing}</p>}
      {found.length > most && (
        <p className={classes.note}>
          {countText(found.length - most)} more: write a part of a name to find others.
        </p>
      )}
    </>
  );
}
