/** What the store says when it cannot be reached. */
export class StoreError extends Error {}

/** A store of values by key that answers late, as one over a network does. */
export class Store {
  #values = new Map();
  #turns;
  #down = new Set();

  /** `turns`: after how many turns of the event loop it answers. */
  constructor(turns = 1) {
    this.#turns = turns;
  }

  /** Writes to keys that begin with `prefix` fail until it is repaired. */
  breakDown(prefix) {
    this.#down.add(prefix);
  }

  repair() {
    this.#down.clear();
  }

  async get(key) {
    await this.#pause();
    return this.#values.get(key);
  }

  async set(key, value) {
    await this.#pause();
    for (const prefix of this.#down) {
      if (key.startsWith(prefix)) throw new StoreError(`cannot write ${key}`);
    }
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }

  async entries() {
    await this.#pause();
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  async #pause() {
    for (let turn = 0; turn < this.#turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}
