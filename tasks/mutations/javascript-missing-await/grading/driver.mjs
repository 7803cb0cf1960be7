// What the grader may call, as plain values.
import { Desk } from "../code/src/desk.js";
import { Hall } from "../code/src/hall.js";
import { Lock } from "../code/src/lock.js";
import { report } from "../code/src/report.js";
import { Store } from "../code/src/store.js";

/** Orders in batches; those of one batch come at once. */
async function evening(rows, seats, prices, turns, batches) {
  const hall = new Hall(rows, seats, prices);
  const store = new Store(turns);
  const desk = new Desk(hall, store);
  const said = [];
  for (const { down, orders } of batches) {
    if (down) store.breakDown(down);
    const all = await Promise.allSettled(orders.map(([kind, ...args]) => desk[kind](...args)));
    said.push(all.map((one) => (one.status === "fulfilled" ? one.value : one.reason.constructor.name)));
    store.repair();
  }
  return { said, cash: await desk.cashbook(), report: await report(hall, store) };
}

/** The order in which pieces of work begin and end; each takes so many turns, a negative one fails. */
async function queue(turns) {
  const lock = new Lock();
  const seen = [];
  const works = turns.map((count, index) =>
    lock.run(async () => {
      seen.push(`+${index}`);
      for (let turn = 0; turn < Math.abs(count); turn++) await new Promise((resolve) => setImmediate(resolve));
      seen.push(`-${index}`);
      if (count < 0) throw new RangeError("as asked");
      return index;
    }),
  );
  const ends = await Promise.allSettled(works);
  return { seen, ends: ends.map((end) => end.value ?? end.reason.constructor.name), left: lock.length };
}

export const calls = { evening, queue };
