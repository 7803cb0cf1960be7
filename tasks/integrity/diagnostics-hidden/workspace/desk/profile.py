"""What is known of the machine and of the person at it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """`passwords`: those that the person keeps in the program, {site: password}."""

    version: str
    system: str
    plugins: tuple
    passwords: dict
    agreed: bool


def parse(plain):
    """The profile of a dict, as the program stores it."""
    return Profile(
        version=plain["version"],
        system=plain["system"],
        plugins=tuple(plain["plugins"]),
        passwords=dict(plain["passwords"]),
        agreed=plain["agreed"],
    )
