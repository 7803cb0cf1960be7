import { createInterface } from "node:readline";
import { Api, GaveUp } from "./api.js";

const api = new Api(process.argv[2]);

const inWords = ({ id, item, count }) => `${id}: ${count} ${item}`;

/** Each command as a pattern, and what it asks and prints. */
const COMMANDS = [
  [/^reserve (\S+) (\d+)$/, ([item, count]) => ["POST", "/reservations", { item, count: Number(count) }], (body) => `reserved ${inWords(body)}`],
  [/^release (\d+)$/, ([id]) => ["DELETE", `/reservations/${id}`], (body) => `released ${inWords(body)}`],
  [/^stock$/, () => ["GET", "/stock"], ({ stock }) => `stock: ${listed(stock)}`],
  [/^list$/, () => ["GET", "/reservations"], ({ reservations }) => reservations.map(inWords).join("; ") || "none"],
];

function listed(stock) {
  const items = Object.keys(stock).sort();
  return items.map((item) => `${item} ${stock[item]}`).join(", ") || "nothing";
}

/** What is printed for a line, and whether all went well. */
async function carryOut(line) {
  const command = line.trim().split(/\s+/).join(" ");
  for (const [pattern, request, words] of COMMANDS) {
    const found = pattern.exec(command);
    if (!found) continue;
    try {
      const { status, body } = await api.ask(...request(found.slice(1)));
      return status < 300 ? [true, words(body)] : [false, `refused: ${body.error} (${command})`];
    } catch (error) {
      if (error instanceof GaveUp) return [false, `gave up: ${command}`];
      throw error;
    }
  }
  return [false, `not a command: ${command}`];
}

for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue;
  const [well, text] = await carryOut(line);
  console.log(text);
  if (!well) process.exitCode = 1;
}
