import { Queue } from "./queue.js";

/** Runs at most so many works at a time. */
export class Pool {
  #limit;
  #queue = new Queue();
  #size = 0;

  constructor(limit, clock) {
    this.#limit = limit;
    this.clock = clock;
  }

  get size() {
    return this.#size;
  }

  run(name, work) {
    return new Promise((resolve, reject) => {
      this.#queue.add({ name, work, resolve, reject });
      this.#next();
    });
  }

  #next() {
    if (this.#size >= this.#limit || this.#queue.length === 0) return;
    const { work, resolve, reject } = this.#queue.take();
    this.#size += 1;
    Promise.resolve(work())
      .then(resolve, reject)
      .finally(() => {
        this.#size -= 1;
        this.#next();
      });
  }
}
