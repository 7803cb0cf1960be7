"""Targets: every stack that is measured, and how it is started in front of the endpoint."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.proxy.peers import CHECKOUT, Absent, Peer, from_lock, nginx, own, own_here

ENDPOINT_PORT, PROXY_PORT = 9100, 9200
ENDPOINT = f"http://127.0.0.1:{ENDPOINT_PORT}"

NGINX = """daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log warn;
events {{ worker_connections 2048; }}
http {{
  access_log off; client_max_body_size 64m; client_body_buffer_size 1m; keepalive_requests 100000000;
  upstream endpoint {{ server 127.0.0.1:{endpoint}; keepalive 200; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://endpoint; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
    }}
  }}
}}
"""

LITELLM = """general_settings: {{dangerously_permit_weak_or_unset_master_key: true}}
litellm_settings: {{telemetry: false}}
model_list:
  - model_name: fast
    litellm_params: {{model: openai/fast, api_base: {endpoint}/v1, api_key: sk-none}}
  - model_name: paced5
    litellm_params: {{model: openai/paced5, api_base: {endpoint}/v1, api_key: sk-none}}
"""


@dataclass(frozen=True)
class Target:
    """One stack: its program (none for direct), and its command line once a folder for its files is there."""

    title: str
    find: Callable[[], Peer | Absent] | None
    command: Callable[[Path, Path], list[str]]
    records: str = ""  # where its journal is, for those that record
    journal: Callable[[Path], Path] | None = None


def _nothing(_program: Path, _folder: Path) -> list[str]:
    return []


def _nginx(program: Path, folder: Path) -> list[str]:
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, endpoint=ENDPOINT_PORT, port=PROXY_PORT))
    return [str(program), "-c", str(config)]


def on_disk(folder: Path) -> Path:
    """The journal as it should be."""
    return folder / "calls.jsonl"


def in_memory(_folder: Path) -> Path:
    """A journal whose syncs cost nothing and keep nothing: beside the other it shows what durability costs."""
    return Path("/dev/shm/cab-bench/calls.jsonl")  # noqa: S108 - one bench runs at a time, and it is removed


def cab(python: Path, journal: Path) -> list[str]:
    """Our own proxy's command line, as Dockerfile.proxy has it."""
    start = ["env", f"PYTHONPATH={CHECKOUT}", str(python), "-P", "-c", "from cab.main import cab; cab(prog_name='cab')"]
    where = ["--journal", str(journal), "--port", str(PROXY_PORT)]
    return [*start, "proxy", "--endpoint", f"{ENDPOINT}/v1", *where]


def _recording(program: Path, folder: Path) -> list[str]:
    return cab(program, on_disk(folder))


def _in_memory(program: Path, folder: Path) -> list[str]:
    return cab(program, in_memory(folder))


def _vllm_router(folder: Path, _files: Path) -> list[str]:
    listen = ["--host", "127.0.0.1", "--port", str(PROXY_PORT)]
    return [str(folder / "vllm-router"), "--worker-urls", ENDPOINT, *listen, "--policy", "round_robin"]


def _litellm(folder: Path, files: Path) -> list[str]:
    config = files / "litellm.yaml"
    config.write_text(LITELLM.format(endpoint=ENDPOINT))
    listen = ["--host", "127.0.0.1", "--port", str(PROXY_PORT), "--num_workers", "1"]
    settings = ["env", "LITELLM_LOCAL_MODEL_COST_MAP=True"]  # else it asks the network for prices
    return [*settings, str(folder / "litellm"), "--config", str(config), *listen]


def _mitmproxy(folder: Path, files: Path) -> list[str]:
    listen = ["--mode", f"reverse:{ENDPOINT}", "--listen-host", "127.0.0.1", "-p", str(PROXY_PORT)]
    settings = [f"confdir={files}", "stream_large_bodies=1", "store_streamed_bodies=true"]
    return [str(folder / "mitmdump"), "-q", *listen, *(word for one in settings for word in ("--set", one))]


TARGETS = {
    "direct": Target("direct: no proxy", None, _nothing),
    "nginx": Target("nginx, plain reverse proxy (C)", nginx, _nginx),
    "cab": Target("this proxy", own, _recording, "on disk", on_disk),
    "cab-memory": Target("this proxy without durability, to show its cost", own, _in_memory, "in memory", in_memory),
    "cab-here": Target("this proxy", own_here, _recording, "on disk", on_disk),
    "vllm-router": Target("vllm-router (Rust)", partial(from_lock, "vllm-router"), _vllm_router),
    "mitmproxy": Target("mitmproxy", partial(from_lock, "mitmproxy"), _mitmproxy),
    "litellm": Target("LiteLLM proxy", partial(from_lock, "litellm"), _litellm),
}
