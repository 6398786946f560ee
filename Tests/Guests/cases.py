"""What is tried in guests: kernels, ways to start them, and what toll is asked there."""

from dataclasses import dataclass, field

from boot import Machine

RESULT = "/tmp/result.json"
RUN = f"/bin/toll run --budget 1s -o {RESULT}"
EXPORT = f"/bin/toll export --format csv {RESULT}"
FULL = ["/bin/toll doctor", "/bin/toll list", "/bin/toll machine", RUN, EXPORT, "/bin/toll matrix --budget 1s",
        f"/bin/toll claims {RESULT}"]
# Rows that differ most between kernels, and are soon over.
ROWS = "syscall switch.yield switch.futex.process switch.napi switch.iowq io.request.punted create.vfork machine.clock"
BRIEF = ["/bin/toll doctor", RUN.replace(" run ", f" run {ROWS} "), EXPORT]
SHORT = ["/bin/toll doctor", RUN, EXPORT]


@dataclass
class Case:
    """One boot: the lines that are run, and the statuses of those of them that have to end with another than 0."""

    kernel: str
    name: str
    machine: Machine = field(default_factory=Machine)
    lines: list = field(default_factory=lambda: list(SHORT))
    statuses: dict = field(default_factory=dict)
    # Whether the programs of Scripts/guest/tools are there, too.
    has_tools: bool = False

    @property
    def title(self):
        return f"{self.kernel} {self.name}"


# The emulated time stamp counters of all CPUs are one clock, which the kernel cannot know: on a busy host it finds them
# unstable in some boots, and older kernels take another clock from the start.
CLOCK = "tsc=reliable"


def taxed(kernel):
    """All layers of `toll tax`, those that reach every task among them: TOLL_SYSTEM_WIDE allows them, and auditing is
    on from the start, since toll does not switch it on."""
    machine = Machine(append=f"{CLOCK} audit=1 TOLL_SYSTEM_WIDE=1")
    return [Case(kernel, "tax", machine, lines=[RUN.replace(" run ", " tax "), EXPORT], has_tools=True)]


def usual(kernel):
    """What every kernel is tried with."""
    return [
        Case(kernel, "root", Machine(append=CLOCK), lines=list(FULL)),
        Case(kernel, "uid 1000", Machine(append=f"{CLOCK} GUEST_UID=1000")),
    ] + (taxed(kernel) if kernel == "6.1" else [])


def operations(kernel):
    """The rows that are not measured unless they are named: a boot for some families each, as root and as a user."""
    parts = [("files and memory", "file fault map"), ("tasks and signals", "signal task create place time weight"),
             ("waiting", "ready lock ring contention switch touch"),
             ("messages", "net io state syscall fiber memory machine")]
    return [
        Case(kernel, f"{name}{who}", Machine(append=CLOCK + words, memory=2048),
             lines=[RUN.replace(" run ", f" run {families} "), EXPORT])
        for name, families in parts for who, words in (("", ""), (", uid 1000", " GUEST_UID=1000"))]


def brief(case):
    """The same boot with few rows, over in a quarter of a minute; what is special to it stays."""
    replaced = {RUN: BRIEF[1], "/bin/toll list": None, "/bin/toll machine": None}
    lines = [replaced.get(line, line) for line in case.lines if " matrix " not in line and " claims " not in line]
    case.lines = [line for line in lines if line]
    return case


def variants(kernel):
    """Ways to start a kernel that change what toll can do."""
    words = [
        ("isolated CPUs", "isolcpus=1 nohz_full=1", {"cpus": 4}),
        ("cgroup v1", "GUEST_CGROUP=v1", {}),
        ("no cgroup", "GUEST_CGROUP=none", {}),
        ("mitigations off", "mitigations=off", {}),
        ("page table isolation", "pti=on", {}),
        ("no io_uring", "", {}),
        ("no vDSO", "vdso=0", {}),
        ("clock hpet", "clocksource=hpet", {}),
        ("no huge pages", "transparent_hugepage=never", {}),
        ("256 MiB", "", {"memory": 256}),
        ("one CPU", "", {"cpus": 1}),
    ]
    cases = [Case(kernel, name, Machine(append=f"{CLOCK} {append}", **more)) for name, append, more in words]
    for case in cases:
        if case.name == "no io_uring":
            case.lines.insert(0, "write /proc/sys/kernel/io_uring_disabled 2")
    nodes = ["-smp", "8,sockets=2,cores=2,threads=2", "-object", "memory-backend-ram,size=768M,id=m0",
             "-object", "memory-backend-ram,size=768M,id=m1", "-numa", "node,nodeid=0,cpus=0-3,memdev=m0",
             "-numa", "node,nodeid=1,cpus=4-7,memdev=m1"]
    eight = Case(kernel, "8 CPUs in 2 nodes", Machine(cpus=8, append=CLOCK, more=nodes))
    eight.lines += ["/bin/toll matrix --budget 2s --idle spinning"]
    offline = Case(kernel, "a CPU goes offline", Machine(cpus=4, append=CLOCK))
    run = f"/bin/toll run syscall.null.raw switch.pipe.thread --cpu 3 --budget 12s -o {RESULT}"
    offline.lines = ["after 6 write /sys/devices/system/cpu/cpu3/online 0", run, EXPORT, f"/bin/toll show -v {RESULT}"]
    # What was measured stays, and the run did not come to its end.
    offline.statuses = {run: 1}
    return cases + [eight, offline]
