"""Settings: sections of `name = value` lines."""


def parse(text):
    """[(section, [(name, value), …]), …] in the order of the file; `#` begins a comment at the front of a line."""
    sections = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            sections.append((line[1:-1].strip(), []))
            continue
        name, equals, value = line.partition("=")
        if not equals or not sections:
            raise ValueError(f"line {number} is no setting: {line!r}")
        sections[-1][1].append((name.strip(), value.strip()))
    return sections
