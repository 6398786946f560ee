/// lmbench's latencies. Its round trips are two hops.
let lmbenchTests: [PeerTest] = [
    PeerTest("lat_syscall null", "syscall.null.raw", "syscall.null.libc", note: "getppid in both"),
    PeerTest("lat_syscall read", "syscall.read", note: "both read one byte of /dev/zero"),
    PeerTest("lat_syscall write", "syscall.write", note: "both write one byte to /dev/null"),
    PeerTest("lat_syscall stat", "file.stat"),
    PeerTest("lat_syscall fstat", "file.fstat"),
    PeerTest("lat_syscall open", "file.open", note: "open and close in both"),
    PeerTest("lat_sig install", "signal.sigaction"),
    PeerTest("lat_sig catch", "signal.self"),
    PeerTest("lat_sig prot", "fault.protect"),
    PeerTest("lat_pagefault", "fault.file.read", note: "theirs takes the cost of the mapping off"),
    PeerTest("lat_mmap", "map.mmap", "map.mmap.touched", note: "theirs touches one page in 16 KiB"),
    PeerTest("lat_select", "ready.select", "ready.poll", "ready.epoll"),
    PeerTest("lat_pipe", "switch.pipe.process", note: "theirs is a round trip of two hops, and unpinned by default"),
    PeerTest("lat_fifo", "switch.pipe.process", note: "a FIFO is a pipe with a name"),
    PeerTest("lat_unix", "net.unix.stream", note: "theirs is a round trip of two hops"),
    PeerTest("lat_udp", "net.udp", note: "theirs is a round trip of two hops"),
    PeerTest("lat_tcp", "net.tcp", note: "theirs is a round trip of two hops"),
    PeerTest("lat_connect", "net.connect.tcp", note: "theirs leaves the accepting side out"),
    PeerTest("lat_unix_connect", "net.connect.unix", note: "theirs leaves the accepting side out"),
    PeerTest("lat_rpc", none: "the work of an RPC library"),
    PeerTest("lat_sem", "switch.sysv.process", note: "a hop in both"),
    PeerTest("lat_fcntl", "lock.fcntl.ofd.contended", "lock.fcntl", note: "theirs is between processes"),
    PeerTest(
        "lat_ctx", "ring.pipe.process", "switch.pipe.process",
        note: "theirs takes the pipe off, measured with one task and a warm cache; the net figure is the same idea"),
    PeerTest("lat_proc fork", "create.fork", "create.fork.worker"),
    PeerTest("lat_proc exec", "create.exec.static", "create.exec.dynamic", "task.exec"),
    PeerTest("lat_proc shell", none: "what a shell does to start"),
    PeerTest("lat_proc procedure", "harness.empty", note: "a call of a function in theirs"),
    PeerTest("lat_usleep", "time.sleep.one", "time.late.sleep", note: "lateness is theirs less the time asked for"),
    PeerTest("lat_fs", "file.create", note: "on the file system of the current folder in theirs, on tmpfs here"),
    PeerTest("lat_mem_rd", "memory.dram.small", "memory.dram.huge", note: "theirs follows a stride without -t"),
    PeerTest("lat_ops", none: NoRow.compute),
    PeerTest("bw_*, stream, tlb, cache, line", none: NoRow.memory),
    PeerTest("lmdd, disk", none: NoRow.disk),
]

/// LEBench times each operation with a clock of its own around it, which is in its figures.
let lebenchTests: [PeerTest] = [
    PeerTest("ref", "machine.clock", note: "theirs is the clock around nothing"),
    PeerTest("getpid", "task.getpid"),
    PeerTest("context switch", "switch.pipe.process", note: "theirs is a round trip of two hops, calls included"),
    PeerTest("send, recv", "net.unix.stream", "net.tcp"),
    PeerTest("fork", "create.fork"),
    PeerTest("big fork, huge fork", "create.fork@mib=64", "create.fork@mib=256", note: "'toll sweep fork' follows it"),
    PeerTest("thr create", "create.pthread", "create.clone.thread"),
    PeerTest("small … huge read", "file.pread@bytes=1", "file.pread", note: "theirs reads a file on a disk, cached"),
    PeerTest("small … huge write", "file.pwrite", note: "theirs writes to a file on a disk, cached"),
    PeerTest("mmap, munmap", "map.mmap"),
    PeerTest("page fault", "fault.anonymous", "fault.file.read"),
    PeerTest("select", "ready.select"),
    PeerTest("poll", "ready.poll"),
    PeerTest("epoll", "ready.epoll"),
]

/// UnixBench gives loops a second, so an operation is the inverse of its score.
let unixbenchTests: [PeerTest] = [
    PeerTest("syscall", "syscall.null.libc", note: "theirs is a mix of dup, close, getpid, getuid and umask"),
    PeerTest(
        "context1", "switch.pipe.process", "switch.pipe.process.cross",
        note: "theirs is a round trip of two hops and not pinned: on one CPU or on two, as the scheduler likes"),
    PeerTest(
        "pipe", "switch.pipe.process", note: "theirs is 512 bytes by one task: the row's baseline is that, of one"),
    PeerTest("spawn", "create.fork"),
    PeerTest("execl", "create.exec.dynamic", note: "theirs execs itself again and again without a fork"),
    PeerTest("shell1, shell8", none: "what a shell and its programs do"),
    PeerTest("fstime, fsbuffer, fsdisk", none: NoRow.disk),
    PeerTest("dhry2reg, whetstone", none: NoRow.compute),
]
