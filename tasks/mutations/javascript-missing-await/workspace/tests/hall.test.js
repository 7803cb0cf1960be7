import assert from "node:assert/strict";
import { test } from "node:test";
import { Hall } from "../src/hall.js";

test("only seats of the hall have a place", () => {
  const hall = new Hall(2, 10, [2, 1]);
  assert.deepEqual(hall.place("B10"), { row: 1, number: 9 });
  for (const seat of ["C1", "A11", "A0", "A01", "a1", "A", "1A"]) assert.equal(hall.place(seat), null);
});

test("the first third is the dearer one, rounded up", () => {
  const hall = new Hall(4, 1, [30, 18]);
  assert.deepEqual([...hall.seats()].map((seat) => hall.price(seat)), [30, 30, 18, 18]);
});
