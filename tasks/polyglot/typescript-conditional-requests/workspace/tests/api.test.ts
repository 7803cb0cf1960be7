import assert from "node:assert/strict";
import { test } from "node:test";
import { answer } from "../src/routes.ts";
import { Store } from "../src/store.ts";

type Headers = Record<string, string>;

function ask(store: Store, method: string, url: string, headers: Headers = {}, body: unknown = "") {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return answer(store, { method, url, headers, body: bytes });
}

test("a new note needs no condition, and has an entity tag", () => {
  const store = new Store();
  const made = ask(store, "PUT", "/notes/a", {}, { title: "A" });
  assert.deepEqual([made.status, made.headers.etag, JSON.parse(made.body)], [201, '"1"', { title: "A" }]);
  assert.equal(ask(store, "GET", "/notes/a").headers.etag, '"1"');
});

test("only what was seen is overwritten", () => {
  const store = new Store();
  ask(store, "PUT", "/notes/a", {}, { title: "A" });
  assert.equal(ask(store, "PUT", "/notes/a", {}, { title: "B" }).status, 428);
  assert.equal(ask(store, "PUT", "/notes/a", { "if-match": '"7"' }, { title: "B" }).status, 412);
  const done = ask(store, "PUT", "/notes/a", { "if-match": '"1"' }, { title: "B" });
  assert.deepEqual([done.status, done.headers.etag], [200, '"2"']);
});

test("what the reader has is not sent again", () => {
  const store = new Store();
  ask(store, "PUT", "/notes/a", {}, { title: "A" });
  const same = ask(store, "GET", "/notes/a", { "if-none-match": '"9", W/"1"' });
  assert.deepEqual([same.status, same.headers.etag, same.body], [304, '"1"', ""]);
});

test("a merge patch takes out what is null", () => {
  const store = new Store();
  ask(store, "PUT", "/notes/a", {}, { title: "A", text: "t" });
  const headers = { "if-match": "*", "content-type": "application/merge-patch+json" };
  const done = ask(store, "PATCH", "/notes/a", headers, { text: null, tags: ["x"] });
  assert.deepEqual([done.status, JSON.parse(done.body)], [200, { title: "A", tags: ["x"] }]);
});

test("the list comes in pages", () => {
  const store = new Store();
  for (const name of ["b", "a", "c"]) ask(store, "PUT", `/notes/${name}`, {}, { title: name });
  const page = JSON.parse(ask(store, "GET", "/notes?limit=2").body);
  assert.deepEqual(page.notes.map((note: { name: string }) => note.name), ["a", "b"]);
  assert.equal(page.next, "b");
});

test("a name that cannot be one is not found", () => {
  assert.equal(ask(new Store(), "GET", "/notes/A").status, 404);
});
