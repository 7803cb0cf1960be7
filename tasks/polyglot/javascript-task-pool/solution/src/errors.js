/** A second task of the same name. */
export class NameError extends Error {
  name = "NameError";
}

/** An attempt took longer than it may. */
export class TimeoutError extends Error {
  name = "TimeoutError";
}

/** The task was cancelled. */
export class CancelError extends Error {
  name = "CancelError";
}
