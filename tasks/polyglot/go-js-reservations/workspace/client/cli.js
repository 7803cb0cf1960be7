import { createInterface } from "node:readline";
import { Api } from "./api.js";

const api = new Api(process.argv[2]);

async function carryOut(line) {
  const [word, ...rest] = line.trim().split(/\s+/);
  if (word === "reserve") {
    const { body } = await api.ask("POST", "/reservations", { item: rest[0], count: Number(rest[1]) });
    return `reserved ${body.id}: ${body.count} ${body.item}`;
  }
  if (word === "stock") {
    const { body } = await api.ask("GET", "/stock");
    return `stock: ${Object.entries(body.stock).map(([item, count]) => `${item} ${count}`).join(", ")}`;
  }
  return `not a command: ${line}`;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) console.log(await carryOut(line));
}
