#!/usr/bin/env python3
"""Boots a Linux kernel once under QEMU from an initial file system that holds a static program, and gives back what
the commands that were run in it printed. Emulated (TCG): counts hold, times mean nothing.

As a command: boot.py [--smp N] [--memory MIB] [--append WORDS] [--tools FOLDER] [--limit SECONDS] KERNEL PROGRAM
LINE..., where KERNEL is a folder of Scripts/guest/kernel, FOLDER one of Scripts/guest/tools, and each LINE one of
/job's (init.c). Prints the console.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

sys.dont_write_bytecode = True
import initramfs

HERE = Path(__file__).resolve().parent


@dataclass
class Step:
    """A line of the job: what it printed and its exit status, or nil if it never ended."""

    line: str
    output: str = ""
    status: int | None = None


@dataclass
class Machine:
    """What is booted, and how."""

    cpus: int = 2
    memory: int = 1536
    append: str = ""
    cpu: str = "max"
    accelerator: str = "tcg,thread=single"
    more: list = field(default_factory=list)
    # A folder of Scripts/guest/tools, for what toll runs.
    tools: str = ""


# Nothing is drawn: neither where the kernel and programs lie, nor where a stack begins, nor a random number; and no
# clock of the host's is read.
UNDRAWN = "nokaslr norandmaps randomize_kstack_offset=off"
SETTLED = ["-seed", "1", "-rtc", "base=2026-01-01,clock=vm"]


def counting(words="", tools=""):
    """A machine of one CPU on which an instruction lasts a nanosecond."""
    return Machine(cpus=1, append=f"{UNDRAWN} tsc=reliable {words}", accelerator="tcg",
                   cpu="max,invtsc=on,tsc-frequency=1000000000", more=["-icount", "shift=0,sleep=off", *SETTLED],
                   tools=tools)


def first_process(folder):
    """Builds the guest's first process, a static program."""
    init = Path(folder) / "init"
    subprocess.run([os.environ.get("CC", "cc"), "-O2", "-Wall", "-static", HERE / "init.c", "-o", init], check=True)
    return init


def console(kernel, program, lines, machine=Machine(), limit=300):
    """Boots KERNEL, runs the lines, and gives back all that came out of the console."""
    with tempfile.TemporaryDirectory() as work:
        job = Path(work) / "job"
        job.write_text("".join(line + "\n" for line in lines))
        files = {"init": first_process(work), "bin/toll": program, "job": job}
        module = Path(kernel) / "veth.ko"
        if module.exists():
            files["modules/veth.ko"] = module
        for path in Path(machine.tools).rglob("*") if machine.tools else []:
            if path.is_file():
                files[str(path.relative_to(machine.tools))] = path
        initramfs.write(Path(work) / "initramfs", files)
        # Several threads of TCG crash guests that patch their own code, as the kernel does when a counter is opened.
        command = [
            "qemu-system-x86_64", "-machine", "q35", "-accel", machine.accelerator, "-cpu", machine.cpu,
            "-smp", str(machine.cpus), "-m", str(machine.memory), "-nodefaults", "-no-user-config",
            "-display", "none", "-serial", "stdio", "-no-reboot", *machine.more,
            "-kernel", Path(kernel) / "vmlinuz", "-initrd", Path(work) / "initramfs",
            # A guest that a busy host starves for a moment would take its timer for broken, and panic. And new kernels
            # go on trying their ciphers for seconds, beside whatever is measured.
            "-append",
            f"console=ttyS0 quiet loglevel=4 panic=-1 no_timer_check cryptomgr.notests {machine.append}",
        ]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  timeout=limit)
            output = done.stdout
        except subprocess.TimeoutExpired as error:
            output = (error.stdout or b"") + f"\nguest: not over after {limit} s\n".encode()
        return output.decode(errors="replace").replace("\r", "")


def steps(text):
    """The lines of the job in a console's text, each with what it printed. Complaints of the kernel among them stay."""
    found = []
    for line in text.split("\n"):
        if line.startswith("guest: run "):
            found.append(Step(line.removeprefix("guest: run ")))
        elif line.startswith("guest: status ") and found:
            found[-1].status = int(line.removeprefix("guest: status "))
        elif found and found[-1].status is None:
            found[-1].output += line + "\n"
    return found


def boot(kernel, program, lines, machine=Machine(), limit=300):
    """Boots and gives back the steps, and the console's text."""
    text = console(kernel, program, lines, machine, limit)
    return steps(text), text


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--smp", type=int, default=2)
    parser.add_argument("--memory", type=int, default=1536)
    parser.add_argument("--append", default="")
    parser.add_argument("--tools", default="")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("kernel")
    parser.add_argument("program")
    parser.add_argument("line", nargs="+")
    given = parser.parse_args()
    machine = Machine(cpus=given.smp, memory=given.memory, append=given.append, tools=given.tools)
    print(console(given.kernel, given.program, given.line, machine, given.limit), end="")


if __name__ == "__main__":
    main()
