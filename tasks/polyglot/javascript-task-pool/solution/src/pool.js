import { CancelError, NameError, TimeoutError } from "./errors.js";
import { Queue } from "./queue.js";

const PAUSE_MS = 100;

/** Runs at most so many works at a time; see docs/POOL.md. */
export class Pool {
  #limit;
  #clock;
  #queue = new Queue();
  #tasks = new Map();
  #size = 0;
  #count = 0;
  #waitingForIdle = [];

  constructor(limit, clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  get size() {
    return this.#size;
  }

  async run(name, work, { priority = 0, timeout = null, retries = 0 } = {}) {
    if (this.#tasks.has(name)) throw new NameError(name);
    const task = { name, work, priority, timeout, retries, number: this.#count++, attempt: 0, controller: null, stopWaiting: null };
    this.#tasks.set(name, task);
    return new Promise((resolve, reject) => {
      Object.assign(task, { resolve, reject });
      this.#queue.add(task);
      // Not before `run` has answered, but before time goes on.
      queueMicrotask(() => this.#next());
    });
  }

  cancel(name) {
    const task = this.#tasks.get(name);
    if (!task) return false;
    const error = new CancelError(name);
    this.#over(task, () => task.reject(error));
    this.#queue.remove(task);
    task.stopWaiting?.();
    task.controller?.abort(error);
    this.#tellIdle();
    return true;
  }

  idle() {
    return new Promise((resolve) => {
      this.#waitingForIdle.push(resolve);
      this.#tellIdle();
    });
  }

  #tellIdle() {
    if (this.#tasks.size > 0 || this.#size > 0) return;
    for (const resolve of this.#waitingForIdle.splice(0)) resolve();
  }

  #next() {
    while (this.#size < this.#limit && this.#queue.length > 0) this.#start(this.#queue.take());
  }

  /** One attempt; `failed` and the settling of the work come in either order. */
  #start(task) {
    const controller = new AbortController();
    const attempt = { failed: false, settled: false, paused: false };
    task.controller = controller;
    task.attempt += 1;
    this.#size += 1;
    const again = () => {
      if (!attempt.settled || !attempt.paused || this.#tasks.get(task.name) !== task) return;
      this.#queue.add(task);
      this.#next();
    };
    const fail = (error) => {
      if (attempt.failed || this.#tasks.get(task.name) !== task) return;
      attempt.failed = true;
      if (task.attempt > task.retries) return this.#over(task, () => task.reject(error));
      task.stopWaiting = this.#clock.after(PAUSE_MS * 2 ** (task.attempt - 1), () => {
        attempt.paused = true;
        again();
      });
    };
    const late = () => {
      const error = new TimeoutError(task.name);
      fail(error);
      controller.abort(error);
    };
    const inTime = task.timeout === null ? () => {} : this.#clock.after(task.timeout, late);
    const settle = () => {
      inTime();
      attempt.settled = true;
      if (task.controller === controller) task.controller = null;
      this.#size -= 1;
      again();
      this.#next();
      this.#tellIdle();
    };
    const done = (value) => {
      if (!attempt.failed && this.#tasks.get(task.name) === task) this.#over(task, () => task.resolve(value));
    };
    new Promise((resolve) => resolve(task.work(controller.signal, task.attempt))).then(done, fail).then(settle);
  }

  #over(task, settle) {
    this.#tasks.delete(task.name);
    settle();
  }
}
