import type { IncomingHttpHeaders } from "node:http";
import { matches, matchesNone, tagsOf } from "./conditions.ts";
import { NAME, patched, whyNoNote, type Note } from "./note.ts";
import type { Kept, Store } from "./store.ts";

export type Request = { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer };
export type Response = { status: number; headers: Record<string, string>; body: string };

const LARGEST = 65536;
const METHODS = ["GET", "HEAD", "PUT", "PATCH", "DELETE"];
const PATCH = "application/merge-patch+json";

function json(status: number, value: unknown, headers: Record<string, string> = {}): Response {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

function refused(status: number, headers: Record<string, string> = {}): Response {
  return json(status, { status }, headers);
}

function etagOf(kept: Kept): string {
  return `"${kept.version}"`;
}

function shown(status: number, kept: Kept): Response {
  return json(status, kept.note, { etag: etagOf(kept) });
}

/** The answer to a request. */
export function answer(store: Store, request: Request): Response {
  const [path, query] = request.url.split(/\?(.*)/s);
  if (path === "/notes") return list(store, request, new URLSearchParams(query ?? ""));
  const name = path.startsWith("/notes/") ? path.slice("/notes/".length) : "";
  if (!NAME.test(name)) return refused(404);
  if (!METHODS.includes(request.method)) return refused(405, { allow: METHODS.join(", ") });
  return conditional(store, name, request);
}

function list(store: Store, request: Request, query: URLSearchParams): Response {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refused(405, { allow: "GET, HEAD" });
  }
  if (["limit", "after", "tag"].some((name) => query.getAll(name).length > 1)) return refused(400);
  const limit = query.get("limit") ?? "20";
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 100) return refused(400);
  const after = query.get("after");
  const tag = query.get("tag");
  const rows = store.names().flatMap((name) => {
    const kept = store.get(name);
    if (!kept || (after !== null && name <= after) || (tag !== null && !kept.note.tags?.includes(tag))) return [];
    return [{ name, etag: etagOf(kept), title: kept.note.title }];
  });
  const notes = rows.slice(0, Number(limit));
  return json(200, { notes, next: rows.length > notes.length ? notes[notes.length - 1].name : null });
}

/** Looks at the conditions, then does what is asked. */
function conditional(store: Store, name: string, request: Request): Response {
  const reads = request.method === "GET" || request.method === "HEAD";
  const match = tagsOf(request.headers["if-match"]);
  const noneMatch = tagsOf(request.headers["if-none-match"]);
  if (match === undefined || noneMatch === undefined) return refused(400);
  const kept = store.get(name);
  if (!kept && reads) return refused(404);
  if (match === null && noneMatch === null && !reads) {
    if (!kept && request.method !== "PUT") return refused(404);
    if (kept) return refused(428);
  }
  const etag = kept ? etagOf(kept) : null;
  if (match !== null && !matches(match, etag)) return refused(412);
  if (noneMatch !== null && !matchesNone(noneMatch, etag)) {
    return reads ? { status: 304, headers: { etag: etag ?? "" }, body: "" } : refused(412);
  }
  if (kept && reads) return shown(200, kept);
  return change(store, name, kept, request);
}

function change(store: Store, name: string, kept: Kept | undefined, request: Request): Response {
  if (request.method === "DELETE") {
    if (!kept) return refused(404);
    store.delete(name);
    return { status: 204, headers: {}, body: "" };
  }
  if (request.method === "PATCH") {
    const type = (request.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
    if (!kept) return refused(404);
    if (type !== PATCH) return refused(415);
  }
  if (request.body.length > LARGEST) return refused(413);
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString());
  } catch {
    return refused(400);
  }
  if (request.method === "PATCH") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return refused(422);
    value = patched(kept!.note, value as Record<string, unknown>);
  }
  const why = whyNoNote(value);
  return why ? refused(422) : shown(kept ? 200 : 201, store.put(name, value as Note));
}
