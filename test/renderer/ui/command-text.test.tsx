import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { CommandText } from "../../../src-renderer/ui/text.tsx";

const shown = (command: string): string =>
  renderToStaticMarkup(<CommandText command={command} />).replace(/<[^>]*>/g, "");

describe("a command", () => {
  test("is shown as it is written", () => {
    const command = "python3 -m train --lr 0.1\n\techo 'naïve 👩 данные' > {outputs.a}";
    expect(shown(command)).toBe(command.replaceAll("'", "&#x27;").replace(">", "&gt;"));
  });

  test("cannot look like another one: what turns it around or is invisible is shown by its code", () => {
    expect(shown("echo \u202egnp.tac\u202c; r\u200bm x \u0007")).toBe(
      "echo \\u202egnp.tac\\u202c; r\\u200bm x \\u0007",
    );
  });
});
