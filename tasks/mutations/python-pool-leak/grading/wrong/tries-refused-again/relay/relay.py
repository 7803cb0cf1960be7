"""The relay: messages in, a record of what became of each out."""

from relay.line import LineBrokenError, RefusedError
from relay.pool import NoLineError

TRIES = 3


class Relay:
    """Tries a message again on another line when its line breaks, and never when it was refused."""

    def __init__(self, pool):
        self.pool = pool
        self.record = []

    def send(self, text):
        """The answer, or None when the message was not delivered; the record says why."""
        if not text:
            self.record.append(("empty", text))
            return None
        for attempt in range(1, TRIES + 1):
            try:
                line = self.pool.lend()
            except NoLineError:
                self.record.append(("no line", text))
                return None
            try:
                answer = line.send(text)
            except LineBrokenError:
                self.pool.give_back(line)
                continue
            except RefusedError as error:
                self.pool.give_back(line)
                if attempt < TRIES:
                    continue
                self.record.append((f"refused: {error}", text))
                return None
            self.pool.give_back(line)
            self.record.append((f"sent at try {attempt}", text))
            return answer
        self.record.append(("given up", text))
        return None

    def batch(self, texts):
        """Send several over one line, in order; what is behind the first that is not delivered is not sent."""
        try:
            line = self.pool.lend()
        except NoLineError:
            self.record.append(("no line", f"batch of {len(texts)}"))
            return []
        answers = []
        for text in texts:
            try:
                answers.append(line.send(text))
            except (LineBrokenError, RefusedError) as error:
                self.record.append((f"batch stopped: {type(error).__name__}", text))
                break
        self.pool.give_back(line)
        return answers
