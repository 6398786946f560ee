"""The C programs that are held against rows of toll (Scripts/rows), and how they are built and run."""

import os
import platform
import shutil
import statistics
import subprocess

from measuring import CPU, printed

LAUNCHES = 4


class Program:
    """A C program of a row, and its words: connections, messages in flight, bytes of a message and of work, transport.

    A row with a baseline has a second program, without what is measured. `remark` is why the figures may differ though
    the operation is the same, as the row's own note has it.
    """

    def __init__(self, row, source, *flags, words=(1, 1, 64, 256, 0), has_baseline=False, remark=None):
        self.row, self.source, self.flags = row, source, flags
        self.words, self.has_baseline, self.remark = words, has_baseline, remark


def operation(row, **options):
    """A variant of the program that is called like the row's family."""
    family, variant = row.split("@")[0].split(".", 1)
    return Program(row, f"peers-in-c/{family}", "-DOF_" + variant.replace(".", "_"), **options)


def programs():
    listed = [
        Program("switch.wake.thread", "peers-in-c/switch.wake", has_baseline=True),
        Program("switch.wake.process", "peers-in-c/switch.wake", "-DPROCESS", has_baseline=True),
        *[Program(f"switch.yield.thread@runnable={count}", "peers-in-c/switch.yield", words=(count, 1, 64, 256, 0))
          for count in (2, 10, 100, 1000, 10000)],
        Program("contention.lock.free", "peers-in-c/contention.lock", has_baseline=True),
        Program("contention.lock.cross", "peers-in-c/contention.lock", "-DCROSS", has_baseline=True),
        Program("io.request.blocking", "peers-in-c/io.request.blocking", has_baseline=True),
    ]
    one = (1, 1, 1, 256, 0)
    for name in ("open openat2 stat fstat statx access readlink create rename fcntl lseek dup pread pwrite memfd pipe "
                 "socketpair").split():
        listed.append(operation(f"file.{name}", words=one))
    listed += [operation(f"file.{name}@bytes=65536", words=(1, 1, 65536, 256, 0)) for name in ("pread", "pwrite")]
    listed.append(operation("file.getdents", words=one, has_baseline=True))
    listed += [operation(f"signal.{name}") for name in ("sigaction", "sigprocmask", "thread", "signalfd")]
    listed += [operation(f"signal.{name}", has_baseline=True) for name in ("self", "timer")]
    listed += [operation(f"fault.{name}") for name in
               "anonymous huge file.read file.write cow populate protect userfaultfd".split()]
    listed.append(operation("fault.dontneed", has_baseline=True))
    page, large = (1, 1, 4096, 256, 0), (1, 1, 2 << 20, 256, 0)
    for name in ("mmap", "mmap.touched"):
        listed += [operation(f"map.{name}", words=page), operation(f"map.{name}@bytes=2097152", words=large)]
    listed += [operation(f"map.{name}", words=page) for name in ("mprotect", "mremap", "madvise")]
    listed.append(operation("map.brk", words=page, remark="up to 2×, by how many mappings a process has"))
    listed.append(operation("map.shootdown", words=page, has_baseline=True))
    listed += [operation(f"ready.{name}", words=(100, 1, 64, 256, 0)) for name in
               "select poll epoll epoll.add epoll.modify".split()]
    listed += [operation(f"net.{name}", has_baseline=True) for name in "tcp udp unix.datagram".split()]
    listed.append(operation("net.unix.stream", has_baseline=True,
                            remark="one to two switches a hop: the sender is woken, too, and may run"))
    is_root = os.geteuid() == 0
    for row, flag, can_be in [
            ("seccomp.docker.null", "DOCKER", True), ("usernotif.null", "USERNOTIF", True),
            ("ptrace.null", "PTRACE", True),
            ("fentry.null", "FENTRY", is_root and os.path.exists("/sys/kernel/btf/vmlinux")),
            ("uprobe.function", "UPROBE", is_root and os.path.exists("/sys/bus/event_source/devices/uprobe"))]:
        listed += [Program(f"tax.{row}", "peers-in-c/tax", f"-D{flag}", has_baseline=True)] if can_be else []
    for model in "blocking.threads blocking.processes epoll.state epoll.fibers epoll.direct".split():
        listed += [
            Program(f"io.{model}@connections=1,in-flight=1,transport=1", f"models-in-c/io.{model}",
                    words=(1, 1, 64, 256, 1)),
            Program(f"io.{model}@transport=1", f"models-in-c/io.{model}", words=(100, 10, 64, 256, 1))]
    return listed


def build(program, path, *more):
    """Builds a program with each compiler that is there, and gives their paths. Two builds of one source may lie as far
    apart as what is to be found: where returns from the kernel depend on what the branch predictor holds of a program,
    a notified call took 4.4 µs by GCC's and 5.8 by Clang's.
    """
    shared = []
    if program.source.startswith("models-in-c/"):
        shared = ["Scripts/models-in-c/stage.c", "Scripts/models-in-c/driver.c", "Sources/CFiber/fiber.c",
                  f"Sources/CFiber/switch_{platform.machine()}.S"]
    paths = []
    for compiler in filter(shutil.which, ("cc", "clang")):
        paths.append(f"{path}-{compiler}")
        subprocess.run(
            [compiler, "-O2", "-D_GNU_SOURCE", "-ISources/CFiber/include", "-ISources/CKernel/include", "-o", paths[-1],
             *program.flags, *more, "Scripts/models-in-c/timing.c", "Sources/CKernel/sentinel.c",
             f"Scripts/{program.source}.c", *shared, "-luring", "-lpthread"], check=True)
    return paths


def of_c(paths, words, seconds, other):
    """Nanoseconds an operation of a program, the median of a few starts of its builds, as toll starts a row often."""
    found = []
    for number in range(LAUNCHES):
        path = paths[number % len(paths)]
        text = printed([path, f"{seconds / LAUNCHES:g}", str(CPU), str(other), *map(str, words)])
        found += [float(text.split()[0])] if text else []
    return statistics.median(found) if found else None
