"""Characters to fields. The state is kept between pieces, so that a file can be read in pieces of any size."""

START, PLAIN, QUOTED, AFTER, COMMENT = "start", "plain", "quoted", "after", "comment"


class TableError(ValueError):
    """What stands in the file is no table; `line` counts from 1."""

    def __init__(self, line, what):
        super().__init__(f"line {line}: {what}")
        self.line = line


class Scanner:
    """Feed it text, take rows. A row is (line on which it begins, fields)."""

    def __init__(self, separator=";"):
        self.separator = separator
        self.state = START
        self.line = 1
        self.begun = 1
        self.field = ""
        self.fields = []
        self.rows = []

    def feed(self, text):
        """Take in the next piece."""
        for character in text:
            STEPS[self.state](self, character)
            if character == "\n":
                self.line += 1

    def end(self):
        """There is no more; the last row need not end with a line feed."""
        if self.state == QUOTED:
            raise TableError(self.begun, "a quote is not closed")
        if self.state not in (START, COMMENT) or self.fields:
            self.end_row()
        return self.rows

    def end_field(self):
        self.fields.append(self.field)
        self.field = ""
        self.state = START

    def end_row(self):
        self.end_field()
        self.rows.append((self.begun, self.fields))
        self.fields = []

    def start(self, character):
        if not self.fields:
            self.begun = self.line
        if character == "#" and not self.fields:
            self.state = COMMENT
        elif character == '"':
            self.state = QUOTED
        elif character == self.separator:
            self.end_field()
        elif character == "\n":
            if self.fields:
                self.end_row()
        else:
            self.field = character
            self.state = PLAIN

    def plain(self, character):
        if character == self.separator:
            self.end_field()
        elif character == "\n":
            self.end_row()
        elif character == '"':
            raise TableError(self.line, "a quote inside a field that does not begin with one")
        else:
            self.field += character

    def quoted(self, character):
        if character == '"':
            self.state = AFTER
        else:
            self.field += character

    def after(self, character):
        if character == '"':
            self.field += character
        elif character == self.separator:
            self.end_field()
        elif character == "\n":
            self.end_row()
        else:
            raise TableError(self.line, "text behind a closing quote")

    def comment(self, character):
        if character == "\n":
            self.state = START


STEPS = {START: Scanner.start, PLAIN: Scanner.plain, QUOTED: Scanner.quoted, AFTER: Scanner.after, COMMENT: Scanner.comment}
