// What the grader may call, as plain values.
import { clamp } from "../code/src/clamp.ts";

export const calls = { clamp };
