#!/usr/bin/env python3
"""run.py [--kernels 5.10,6.1,6.12,newest,newest-rt] [--variants] [--operations] [--brief] [--record] [--only WORD]
       [--jobs N]

Boots kernels of Debian's archive under QEMU with the static toll as all that there is, and holds that no row is
INVALID or failed, that commands end with status 0, and that the rows that are skipped, with their reasons, are those of
the file skipped.txt beside this one; --record writes that file anew, to be looked over. --brief has few rows in every
boot. The ways to start a kernel (--variants) are tried with one of them, the newest. Where it cannot run it says why
and exits with 0. The consoles are in ${XDG_CACHE_HOME:-~/.cache}/toll/guests.
"""

import argparse
import csv
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "Scripts/guest"), str(HERE)]
import cases
from boot import boot

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "toll"
REVIEWED = HERE / "skipped.txt"
# A row that a busy machine spoils is measured again; what is wrong with it is wrong each time.
TRIES = 3
# What the kernel says when something is wrong with it, or with what was asked of it.
COMPLAINT = re.compile(r"^\[ *\d+\.\d+\].*\b(Oops|BUG:|WARNING:|panic|hung task|stall)", re.M)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(0)


@dataclass
class Found:
    """What came of a case."""

    title: str
    faults: list = field(default_factory=list)
    skipped: dict = field(default_factory=dict)
    tried: set = field(default_factory=set)
    measured: int = 0
    seconds: float = 0
    boots: int = 0


def rows(step):
    """The rows of an export as CSV."""
    start = step.output.find("probe,status")
    return list(csv.DictReader(io.StringIO(step.output[start:]))) if start >= 0 else []


def try_case(case, kernel, program):
    """Boots a case, and again for rows that were spoilt."""
    began = time.monotonic()
    found = Found(case.title)
    lines, spoilt = list(case.lines), None
    for attempt in range(TRIES):
        found.boots += 1
        found.faults = []
        steps, text = boot(kernel, program, lines, case.machine, limit=600)
        (CACHE / "guests").mkdir(parents=True, exist_ok=True)
        (CACHE / "guests" / f"{case.title.replace(' ', '-')}-{attempt + 1}.log").write_text(text)
        if "guest: exit" not in text:
            found.faults.append(f"the guest never finished: {text.strip().splitlines()[-1:]}")
        found.faults += [f"the kernel: {line.group(0)[:100]}" for line in COMPLAINT.finditer(text)]
        exported = [step for step in steps if " export " in step.line]
        table = [row for step in exported for row in rows(step)]
        bad = [row for row in table if row["status"] in ("INVALID", "failed", "invalid")]
        found.skipped |= {row["probe"]: row["reason"] for row in table if row["status"] == "skipped"}
        found.tried |= {row["probe"] for row in table}
        found.measured = max(found.measured, sum(row["status"] == "measured" for row in table))
        if exported and not table:
            found.faults.append("no rows were exported")
        found.faults += [f"{row['probe']} {row['status']}: {row['reason']}" for row in bad]
        rerun, wrong = [], []
        for step in steps:
            if step.status == case.statuses.get(step.line, 0):
                continue
            # A table with INVALID rows ends with 1: the rows are what is wrong, and are named above or in the output.
            if step.status == 1 and re.search(r" (run|tax) ", f"{step.line} ") and bad:
                continue
            wrong.append(f"{step.line}: status {step.status}: {step.output.strip().splitlines()[-1:]}")
            rerun.append(step.line)
        found.faults += wrong
        if not found.faults:
            break
        # Only what went wrong is tried again.
        setup = [line for line in case.lines if line.startswith("write ")]
        if bad and not any(line.startswith("after ") for line in case.lines):
            names = " ".join(row["probe"] for row in bad)
            rerun = [cases.RUN.replace(" run ", f" run {names} "), cases.EXPORT] + rerun
        lines = setup + rerun if rerun and not case.statuses else list(case.lines)
    found.seconds = time.monotonic() - began
    return found


def in_plain_words(reason):
    """A reason without the numbers that differ from machine to machine."""
    return re.sub(r"\d{2,}(?= MiB| tasks| ns)", "#", reason)


def reviewed():
    """The table under review: of each case the skipped rows with their reasons."""
    table, case = {}, None
    for line in REVIEWED.read_text().splitlines() if REVIEWED.exists() else []:
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("  "):
            name, reason = line.strip().split(": ", 1)
            table[case][name] = reason
        else:
            case = line
            table[case] = {}
    return table


def record(table):
    head = [line for line in (REVIEWED.read_text().splitlines() if REVIEWED.exists() else []) if line.startswith("#")]
    text = "\n".join(head) + "\n" if head else ""
    for case, skipped in table.items():
        text += f"\n{case}\n" + "".join(f"  {name}: {reason}\n" for name, reason in sorted(skipped.items()))
    REVIEWED.write_text(text)


def in_a_chroot(program):
    """Runs the program in a folder where it is the only file. What went wrong; nil where that cannot be tried."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return None
    folder = subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip()
    try:
        shutil.copy(program, f"{folder}/toll")
        os.mkdir(f"{folder}/proc")
        script = 'mount -t proc proc "$1/proc" && exec chroot "$1" /toll run syscall switch.pipe --budget 2s -o /r'
        command = ["unshare", "--mount", "sh", "-c", script, "try", folder]
        for _ in range(TRIES):
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=60)
            except subprocess.TimeoutExpired as error:
                return f"in a chroot: not over after {error.timeout:.0f} s"
            if done.returncode == 0:
                break
        if done.returncode != 0:
            return f"in a chroot: status {done.returncode}: {(done.stdout + done.stderr)[-600:]}"
        return "" if "syscall.vdso" in done.stdout else "in a chroot: no row syscall.vdso"
    finally:
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[1], usage=__doc__.split("\n\n")[0])
    parser.add_argument("--kernels", default="6.1,newest")
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--operations", action="store_true")
    parser.add_argument("--brief", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    if given.record and given.brief:
        parser.error("--record wants all rows, and --brief has few")
    if platform.machine() != "x86_64":
        skip("the guests are x86-64, and so has to be the static program")
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        skip("needs Debian's apt-get and dpkg-deb for the kernels")
    if not shutil.which("qemu-system-x86_64"):
        wanted = subprocess.run(
            [ROOT / "Scripts/deps", "qemu-system-x86", "qemu-system-x86_64"], capture_output=True, text=True)
        if wanted.returncode != 0 or not shutil.which("qemu-system-x86_64"):
            skip(f"qemu-system-x86_64 is not there and cannot be installed: {wanted.stderr.strip()}")
    program = ROOT / f"dist/toll-static-{platform.machine()}"
    linked = subprocess.run([ROOT / "Scripts/static"], capture_output=True, text=True)
    if linked.returncode != 0:
        sys.exit(f"failed: {linked.stderr}")

    failed = 0
    said = in_a_chroot(program)
    print("the static program alone in a chroot: " + {None: "not tried, which needs root", "": "ok"}.get(said, said))
    failed += bool(said)

    wanted, folders, names = [], {}, given.kernels.split(",")
    varied = "newest" if "newest" in names else names[-1]
    for name in names:
        fetched = subprocess.run([ROOT / "Scripts/guest/kernel", name], capture_output=True, text=True)
        if fetched.returncode == 2:
            sys.exit(fetched.stderr)
        if fetched.returncode != 0:
            print(f"skipped: kernel {name} cannot be fetched: {fetched.stderr.strip()[-200:]}")
            continue
        folders[name] = fetched.stdout.strip()
        wanted += cases.usual(name)
        wanted += cases.variants(name) if given.variants and name == varied else []
        wanted += cases.operations(name) if given.operations else []
    wanted = [case for case in wanted if given.only in case.title]
    if given.brief:
        wanted = [cases.brief(case) for case in wanted if not case.has_tools]
    if any(case.has_tools for case in wanted):
        fetched = subprocess.run([ROOT / "Scripts/guest/tools"], capture_output=True, text=True)
        if fetched.returncode != 0:
            print(f"skipped: the programs for guests cannot be fetched: {fetched.stderr.strip()[-200:]}")
            wanted = [case for case in wanted if not case.has_tools]
        for case in wanted:
            case.machine.tools = fetched.stdout.strip() if case.has_tools else ""
    table = reviewed()
    with ThreadPoolExecutor(given.jobs) as pool:
        for found in pool.map(lambda case: try_case(case, folders[case.kernel], program), wanted):
            skipped = {name: in_plain_words(reason) for name, reason in found.skipped.items()}
            if given.record:
                table[found.title] = skipped
                record(table)
            expected = {name: why for name, why in table.get(found.title, {}).items() if name in found.tried}
            for name in sorted(skipped.items() ^ expected.items()):
                is_new = name in skipped.items()
                found.faults.append(f"{name[0]} is {'' if is_new else 'not '}skipped: {name[1]}")
            print(f"{'FAILED' if found.faults else 'ok'} {found.title}: {found.measured} measured, "
                  f"{len(found.skipped)} skipped, {found.boots} boot{'s' * (found.boots > 1)}, {found.seconds:.0f} s")
            for fault in found.faults:
                print(f"    {fault}")
            sys.stdout.flush()
            failed += bool(found.faults)
    print(f"{len(wanted) - failed} of {len(wanted)} boots as they should be" if wanted else "skipped: no kernel")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
