"""A record read from a TOML file, with errors that name the file and the mend."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Record = TypeVar("Record", bound=BaseModel)


def read(record: type[Record], path: Path, **beside: Any) -> Record:
    """The `record` in the TOML file `path`, with the fields `beside` that the file does not hold.

    ValueError when the file is missing, is not TOML, or does not fit the record.
    """
    try:
        return record(**tomllib.loads(path.read_text(encoding="utf-8")), **beside)
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; write one, its fields are in docs/") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{path}: {where}: {first['msg']}") from None
