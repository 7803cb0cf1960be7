from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from runner.building import build
from runner.image import Image

SAID = [{"stream": "Step 1/2 : FROM x\n"}, {"error": "no such host"}]

# An engine to which no base image is known.
ENGINE: Any = SimpleNamespace(api=SimpleNamespace(build=lambda **_: iter(SAID)))


@pytest.mark.parametrize(
    ("args", "setting"),
    [({"BASE_IMAGE": "x"}, "CAB_BASE_IMAGE"), ({"TOOLCHAINS": "y", "TRIXIE_IMAGE": "x"}, "CAB_TRIXIE_IMAGE")],
)
def test_a_build_that_fails_says_its_last_lines_and_which_setting_names_another_base(
    tmp_path: Path, args: dict[str, str], setting: str
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM x\n")
    files = {"Dockerfile": tmp_path / "Dockerfile"}
    image = Image(repository="cab/x", dockerfile="Dockerfile", files=files, args=args, agent=None, under=None)
    with pytest.raises(RuntimeError, match=rf"(?s)Step 1/2.*no such host.*with {setting}"):
        build(image, ENGINE, None)
