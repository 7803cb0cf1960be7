import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "../src/desk.js";
import { Hall } from "../src/hall.js";
import { report } from "../src/report.js";
import { Store, StoreError } from "../src/store.js";

const hall = new Hall(4, 5, [3000, 1800]);

test("a seat is sold once, and its price depends on the row", async () => {
  const desk = new Desk(hall, new Store());
  assert.deepEqual(await desk.sell("Ada", ["A1", "C2"]), { ok: true, cents: 4800 });
  assert.deepEqual(await desk.sell("Bob", ["B1", "A1"]), { ok: false, why: "taken: A1" });
});

test("two clerks do not sell the same seat", async () => {
  const store = new Store();
  const desk = new Desk(hall, store);
  const said = await Promise.all([desk.sell("Ada", ["B1"]), desk.sell("Bob", ["B1"])]);
  assert.deepEqual(said, [{ ok: true, cents: 3000 }, { ok: false, why: "taken: B1" }]);
  assert.deepEqual((await report(hall, store)).sold, { B1: "Ada" });
});

test("an order that the store refuses is as if it had not come", async () => {
  const store = new Store();
  const desk = new Desk(hall, store);
  store.breakDown("seat/D2");
  await assert.rejects(desk.sell("Ada", ["D1", "D2"]), StoreError);
  store.repair();
  assert.deepEqual(await desk.sell("Bob", ["D1"]), { ok: true, cents: 1800 });
});
