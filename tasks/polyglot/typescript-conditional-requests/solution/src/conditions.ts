/** A condition's header: `*`, or one of these tags. */
export type Tags = "*" | { weak: boolean; tag: string }[];

const LIST = /^[ \t,]*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:[ \t]*,[ \t,]*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*[ \t,]*$/;

/** The header read, null where it is absent; undefined where it is neither `*` nor a list. */
export function tagsOf(header: string | undefined): Tags | null | undefined {
  if (header === undefined) return null;
  if (header.trim() === "*") return "*";
  if (!LIST.test(header)) return undefined;
  return [...header.matchAll(/(W\/)?("[^"]*")/g)].map(([, weak, tag]) => ({ weak: weak !== undefined, tag }));
}

/** Whether `If-Match` holds for a note with the tag `etag`; null: it is not there. */
export function matches(tags: Tags, etag: string | null): boolean {
  return etag !== null && (tags === "*" || tags.some(({ weak, tag }) => !weak && tag === etag));
}

/** Whether `If-None-Match` holds. */
export function matchesNone(tags: Tags, etag: string | null): boolean {
  return etag === null || (tags !== "*" && tags.every(({ tag }) => tag !== etag));
}
