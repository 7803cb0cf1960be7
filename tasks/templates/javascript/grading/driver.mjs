// What the grader may call, as plain values.
import { clamp } from "../code/src/clamp.js";

export const calls = { clamp };
