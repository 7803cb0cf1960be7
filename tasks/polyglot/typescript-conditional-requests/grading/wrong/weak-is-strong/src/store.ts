import { sameNote, type Note } from "./note.ts";

export type Kept = { note: Note; version: number };

/** Notes by name, in memory, each with its version; versions outlive deletions. */
export class Store {
  #notes = new Map<string, Note>();
  #versions = new Map<string, number>();

  get(name: string): Kept | undefined {
    const note = this.#notes.get(name);
    return note && { note, version: this.#versions.get(name) ?? 0 };
  }

  /** Sets the note; a value that it has already is no change. */
  put(name: string, note: Note): Kept {
    const there = this.get(name);
    if (there && sameNote(there.note, note)) return there;
    this.#notes.set(name, note);
    return { note, version: this.#next(name) };
  }

  delete(name: string): void {
    this.#notes.delete(name);
    this.#next(name);
  }

  names(): string[] {
    return [...this.#notes.keys()].sort();
  }

  #next(name: string): number {
    const version = (this.#versions.get(name) ?? 0) + 1;
    this.#versions.set(name, version);
    return version;
  }
}
