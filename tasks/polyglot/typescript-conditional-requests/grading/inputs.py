"""Prints one call a line, drawn from the seed in argv[1]; each is a fresh server and a row of requests to a few notes."""

import json
import random
import sys

CONDITIONS = ['"{}"', '"{}"', '"{}"', "*", 'W/"{}"', '"9" , "{}"', '"9", W/"{}"', ',"{}",', '"{}', "{}", '"1" "2"', "**"]
BODIES = ['{"title":"A"}', '{"title":"B","text":"t"}', '{"text":"t","title":"B"}', '{"title":"B","tags":["x","y"]}', '{"title":"B","tags":["y","x"]}',
          '{"title":""}', '{"title":"A","more":1}', "{", "[]", '{"title":"A","tags":["x","x"]}', '{"title":"A","text":null}', "null"]
PATCHES = ['{"text":"new"}', '{"text":null}', '{"tags":["x"]}', '{"title":null}', '{"other":1}', '{"other":null}', "[]", "1", "{}", '{"title":"A"}', "{"]
WANT = ["etag", "allow"]


def condition(draw, versions):
    return draw.choice(CONDITIONS).replace("{}", str(max(0, versions + draw.choice([-1, 0, 0, 0, 1]))))


def request(draw, versions):
    if draw.random() < 0.2:
        query = "&".join(draw.sample([f"limit={draw.choice(['1', '2', '100', '0', '101', 'x', '02'])}", "after=" + draw.choice("abc"), "tag=x", "limit=1", "q=1"], draw.randrange(4)))
        return {"method": draw.choice(["GET", "GET", "GET", "HEAD", "PUT"]), "path": f"/notes?{query}" if query else "/notes", "want": ["allow"]}
    method = draw.choice(["GET", "HEAD", "PUT", "PUT", "PUT", "PATCH", "PATCH", "DELETE", "POST"])
    name = draw.choice(["a", "a", "a", "b", "c"]) if draw.random() < 0.95 else draw.choice(["A", "", "a/b", "a" * 41, "a%20b"])
    headers = {}
    if draw.random() < 0.75:
        headers[draw.choice(["If-Match", "If-Match", "If-Match", "If-None-Match"])] = condition(draw, versions)
    if draw.random() < 0.1:
        headers["If-None-Match"] = condition(draw, versions)
    asked = {"method": method, "path": f"/notes/{name}", "headers": headers, "want": WANT}
    if method in ("PUT", "PATCH"):
        asked["body"] = draw.choice(PATCHES if method == "PATCH" else BODIES + BODIES[:5])
        headers["Content-Type"] = draw.choice(["application/merge-patch+json"] * 5 + ["application/json", "application/merge-patch+json; charset=utf-8"])
    return asked


def main(seed):
    draw = random.Random(seed)
    for number in range(8):
        steps = [{"method": "PUT", "path": f"/notes/{name}", "body": draw.choice(BODIES[:5]), "want": WANT} for name in "abc" if draw.random() < 0.7]
        steps += [request(draw, 1 + index // 5) for index in range(54)]
        steps = [{**step, "json": True} for step in steps]
        print(json.dumps({"name": f"drawn {number}", "call": "serve", "args": [{"argv": ["{port}"]}, *steps]}))


main(sys.argv[1])
