import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** What was set under a name, as JSON; null when nothing was. */
export function settingOf(database: Writable, name: string): string | null {
  const row = statement(database, "SELECT value FROM settings WHERE name = ?").get(name);
  return (row as { readonly value: string } | undefined)?.value ?? null;
}

/** Null takes the setting away. */
export function putSetting(database: Writable, name: string, value: string | null): void {
  if (value === null) statement(database, "DELETE FROM settings WHERE name = ?").run(name);
  else
    statement(
      database,
      "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    ).run(name, value);
}
