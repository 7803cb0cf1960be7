import { randomUUID } from "node:crypto";

const TRIES = 5;
const PAUSE_MS = 10;

/** No try brought a whole answer. */
export class GaveUp extends Error {}

/** The service, as the client sees it. */
export class Api {
  constructor(url) {
    this.url = url;
  }

  /** The answer to a request, which is sent again under the same key until one comes. */
  async ask(method, path, body) {
    const headers = {};
    if (method !== "GET") headers["Idempotency-Key"] = randomUUID();
    const request = { method, headers, body: body && JSON.stringify(body) };
    for (let tried = 1; ; tried++) {
      const answer = await this.#once(path, request);
      if (answer) return answer;
      if (tried === TRIES) throw new GaveUp();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #once(path, request) {
    try {
      const response = await fetch(this.url + path, request);
      const body = await response.json();
      return response.status === 503 ? null : { status: response.status, body };
    } catch {
      return null;
    }
  }
}
