import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../src/clock.js";
import { Pool } from "../src/pool.js";

/** A pool, what happened in it, and works that write it down. */
function made(limit) {
  const clock = new Clock();
  const seen = [];
  const pool = new Pool(limit, clock);
  const lasting = (name, ms, ending = () => name) => async () => {
    seen.push(`${clock.now} ${name}`);
    await clock.sleep(ms);
    return ending();
  };
  return { clock, pool, seen, lasting };
}

const told = (promise) => promise.then((value) => value, (error) => error.name);

test("at most so many are at work", async () => {
  const { clock, pool, seen, lasting } = made(2);
  const all = ["a", "b", "c"].map((name) => pool.run(name, lasting(name, 10)));
  await clock.run();
  assert.deepEqual(await Promise.all(all), ["a", "b", "c"]);
  assert.deepEqual(seen, ["0 a", "0 b", "10 c"]);
});

test("of those that wait the highest priority comes first", async () => {
  const { clock, pool, seen, lasting } = made(1);
  pool.run("a", lasting("a", 10));
  clock.after(1, () => {
    pool.run("b", lasting("b", 10), { priority: 1 });
    pool.run("c", lasting("c", 10), { priority: 2 });
  });
  await clock.run();
  assert.deepEqual(seen.slice(1), ["10 c", "20 b"]);
});

test("a failed attempt is repeated after a pause", async () => {
  const { clock, pool, seen, lasting } = made(1);
  let left = 2;
  const work = lasting("a", 10, () => {
    if (left-- > 0) throw new RangeError("not yet");
    return "done";
  });
  const result = pool.run("a", work, { retries: 2 });
  await clock.run();
  assert.equal(await result, "done");
  assert.deepEqual(seen, ["0 a", "110 a", "320 a"]);
});

test("time is limited", async () => {
  const { clock, pool, lasting } = made(1);
  const result = told(pool.run("a", lasting("a", 100), { timeout: 50 }));
  await clock.run();
  assert.equal(await result, "TimeoutError");
});

test("what waits can be cancelled, and so can what is at work", async () => {
  const { clock, pool, lasting } = made(1);
  const all = [told(pool.run("a", lasting("a", 100))), told(pool.run("b", lasting("b", 100)))];
  clock.after(10, () => assert.deepEqual([pool.cancel("b"), pool.cancel("a"), pool.cancel("c")], [true, true, false]));
  await clock.run();
  assert.deepEqual(await Promise.all(all), ["CancelError", "CancelError"]);
});
