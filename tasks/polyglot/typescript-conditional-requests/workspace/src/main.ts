import { createServer } from "node:http";
import { answer } from "./routes.ts";
import { Store } from "./store.ts";

const store = new Store();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { status, headers, body } = answer(store, {
      method: request.method ?? "GET",
      url: request.url ?? "/",
      headers: request.headers,
      body: Buffer.concat(chunks),
    });
    response.writeHead(status, headers);
    response.end(request.method === "HEAD" ? undefined : body);
  });
});
server.listen(Number(process.argv[2] ?? 8080), "127.0.0.1");
