"""A program that reads commands and writes results, one JSON object per line: `lines.mjs` for Python."""

import json
import os
import sys


def config():
    """Returns the argument of the program."""
    return json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}")


def serve(ready, commands):
    """Writes that the program is ready, then runs commands until standard input closes.

    A result has the `id` of its command; the first line has 0.
    """
    write({"id": 0, "ok": ready})
    for line in sys.stdin:
        options = json.loads(line)
        number, name = options.pop("id"), options.pop("command")
        try:
            write({"id": number, "ok": commands[name](**options)})
        except Exception as error:  # noqa: BLE001
            write({"id": number, "error": f"{type(error).__name__}: {error}"})
    # Threads that still answer a request do not keep the program.
    os._exit(0)


def write(value):
    """Writes a line. Nothing may read it any more when the tests were killed."""
    try:
        print(json.dumps(value), flush=True)
    except BrokenPipeError:
        pass
