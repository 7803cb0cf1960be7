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
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        return record.model_validate(_without_clash(fields, beside))
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in problem['loc']) or 'as a whole'}: {problem['msg']}"
            for problem in error.errors(include_url=False)
        ]
        raise ValueError(f"{path}: {'; '.join(problems)}") from None
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; write one, its fields are in docs/") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not TOML: {error}") from None
    except (OSError, RecursionError) as error:
        raise ValueError(f"{path}: cannot be read: {error}") from None


def _without_clash(fields: dict[str, Any], beside: dict[str, Any]) -> dict[str, Any]:
    # pydantic then says "extra inputs are not permitted", which is what a field of `beside` is in the file.
    return {(f"{name} (not for this file)" if name in beside else name): each for name, each in fields.items()} | beside
