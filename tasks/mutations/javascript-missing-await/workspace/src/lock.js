/** Lets one piece of work in at a time, in the order in which they came. */
export class Lock {
  #last = Promise.resolve();
  #waiting = 0;

  /** How many have come and not gone yet. */
  get length() {
    return this.#waiting;
  }

  /** The result of `work`, which is begun when everything before it has ended, well or not. */
  async run(work) {
    const before = this.#last;
    let leave;
    this.#last = new Promise((resolve) => {
      leave = resolve;
    });
    this.#waiting += 1;
    await before;
    try {
      return work();
    } finally {
      this.#waiting -= 1;
      leave();
    }
  }
}
