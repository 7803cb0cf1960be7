"""What the grader may call, as plain values; bytes are hexadecimal."""

from letters.box import Box
from letters.letter import Letter, pack


def letter(plain):
    sender, to, subject, body, files = plain
    return Letter(sender, tuple(to), subject, body, {name: bytes.fromhex(content) for name, content in files.items()})


def plain(letter):
    files = {name: content.hex() for name, content in letter.files.items()}
    return [letter.sender, list(letter.to), letter.subject, letter.body, files]


def packed(given):
    return pack(letter(given)).hex()


def opened(data):
    return [plain(each) for each in Box.read(bytes.fromhex(data)).letters]


def round_trip(letters):
    box = Box.read(Box(map(letter, letters)).bytes())
    return {"letters": [plain(each) for each in box.letters], "size": list(box.size())}


def searched(letters, person, word):
    box = Box(map(letter, letters))
    return [[each.subject for each in box.of(person)], [each.subject for each in box.about(word)]]


CALLS = {"packed": packed, "opened": opened, "round_trip": round_trip, "searched": searched}
