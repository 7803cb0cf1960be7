/** A hall: which seats there are, and what they cost. */
export class Hall {
  /** `prices`: of the rows in front, and of those behind, in cents. */
  constructor(rows, seatsPerRow, prices) {
    this.rows = rows;
    this.seatsPerRow = seatsPerRow;
    this.prices = prices;
  }

  /** The place of `seat` ("B12") as row and number from 0, or null when there is no such seat. */
  place(seat) {
    const found = /^([A-Z])([1-9]\d*)$/.exec(seat);
    if (!found) return null;
    const row = found[1].charCodeAt(0) - 65;
    const number = Number(found[2]) - 1;
    return row < this.rows && number < this.seatsPerRow ? { row, number } : null;
  }

  price(seat) {
    const { row } = this.place(seat);
    return row < Math.ceil(this.rows / 3) ? this.prices[0] : this.prices[1];
  }

  /** Every seat, row by row. */
  *seats() {
    for (let row = 0; row < this.rows; row++) {
      for (let number = 1; number <= this.seatsPerRow; number++) yield `${String.fromCharCode(65 + row)}${number}`;
    }
  }
}
