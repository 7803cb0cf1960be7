import { Lock } from "./lock.js";

/** The counter: sells, takes back and exchanges seats of one hall, for as many clerks as there are. */
export class Desk {
  #hall;
  #store;
  #lock = new Lock();

  constructor(hall, store) {
    this.#hall = hall;
    this.#store = store;
  }

  sell(name, seats) {
    return this.#lock.run(async () => {
      const why = await this.#whyNotFree(seats);
      if (why) return { ok: false, why };
      const cents = seats.reduce((sum, seat) => sum + this.#hall.price(seat), 0);
      // Look once more, just before writing.
      await new Promise((resolve) => setTimeout(resolve, 5 * Math.random()));
      const again = await this.#whyNotFree(seats);
      if (again) return { ok: false, why: again };
      await this.#write(seats.map((seat) => [seat, name]), name, cents);
      return { ok: true, cents };
    });
  }

  refund(name, seats) {
    return this.#lock.run(async () => {
      const why = await this.#whyNotOwned(name, seats);
      if (why) return { ok: false, why };
      const cents = seats.reduce((sum, seat) => sum + this.#hall.price(seat), 0);
      await this.#write(seats.map((seat) => [seat, undefined]), name, -cents);
      return { ok: true, cents };
    });
  }

  move(name, from, to) {
    return this.#lock.run(async () => {
      const why = (await this.#whyNotOwned(name, [from])) ?? (await this.#whyNotFree([to]));
      if (why) return { ok: false, why };
      const cents = this.#hall.price(to) - this.#hall.price(from);
      await this.#write([[from, undefined], [to, name]], name, cents);
      return { ok: true, cents };
    });
  }

  /** One line for each order that moved money. */
  async cashbook() {
    return (await this.#store.get("cash")) ?? [];
  }

  async #whyNotFree(seats) {
    const asked = new Set();
    for (const seat of seats) {
      if (!this.#hall.place(seat)) return `no such seat: ${seat}`;
      if (asked.has(seat) || (await this.#store.get(`seat/${seat}`)) !== undefined) return `taken: ${seat}`;
      asked.add(seat);
    }
    return null;
  }

  async #whyNotOwned(name, seats) {
    const asked = new Set();
    for (const seat of seats) {
      if (asked.has(seat) || (await this.#store.get(`seat/${seat}`)) !== name) return `not yours: ${seat}`;
      asked.add(seat);
    }
    return null;
  }

  /** Writes the seats and a line of the cash book; what was written before the store failed is taken back. */
  async #write(changes, name, cents) {
    const done = [];
    try {
      for (const [seat, owner] of changes) {
        const before = await this.#store.get(`seat/${seat}`);
        await this.#store.set(`seat/${seat}`, owner);
        done.push([seat, before]);
      }
      if (cents !== 0) await this.#store.set("cash", [...(await this.cashbook()), [name, cents]]);
    } catch (error) {
      for (const [seat, before] of done.reverse()) await this.#store.set(`seat/${seat}`, before);
      throw error;
    }
  }
}
