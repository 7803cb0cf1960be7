import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

/** What the client prints for the commands, and how it ends, over a line with the faults. */
function client(stock, faults, commands) {
  const folder = mkdtempSync(join(tmpdir(), "reservations-"));
  writeFileSync(join(folder, "stock"), stock.join("\n"));
  writeFileSync(join(folder, "faults"), faults.join("\n"));
  const argv = [resolve("tests/with-service.sh"), process.env.SERVICE, process.execPath, resolve("client/cli.js")];
  const done = spawnSync("sh", argv, { cwd: folder, input: commands.join("\n"), encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return [done.status, done.stdout.trimEnd().split("\n")];
}

test("goods are reserved, listed and released", () => {
  const said = client(["nails 10", "screws 1"], [], ["reserve nails 2", "list", "release 1", "stock"]);
  assert.deepEqual(said, [0, ["reserved 1: 2 nails", "1: 2 nails", "released 1: 2 nails", "stock: nails 10, screws 1"]]);
});

test("what gets lost is asked again, and done once", () => {
  const said = client(["nails 10"], ["before", "after", "busy", "half"], ["reserve nails 2", "stock"]);
  assert.deepEqual(said, [0, ["reserved 1: 2 nails", "stock: nails 8"]]);
});

test("after five tries it gives up and goes on", () => {
  const said = client(["nails 10"], ["after", "after", "after", "after", "after"], ["reserve nails 2", "list"]);
  assert.deepEqual(said, [1, ["gave up: reserve nails 2", "1: 2 nails"]]);
});

test("refusals say why", () => {
  const said = client(["nails 1"], [], ["reserve nails 2", "release 7", "dance"]);
  assert.deepEqual(said, [1, ["refused: stock (reserve nails 2)", "refused: id (release 7)", "not a command: dance"]]);
});
