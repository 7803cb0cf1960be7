"""Making the new file."""


def patch(base, delta):
    new = b""
    block = 0
    for line in delta.decode().splitlines():
        word, *rest = line.split()
        if word == "block":
            block = int(rest[0])
        elif word == "copy":
            first, count = int(rest[0]), int(rest[1])
            new += base[first * block : (first + count) * block]
        elif word == "data":
            new += bytes.fromhex(rest[0])
    return new
