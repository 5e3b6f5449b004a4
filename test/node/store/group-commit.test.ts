import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { groupCommit } from "../../../src-main/node/store/group-commit.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

/** A database with one table, and how many transactions another connection saw: each moves its `data_version`. */
function opened() {
  const path = join(temporaryFolder(), "some.db");
  const database = new Database(path);
  database.pragma("journal_mode = WAL");
  database.exec("CREATE TABLE notes (text TEXT UNIQUE)");
  const other = new Database(path);
  const insert = (text: string) => () => database.prepare("INSERT INTO notes VALUES (?)").run(text).changes;
  const texts = () => other.prepare("SELECT text FROM notes ORDER BY rowid").pluck().all();
  let transactions = 0;
  const counted = database.transaction.bind(database);
  database.transaction = ((work: never) => {
    transactions += 1;
    return counted(work);
  }) as never;
  return { database, insert, texts, transactions: () => transactions };
}

describe("changes that wait at the same time", () => {
  it("share one transaction, in the order in which they were asked for", async () => {
    const { database, insert, texts, transactions } = opened();
    const { commit } = groupCommit(database);
    const all = ["a", "b", "c"].map((text) => commit(insert(text)));
    expect(texts()).toEqual([]);
    expect(await Promise.all(all)).toEqual([1, 1, 1]);
    expect(texts()).toEqual(["a", "b", "c"]);
    expect(transactions()).toBe(1);
  });

  it("are committed when the first answer comes", async () => {
    const { database, insert, texts } = opened();
    const { commit } = groupCommit(database);
    const first = commit(insert("a"));
    void commit(insert("b"));
    await first;
    expect(texts()).toEqual(["a", "b"]);
  });

  it("do not suffer for one that fails, of which nothing is kept", async () => {
    const { database, insert, texts } = opened();
    const { commit } = groupCommit(database);
    const results = await Promise.allSettled([
      commit(insert("a")),
      commit(() => {
        insert("half")();
        throw new Error("no");
      }),
      commit(insert("a")),
      commit(insert("b")),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect(texts()).toEqual(["a", "b"]);
  });
});

describe("a change that is to outlive this process only", () => {
  it("is committed when it is answered, and before those that were asked for after it are", async () => {
    const { database, insert, texts } = opened();
    const { commit } = groupCommit(database);
    const order: string[] = [];
    const durable = commit(insert("a")).then(() => order.push("durable"));
    await commit(insert("b"), { once: "committed" }).then(() => order.push("committed"));
    expect(texts()).toEqual(["a", "b"]);
    await durable;
    expect(order).toEqual(["committed", "durable"]);
  });

  it("leaves the connection flushing what is committed in another way", async () => {
    const { database, insert } = opened();
    await groupCommit(database).commit(insert("a"));
    expect(database.pragma("synchronous", { simple: true })).toBe(2);
  });
});

describe("a change that fails", () => {
  it("is told so before those that were asked for after it are tried", async () => {
    const { database, insert, texts } = opened();
    const { commit } = groupCommit(database);
    let failed = false;
    const restsOnIt = () => {
      if (failed) throw new Error("what it rests on is not there");
      insert("later")();
    };
    const results = await Promise.allSettled([
      commit(insert("a")),
      commit(insert("a"), {
        lazily: true,
        onFailed: () => {
          failed = true;
        },
      }),
      commit(restsOnIt),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(texts()).toEqual(["a"]);
  });
});

describe("a change that nothing waits for", () => {
  it("is committed with the next one that something does, before it", async () => {
    const { database, insert, texts, transactions } = opened();
    const { commit } = groupCommit(database);
    const lazy = commit(insert("lazy"), { lazily: true });
    await new Promise(setImmediate);
    expect(texts()).toEqual([]);
    await commit(insert("next"));
    await lazy;
    expect(texts()).toEqual(["lazy", "next"]);
    expect(transactions()).toBe(1);
  });

  it("is committed soon all the same", async () => {
    const { database, insert, texts } = opened();
    const lazy = groupCommit(database).commit(insert("lazy"), { lazily: true });
    expect(await Promise.race([lazy, wait(5_000, "never")])).toBe(1);
    expect(texts()).toEqual(["lazy"]);
  });
});
