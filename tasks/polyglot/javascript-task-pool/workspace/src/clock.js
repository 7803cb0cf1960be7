/** A clock for tests, on which nobody waits: `run` goes from one moment at which something is due to the next. */
export class Clock {
  now = 0;
  #due = [];
  #count = 0;

  /** Calls `work` after `ms` milliseconds; answers a function that prevents it. */
  after(ms, work) {
    const entry = { at: this.now + ms, number: this.#count++, work };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  /** A promise that resolves after `ms` milliseconds. */
  sleep(ms) {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Until nothing is due any more. */
  async run() {
    for (;;) {
      // All that promises have to do is done before time goes on.
      await new Promise((resolve) => setImmediate(resolve));
      this.#due.sort((a, b) => a.at - b.at || a.number - b.number);
      const next = this.#due.shift();
      if (!next) return;
      this.now = next.at;
      next.work();
    }
  }
}
