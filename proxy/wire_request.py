"""RequestHeads: the head of each request to one endpoint, the key in it."""

from urllib.parse import quote, urlsplit

from proxy.upstream import Ask, Endpoint

PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
MOST = 256  # request lines kept; agents use a handful


class RequestHeads:
    """Writes heads; nothing else knows the key."""

    def __init__(self, endpoint: Endpoint) -> None:
        parts = urlsplit(endpoint.url)
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if endpoint.encrypted else 80)
        name = f"[{self.host}]" if ":" in self.host else self.host.encode("idna").decode()
        usual = self.port == (443 if endpoint.encrypted else 80)
        self._host = (name if usual else f"{name}:{self.port}").encode()
        self._endpoint = endpoint
        self._key = None if endpoint.key is None else endpoint.key.encode()
        self._begins: dict[tuple[str, str, bytes], bytes] = {}

    def write(self, ask: Ask) -> bytes:
        """The head up to its blank line; ConnectionError: it could be read as more than one."""
        route = (ask.method, ask.path, ask.query)
        begin = self._begins.get(route) or self._begin(route)
        lines = [begin]
        lines += [name + b": " + content for name, content in ask.headers]
        if self._key is not None:
            bearer = b"Bearer " if ask.key_field == b"authorization" else b""
            lines.append(ask.key_field + b": " + bearer + self._key)
        if ask.body or ask.method == "POST":
            lines.append(b"content-length: %d" % len(ask.body))
        head = b"\r\n".join(lines)
        if head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines) or b"\0" in head:
            raise ConnectionError("the request was not sent: a header of it holds a line end")
        return head + b"\r\n\r\n"

    def _begin(self, route: tuple[str, str, bytes]) -> bytes:
        method, path, query = route
        if not method.isascii() or not method.isalpha():
            raise ConnectionError("the request was not sent: its method is none")
        target = quote(self._endpoint.target(path, query), safe=PRINTABLE)
        if len(self._begins) >= MOST:
            self._begins.clear()
        # Two lines, so the count of line ends above is one more than that of the joints.
        begin = self._begins[route] = b"%b %b HTTP/1.1\r\nHost: %b" % (method.encode(), target.encode(), self._host)
        return begin
