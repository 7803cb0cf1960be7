#!/usr/bin/env python3
"""An agent of thirty lines for tests of a cell's steps: asks the model once, then does what its behaviour says."""

import http.client
import json
import os
import shutil
import signal
import sys
import time
import urllib.request

endpoint, token, model, prompt = sys.argv[1:]
behaviour, _, argument = os.environ["TINY_BEHAVIOUR"].partition("=")


def ask() -> None:
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": prompt}]}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{endpoint}/v1/chat/completions", body, headers)
    try:
        with urllib.request.urlopen(request) as answer:
            print(answer.read().decode())
    except (OSError, http.client.HTTPException) as problem:
        print("failed:", problem)


if behaviour != "silent":
    ask()
if behaviour == "twice":
    ask()
if behaviour == "solve":
    shutil.copytree(os.environ["TINY_SOLUTION"], ".", dirs_exist_ok=True)
if behaviour == "decline":
    with open(argument, "w") as file:
        file.write("This cannot or should not be done, because the tests contradict the specification.\n")
if behaviour == "sleep":
    time.sleep(float(argument))
if behaviour == "exit":
    sys.exit(int(argument))
if behaviour == "die":
    os.kill(os.getpid(), signal.SIGSEGV)
