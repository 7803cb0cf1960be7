/** The service, as the client sees it. */
export class Api {
  constructor(url) {
    this.url = url;
  }

  async ask(method, path, body) {
    const response = await fetch(this.url + path, { method, body: body && JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  }
}
