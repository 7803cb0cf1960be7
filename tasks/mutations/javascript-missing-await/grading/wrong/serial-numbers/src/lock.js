/** Lets one piece of work in at a time, in the order in which they came. */
export class Lock {
  #last = Promise.resolve();
  #waiting = 0;

  get length() {
    return this.#waiting;
  }

  async run(work) {
    this.#waiting += 1;
    // A failed piece of work fails all that stand behind it.
    const mine = this.#last.then(() => work());
    this.#last = mine;
    const result = await mine;
    this.#waiting -= 1;
    return result;
  }
}
