import type { Database } from "better-sqlite3";
import { encodeTime } from "ulid";
import { keywordWords, textRow } from "../../src-main/node/store/search/entries.ts";
import { indexes } from "../../src-main/node/store/search/index-all.ts";
import { lettersOf } from "../../src-main/node/store/search/letters.ts";
import { textColumns } from "../../src-main/node/store/search/schema.ts";

/**
 * Makes a library of runs `copies` times as large, in SQL: a run takes a fifth of the time that it takes to make one, and what is
 * there of it is what the store and the index would have written (a test holds it to that). The runs have no gap in their `seq`
 * and are of the kind that `searchLibrary` makes. Each copy starts `later` milliseconds after the one before it, and has another
 * id, number, name and other metrics; texts, tags and parameters are the same, so that all words stay as common as they are.
 */
export function copyRuns(database: Database, copies: number, later: number): void {
  const runs = database.prepare<[], number>("SELECT count(*) FROM runs").pluck().get() ?? 0;
  const field = database.prepare<[string], number>("SELECT id FROM search_fields WHERE name = ?").pluck();
  const fields = { id: field.get("id") ?? 0, name: field.get("name") ?? 0 };
  database.function(
    "copied_id",
    { deterministic: true },
    (id, time) => `${encodeTime(time as number)}${(id as string).slice(10)}`,
  );
  database.function("copied_name", { deterministic: true }, (name, number) =>
    (name as string).replace(/\d+$/, String(number)),
  );
  for (const name of Object.keys(indexes)) database.exec(`DROP INDEX ${name}`);
  database.exec(`CREATE TEMP TABLE copied (seq INTEGER PRIMARY KEY, old TEXT, id TEXT, name TEXT, id_keyword INTEGER, name_keyword INTEGER);
    CREATE TEMP TABLE texts (run INTEGER PRIMARY KEY, ${textColumns.join(", ")})`);
  keepTexts(database);
  const firstKeyword = database.prepare<[], number>("SELECT 1 + max(id) FROM search_keywords").pluck().get();
  const words = new Map<string, number>();
  for (let copy = 1; copy < copies; copy += 1) {
    const shift = { runs: copy * runs, time: copy * later, value: (copy * 0.618) % 1 };
    database.exec("DELETE FROM temp.copied");
    database
      .prepare(
        `INSERT INTO temp.copied (seq, old, id, name)
        SELECT seq, id, copied_id(id, started + ?), copied_name(name, number + ?) FROM runs WHERE seq <= ?`,
      )
      .run(shift.time, shift.runs, runs);
    addKeywords(database, words);
    for (const text of copyStatements(database))
      database.prepare(text).run({ ...shift, ...fields, last: runs });
    console.error(`  ${(copy + 1) * runs} runs`);
  }
  for (const [name, on] of Object.entries(indexes)) database.exec(`CREATE INDEX ${name} ON ${on}`);
  database.exec(`INSERT INTO search_keyword_grams (rowid, value) SELECT id, value FROM search_keywords WHERE id >= ${firstKeyword};
    UPDATE search_fields SET runs = runs * ${copies};
    UPDATE search_values SET runs = runs * ${copies} WHERE field NOT IN (${fields.id}, ${fields.name}) AND keyword < ${firstKeyword};
    INSERT INTO search_values (field, keyword, runs, shown)
      SELECT l.field, k.id, 1, CASE l.field WHEN ${fields.id} THEN upper(k.value) END
      FROM search_keywords k JOIN search_links l ON l.keyword = k.id WHERE k.id >= ${firstKeyword} ORDER BY 1, 2;
    DROP TABLE temp.copied;
    DROP TABLE temp.texts`);
  addWords(database, words);
}

/** What the texts of the runs are indexed from, as the index keeps it: it cannot be read back. */
function keepTexts(database: Database): void {
  const keep = database.prepare(
    `INSERT INTO temp.texts VALUES (?, ${textColumns.map(() => "?").join(", ")})`,
  );
  const rows = database
    .prepare<[], { seq: number; notes: string; command: string }>("SELECT seq, notes, command FROM runs")
    .all();
  for (const { seq, notes, command } of rows)
    keep.run(
      seq,
      ...textRow(
        [
          ["notes", notes],
          ["command", command],
        ],
        new Map(),
      ),
    );
}

/** Adds the ids and names of the copies to the dictionary of keywords, and their words to `words`. */
function addKeywords(database: Database, words: Map<string, number>): void {
  const insert = database.prepare("INSERT INTO search_keywords (value, length, letters) VALUES (?, ?, ?)");
  const insertWords = database.prepare("INSERT INTO search_keyword_words (rowid, words) VALUES (?, ?)");
  const set = database.prepare("UPDATE temp.copied SET id_keyword = ?, name_keyword = ? WHERE seq = ?");
  const add = (value: string): number => {
    const { length, mask } = lettersOf(value);
    const id = Number(insert.run(value, length, mask).lastInsertRowid);
    insertWords.run(id, keywordWords(value, words));
    return id;
  };
  const all = database
    .prepare<[], { seq: number; id: string; name: string }>("SELECT seq, id, name FROM temp.copied")
    .all();
  for (const { seq, id, name } of all) set.run(add(id.toLowerCase()), add(name.toLowerCase()), seq);
}

function addWords(database: Database, words: ReadonlyMap<string, number>): void {
  const insert = database.prepare(
    "INSERT OR IGNORE INTO search_words (word, length, letters, places) VALUES (?, ?, ?, ?)",
  );
  const insertGrams = database.prepare("INSERT INTO search_word_grams (rowid, word) VALUES (?, ?)");
  const addPlaces = database.prepare("UPDATE search_words SET places = places | ? WHERE word = ?");
  for (const [word, places] of words) {
    const { length, mask } = lettersOf(word);
    const { changes, lastInsertRowid } = insert.run(word, length, mask, places);
    if (changes > 0) insertGrams.run(lastInsertRowid, word);
    else addPlaces.run(places, word);
  }
}

/** Copy a table each. `@id` and `@name` are the fields of those names; `@runs`, `@time` and `@value` are what is added to a `seq`, a time and a metric. */
function copyStatements(database: Database): string[] {
  const value = (column: string) => `round(${column} + @value - (${column} + @value >= 1), 5)`;
  const later = (column: string) => `${column} + @time`;
  const metricFields = "(SELECT id FROM search_fields WHERE name LIKE 'metrics.%')";
  const ofRuns = (table: string, changed: { readonly [column: string]: string } = {}) =>
    copyOf(database, table, "JOIN temp.copied c ON c.old = t.run ORDER BY c.seq", {
      run: "c.id",
      ...changed,
    });
  const ofIndex = (table: string, changed: { readonly [column: string]: string } = {}, join = "") =>
    copyOf(database, table, `${join} WHERE t.run <= @last ORDER BY t.run`, {
      run: "t.run + @runs",
      ...changed,
    });
  return [
    copyOf(database, "runs", "JOIN temp.copied c ON c.seq = t.seq ORDER BY t.seq", {
      seq: "t.seq + @runs",
      id: "c.id",
      number: "t.number + @runs",
      name: "c.name",
      created: later("created"),
      started: later("started"),
      ended: later("ended"),
    }),
    ofRuns("run_tags"),
    ofRuns("run_properties"),
    ofRuns("metric_series", {
      id: "NULL",
      last: value("last"),
      min: value("min"),
      max: value("max"),
      first_time: later("first_time"),
      last_time: later("last_time"),
    }),
    ofIndex(
      "search_links",
      { keyword: "CASE field WHEN @id THEN c.id_keyword WHEN @name THEN c.name_keyword ELSE keyword END" },
      "JOIN temp.copied c ON c.seq = t.run",
    ),
    ofIndex("search_numbers", {
      value: `CASE WHEN field IN ${metricFields} THEN ${value("value")} ELSE value END`,
    }),
    ofIndex("search_dates", { value: later("value") }),
    ofIndex("search_has"),
    ofIndex("search_text_digests"),
    `INSERT INTO search_texts (rowid, ${textColumns.join(", ")}) SELECT run + @runs, ${textColumns.join(", ")} FROM temp.texts`,
  ];
}

/** A statement that copies the rows of a table `t`, with other values in some columns. */
function copyOf(
  database: Database,
  table: string,
  from: string,
  changed: { readonly [column: string]: string },
): string {
  const names = (database.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
  const values = names.map((name) => changed[name] ?? `t.${name}`);
  return `INSERT INTO ${table} (${names.join(", ")}) SELECT ${values.join(", ")} FROM ${table} t ${from}`;
}
