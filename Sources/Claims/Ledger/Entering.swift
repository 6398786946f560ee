internal import Results

/// What it costs to enter the kernel, and what that means for the hardware.
let entryClaims: [Claim] = [
    Claim(
        "null-syscall", "The most that scheduling in user space can save is one null system call.",
        then: .figure(.nullSyscall),
        how: "from the floor of entering (a call of a number that is none) to getppid, which gives the factor: at most "
            + "100 ns",
        fair: "Both are called by the instruction itself. A null call is a matter of meaning, so its range is given; "
            + "benchmarks of 2007 called getppid.",
        wouldChange: "Through the C library a call costs more where the kernel's mitigations make the library's return "
            + "mispredicted; that is a row of its own.",
        rule: nullCallRule),

    Claim(
        "dram-yardstick", "A null system call takes about as long as one access to DRAM.",
        then: .ratio(1, "1×", "about as long"),
        how: "the same range over one dependent random load on huge pages, in the same rounds: within a factor of 2",
        fair:
            "The load depends on the one before and finds nothing in a cache or a TLB, so that it is one access to "
            + "DRAM; "
            + "it is warmed up as every row is.",
        wouldChange: "Small pages, shown beside, add a walk through the page tables.",
        rule: yardstickRule),

    Claim(
        "isolation-fast", "Makers of hardware will keep the way into the kernel lightning fast.",
        then: .nanoseconds(FigureOf2007.nullSyscall.nanoseconds, "a null system call is about one access to DRAM"),
        how: "the floor of entering, at most the 100 ns of a null call in 2007; a seccomp filter, int 0x80 and the "
            + "hypervisor's part of that beside",
        fair: "The claim is on the hardware, so it is decided by what the processor charges for entering and leaving, "
            + "without what a call does there. In accesses to DRAM it is said beside.",
        wouldChange: "Mitigations on the way in are charged to it. int 0x80 leaves the guest where a kernel reads the "
            + "interrupt controller on that way: a hypervisor's charge.",
        rule: isolationRule),
]
