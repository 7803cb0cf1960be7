"""Plugin: a named variant that an agent.toml offers, as data."""

from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, field_validator

FROZEN = ConfigDict(frozen=True, extra="forbid")

# Programs that plugins bring with them, as MCP servers; they run in the sandbox, never in the kit.
SHIPPED = Path(__file__).parent / "plugins"


class Plugin(BaseModel):
    """What is added to an agent's start; `${name}` is filled in as in the agent's own."""

    model_config = FROZEN
    says: str = Field(min_length=1, description="what it changes, in one line")
    args: tuple[str, ...] = Field(default=(), description="arguments, put at `${plugin_args}`; absent: none")
    env: dict[str, str] = Field(default={}, description="laid over the agent's own; absent: nothing")
    files: dict[str, str] = Field(default={}, description="below HOME, path to text; absent: none")
    ships: dict[str, str] = Field(
        default={}, description="below HOME, path to a file of runner/plugins/; absent: it brings no program"
    )
    needs: tuple[str, ...] = Field(
        default=(), description="programs on the agent's PATH without which it is skipped; absent: none"
    )

    @field_validator("files", "ships")
    @classmethod
    def _below_home(cls, files: dict[str, str]) -> dict[str, str]:
        for path in files:
            if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
                raise ValueError(f"{path!r} is not below HOME; write a relative path without '..'")
        return files

    @field_validator("ships")
    @classmethod
    def _there(cls, ships: dict[str, str]) -> dict[str, str]:
        for name in ships.values():
            if not (SHIPPED / name).is_file() or (SHIPPED / name).parent != SHIPPED:
                raise ValueError(f"{name!r} is no file of {SHIPPED}")
        return ships

    @property
    def texts(self) -> tuple[str, ...]:
        """All in which `${name}` is filled in."""
        return (*self.args, *self.env.values(), *self.files.values())

    @property
    def written(self) -> dict[str, str]:
        """Every file it writes, as a template; a shipped one says what it says."""
        shipped = {path: (SHIPPED / name).read_text("utf-8").replace("$", "$$") for path, name in self.ships.items()}
        return {**self.files, **shipped}
