/** The evening's sheet: who sits where, how full the hall is, and what was taken. */
export async function report(hall, store) {
  const owners = new Map((await store.entries()).filter(([key]) => key.startsWith("seat/")));
  const cash = (await store.get("cash")) ?? [];
  const seats = [...hall.seats()].map((seat) => [seat, owners.get(`seat/${seat}`) ?? null]);
  const sold = seats.filter(([, owner]) => owner !== null);
  return {
    sold: Object.fromEntries(sold),
    full: Math.floor((100 * sold.length) / seats.length),
    taken: cash.reduce((sum, [, cents]) => sum + cents, 0),
    worth: sold.reduce((sum, [seat]) => sum + hall.price(seat), 0),
  };
}
