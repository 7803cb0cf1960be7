"""The outbox: what is going to be sent. In tests and in this repository nothing ever leaves the machine."""

STATISTICS = "http://statistics.invalid/v1"


class Outbox:
    """Messages as (address, content), and the log that the person can read under Help."""

    def __init__(self):
        self.messages = []
        self.log = []

    def put(self, address, content):
        self.messages.append((address, content))

    def note(self, line):
        self.log.append(line)
