// Seccomp filters: one that allows everything, which is what a container's filter costs at the least, and one that
// tells whether a call is made.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "result.h"

/// Puts the calling thread under a filter that loads the call's number, compares it as a container's filter would,
/// and allows it. It cannot be taken off again.
///
/// The comparison keeps the kernel from answering out of its bitmap of calls that are always allowed (5.11 and
/// later), which knows constant filters: `arg0` is looked at, so the filter runs each time.
static inline int k_seccomp_allow_all(void) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x746f6c6c, 0, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    return k_result((int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

/// Has the calling thread killed, with its process, if it makes one kind of call. It cannot be taken off again.
static inline int k_seccomp_kill_at(unsigned number) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    return k_result((int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}
