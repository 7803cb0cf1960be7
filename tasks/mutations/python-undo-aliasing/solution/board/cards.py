"""Cards."""

from dataclasses import dataclass, field


@dataclass
class Card:
    """One card; `labels` in the order in which they were stuck on."""

    number: int
    text: str
    labels: list = field(default_factory=list)
    done: bool = False

    def stick(self, label):
        """Stick a label on, once."""
        if label in self.labels:
            raise ValueError(f"card {self.number} has the label {label!r} already")
        self.labels.append(label)

    def peel(self, label):
        """Take a label off."""
        if label not in self.labels:
            raise ValueError(f"card {self.number} has no label {label!r}")
        self.labels.remove(label)

    def copy(self):
        """Another card that says the same."""
        return Card(self.number, self.text, list(self.labels), self.done)

    def plain(self):
        """As a dict."""
        return {"number": self.number, "text": self.text, "labels": list(self.labels), "done": self.done}
