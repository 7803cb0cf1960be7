// What the grader may call, as plain values: tasks told as data, and what became of each.
import { Clock } from "../code/src/clock.js";
import { Pool } from "../code/src/pool.js";

async function play(limit, tasks, cancels) {
  const clock = new Clock();
  const pool = new Pool(limit, clock);
  const told = tasks.map(() => ({ attempts: [], result: null }));
  const cancelled = [];
  let peak = 0;
  let idleAt = null;

  const hand = (task, index) => {
    let answered = false;
    const work = async (signal, attempt) => {
      const seen = { attempt, from: clock.now, aborted: null, early: !answered };
      told[index].attempts.push(seen);
      peak = Math.max(peak, pool.size);
      const aborted = new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          seen.aborted = [clock.now, signal.reason.name];
          if (task.obeys) resolve();
        });
      });
      await Promise.race([clock.sleep(task.ms), aborted]);
      if (signal.aborted && task.obeys) throw signal.reason;
      if (attempt <= task.fails) throw new RangeError(`attempt ${attempt}`);
      return `${task.name} ${attempt}`;
    };
    const { priority, timeout, retries } = task;
    const options = Object.fromEntries(Object.entries({ priority, timeout, retries }).filter(([, value]) => value !== null));
    const end = (kind) => (value) => {
      told[index].result = [kind, clock.now, kind === "resolved" ? value : `${value.name}: ${value.message}`];
    };
    const promise = pool.run(task.name, task.throws ? () => { throw new TypeError("at once"); } : work, options);
    answered = true;
    promise.then(end("resolved"), end("rejected"));
  };

  tasks.forEach((task, index) => clock.after(task.at, () => hand(task, index)));
  for (const { at, name } of cancels) clock.after(at, () => cancelled.push([clock.now, name, pool.cancel(name)]));
  clock.after(tasks.length ? Math.min(...tasks.map((task) => task.at)) : 0, () => {
    pool.idle().then(() => {
      idleAt = clock.now;
    });
  });
  await clock.run();
  return { told, cancelled, peak, idleAt, size: pool.size };
}

export const calls = { play };
