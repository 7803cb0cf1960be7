/** What waits, first come first served. */
export class Queue {
  #waiting = [];

  add(task) {
    this.#waiting.push(task);
  }

  take() {
    return this.#waiting.shift();
  }

  get length() {
    return this.#waiting.length;
  }
}
