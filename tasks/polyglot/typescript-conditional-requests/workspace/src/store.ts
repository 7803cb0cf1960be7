import type { Note } from "./note.ts";

/** Notes by name, in memory. */
export class Store {
  #notes = new Map<string, Note>();

  get(name: string): Note | undefined {
    return this.#notes.get(name);
  }

  put(name: string, note: Note): void {
    this.#notes.set(name, note);
  }

  delete(name: string): void {
    this.#notes.delete(name);
  }

  names(): string[] {
    return [...this.#notes.keys()].sort();
  }
}
