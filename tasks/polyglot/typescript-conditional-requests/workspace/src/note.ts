/** What a note is. */
export type Note = { title: string; text?: string; tags?: string[] };

export const NAME = /^[a-z0-9-]{1,40}$/;

/** Why `value` is no note, or null when it is one. */
export function whyNoNote(value: unknown): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "a note is an object";
  const note = value as Record<string, unknown>;
  const other = Object.keys(note).find((key) => !["title", "text", "tags"].includes(key));
  if (other !== undefined) return `a note has no ${other}`;
  if (typeof note.title !== "string" || note.title === "" || [...note.title].length > 100) return "a title has 1 to 100 characters";
  if (note.text !== undefined && typeof note.text !== "string") return "text is a text";
  if (note.tags === undefined) return null;
  if (!Array.isArray(note.tags)) return "tags are a list";
  const tags: unknown[] = note.tags;
  const wrong = tags.some((tag, index) => typeof tag !== "string" || tag === "" || tags.indexOf(tag) !== index);
  return wrong ? "tags are texts, none empty and none twice" : null;
}
