import type { IncomingHttpHeaders } from "node:http";
import { NAME, whyNoNote, type Note } from "./note.ts";
import type { Store } from "./store.ts";

export type Request = { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer };
export type Response = { status: number; headers: Record<string, string>; body: string };

const LARGEST = 65536;

function json(status: number, value: unknown, headers: Record<string, string> = {}): Response {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

function refused(status: number, headers: Record<string, string> = {}): Response {
  return json(status, { status }, headers);
}

/** The answer to a request. */
export function answer(store: Store, request: Request): Response {
  const path = request.url.split("?")[0];
  if (path === "/notes") return list(store, request);
  const name = path.startsWith("/notes/") ? path.slice("/notes/".length) : "";
  if (!NAME.test(name)) return refused(404);
  return note(store, name, request);
}

function list(store: Store, request: Request): Response {
  if (request.method !== "GET") return refused(405, { allow: "GET" });
  const notes = store.names().map((name) => ({ name, title: store.get(name)?.title }));
  return json(200, { notes, next: null });
}

function note(store: Store, name: string, request: Request): Response {
  const there = store.get(name);
  switch (request.method) {
    case "GET":
      return there ? json(200, there) : refused(404);
    case "PUT": {
      if (request.body.length > LARGEST) return refused(413);
      let value: unknown;
      try {
        value = JSON.parse(request.body.toString());
      } catch {
        return refused(400);
      }
      const why = whyNoNote(value);
      if (why) return refused(422);
      store.put(name, value as Note);
      return json(there ? 200 : 201, value);
    }
    case "DELETE":
      if (!there) return refused(404);
      store.delete(name);
      return { status: 204, headers: {}, body: "" };
    default:
      return refused(405, { allow: "GET, PUT, DELETE" });
  }
}
