"""Other people's tools, as scripts that measure call them: each gives nanoseconds an operation, or None."""

import contextlib
import os
import re
import subprocess

from measuring import pinned, printed

MICROSECONDS = r"([0-9.]+) microseconds"


def perf_bench(*words, per_operation=1):
    """perf bench, which takes a number of operations: as many as the last time promises to fill the seconds."""
    pace = {}

    def run(operations):
        text = printed(pinned("perf", "bench", "--format=simple", *words, "-l", str(operations)))
        if text is None:
            return None
        each = float(text.split()[-1]) / operations
        pace["seconds"] = each
        return each / per_operation * 1e9

    def measure(seconds):
        # It prints milliseconds: too short a first try says nothing of its pace.
        first = 10_000
        while not pace.get("seconds"):
            if run(first) is None:
                return None
            first *= 10
        return run(max(1_000, int(seconds / pace["seconds"])))

    return measure


def perf_rate(*words, pattern=r"Averaged ([0-9]+) ", most=10):
    """perf bench where it takes seconds, a whole number of them, and prints operations a second, of several kinds."""

    def measure(seconds):
        whole = str(min(most, max(1, round(seconds))))
        text = printed(["perf", "bench", *words, "-r", whole])
        rates = [float(rate) for rate in re.findall(pattern, text or "")]
        return 1e9 / sum(rates) if sum(rates) else None

    return measure


def perf_once(*words, pattern, scale):
    """perf bench where it does a thing once, prints how long that took, and averages its own repetitions."""

    def measure(seconds):
        text = printed(["perf", "bench", *words])
        found = re.search(pattern, text) if text else None
        return float(found[1]) * scale if found else None

    return measure


def lmbench(command, pattern=MICROSECONDS, repetitions=11, server=None, folder=None):
    """A program of lmbench, the median of its tries, each of which takes what ENOUGH says in microseconds.

    Without the other two it measures for longer than all tries take how long they have to be. `server` is the program
    that has to run meanwhile, which `-s` starts and `-S` ends; `folder` is where the program is to run.
    """

    @contextlib.contextmanager
    def served():
        if server:
            subprocess.run(pinned(server, "-s"), check=True)
        try:
            yield
        finally:
            if server:
                subprocess.run([server, "-S", "127.0.0.1"], check=False)

    def measure(seconds):
        enough = str(max(1_000, int(seconds / repetitions * 1e6)))
        environment = os.environ | {"ENOUGH": enough, "TIMING_O": "0", "LOOP_O": "0"}
        with served():
            text = printed(pinned(*command), env=environment, cwd=folder)
        found = re.search(pattern, text, re.MULTILINE) if text else None
        return float(found[1]) * 1e3 if found else None

    return measure
