"""What scripts that measure share: settings, one of them at a time, runs of toll, plain C programs, spreads."""

import fcntl
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOLL = os.path.abspath(os.environ.get("TOLL", os.path.join(ROOT, ".build/release/toll")))
CPU = int(os.environ.get("CPU") or max(os.sched_getaffinity(0)))
C_PROGRAMS = os.path.join(ROOT, "Scripts/peers-in-c")


def setting(name, default):
    """A number from the environment, of the kind of its default."""
    try:
        value = type(default)(os.environ.get(name) or default)
    except ValueError:
        sys.exit(f"{name} is a number, such as {default}")
    if value <= 0:
        sys.exit(f"{name} is more than 0")
    return value


def wait_for_others():
    """Returns once no other script measures here, and keeps others waiting until this process ends."""
    os.chdir(ROOT)
    os.makedirs(".build", exist_ok=True)
    global lock
    lock = open(".build/repeat.lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)


def say(text):
    print(text, file=sys.stderr, flush=True)


def percent(share, places=1):
    return f"{100 * share:.{places}f} %"


def spread(values):
    """(max − min) / median, as a share."""
    return (max(values) - min(values)) / statistics.median(values)


def printed(command, **options):
    """Standard output and standard error of a command that ends with 0, together; None where it does not."""
    ended = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if ended.returncode == 0:
        return ended.stdout
    say(f"{' '.join(command)} ended with {ended.returncode}: {(ended.stdout.strip().splitlines() or [''])[-1]}")
    return None


def pinned(*command):
    """A command on the CPU that is measured."""
    return ["taskset", "-c", str(CPU), *command]


def run_toll(result, rows=(), seconds=None, cpu=None, program=TOLL, overtime=0):
    """Has toll, or another build of it, measure rows, or its default set, and write a result.

    `overtime` is what it may take longer, in seconds, where a neighbour leaves it no undisturbed batches.
    A row that a busy machine made INVALID makes toll's status 1, and is not this run's end.
    """
    if os.path.exists(result):
        os.remove(result)
    command = [program, "run", *rows, "-o", result]
    command += ["--budget", f"{seconds:g}s"] if seconds else []
    command += ["--overtime", f"{overtime:g}s"] if overtime else []
    command += ["--cpu", str(cpu)] if cpu is not None else []
    ended = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ended.returncode not in (0, 1) or not os.path.exists(result):
        sys.exit(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout}")
    if ended.returncode:
        say(ended.stdout)


def figures(result):
    """The figures of a result's measured rows by name, as `toll show --json` has them."""
    shown = subprocess.run([TOLL, "show", result, "--json"], stdout=subprocess.PIPE, check=True).stdout
    return {figure["name"]: figure for figure in json.loads(shown)["probes"] if figure["status"] == "measured"}


def medians(results):
    """The medians of every row in several results, at one clock, as `toll spread --json` has them."""
    shown = subprocess.run([TOLL, "spread", *results, "--json"], stdout=subprocess.PIPE, check=True).stdout
    return json.loads(shown)["probes"]


def compiled(folder, source, *words):
    """The program of a source beside the other plain programs; None where it does not compile, with the reason.

    Its loops begin a line of the cache, as toll's do: Boost's fibers took twice as long in one across two lines.
    """
    name, ending = os.path.splitext(source)
    program = os.path.join(folder, name)
    compiler = {".c": "cc", ".cpp": "g++"}[ending]
    if shutil.which(compiler) is None:
        return None, f"{compiler} is not there"
    ended = subprocess.run(
        [
            compiler, "-O2", "-falign-loops=64", "-D_GNU_SOURCE", "-o", program, os.path.join(C_PROGRAMS, source),
            *words, "-lpthread",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return (program, None) if ended.returncode == 0 else (None, f"{source} does not compile here")


def work_folder(place=None):
    """A folder that is gone when it is left, of the system's choice or in `place`."""
    return tempfile.TemporaryDirectory(prefix="toll-", dir=place)
