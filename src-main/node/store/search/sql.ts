/** A piece of SQL and the values of its `?`, in order. Made only by `sql`, so a value can never become text. */
export type Sql = { readonly text: string; readonly values: readonly (string | number)[] };

/** SQL with `${…}`: a piece of SQL is put in place, everything else is bound. */
export function sql(parts: TemplateStringsArray, ...inserts: readonly (Sql | string | number)[]): Sql {
  const values: (string | number)[] = [];
  let text = parts[0] ?? "";
  inserts.forEach((insert, index) => {
    if (typeof insert === "object") {
      text += insert.text;
      values.push(...insert.values);
    } else {
      text += "?";
      values.push(insert);
    }
    text += parts[index + 1] ?? "";
  });
  return { text, values };
}

/** Pieces with a piece between them. */
export function joinSql(pieces: readonly Sql[], between: Sql): Sql {
  const [first, ...rest] = pieces;
  if (first === undefined) return sql``;
  const texts = [first.text];
  const values = [...first.values];
  for (const piece of rest) {
    texts.push(between.text, piece.text);
    values.push(...between.values, ...piece.values);
  }
  return { text: texts.join(""), values };
}
