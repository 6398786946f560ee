internal import Results

/// What it costs to enter the kernel, and what that means for the hardware.
let entryClaims: [Claim] = [
    Claim(
        "null-syscall", "The most that scheduling in user space can save is one null system call.",
        then: .figure(.nullSyscall),
        how: "A null call takes at most 100 ns. The figure is a range: from the floor of entering, a call with a "
            + "number that does not exist, to getppid, which gives the factor.",
        fair: "Both are made by the instruction itself. What a null call is, is a matter of meaning, so both ends are "
            + "shown; benchmarks of 2007 called getppid.",
        wouldChange: "Through the C library a call costs more wherever mitigations make the library's return "
            + "mispredicted. That is a row of its own.",
        rule: nullCallRule),

    Claim(
        "dram-yardstick", "A null system call takes about as long as one access to DRAM.",
        then: .ratio(1, "1×", "about as long"),
        how: "The same range over one dependent random load from huge pages, in the same rounds, is 1 within a factor "
            + "of 2.",
        fair: "Each load depends on the one before and finds nothing in a cache or a TLB, so it is one access to DRAM. "
            + "It is warmed up like every other row.",
        wouldChange: "Small pages, shown beside it, add a walk through the page tables.",
        rule: yardstickRule),

    Claim(
        "isolation-fast", "Makers of hardware will keep the way into the kernel lightning fast.",
        then: .nanoseconds(FigureOf2007.nullSyscall.nanoseconds, "a null system call is about one access to DRAM"),
        how: "The floor of entering is at most the 100 ns of a null call in 2007.",
        fair: "The claim is about hardware, so what the processor charges for entering and leaving decides it, without "
            + "the work of any call. getppid, a seccomp filter and int 0x80 stand beside it.",
        wouldChange: "Mitigations on the way in count against it. int 0x80 leaves the guest where the kernel asks the "
            + "interrupt controller on that way; that part is the hypervisor's, and is named.",
        rule: isolationRule),
]
