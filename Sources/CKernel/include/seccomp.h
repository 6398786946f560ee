// Seccomp filters: programs of the old BPF that the kernel runs at each system call of a task. None can be taken off.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "call.h"
#include "inline.h"
#include "result.h"

enum {
    k_filter_spec_allow = SECCOMP_FILTER_FLAG_SPEC_ALLOW,
    k_filter_listener = SECCOMP_FILTER_FLAG_NEW_LISTENER,
    /// Of the rest of the numbers that no call has: the kernel's answer is ENOSYS, and a filter's is its own.
    k_nr_witness = 0xf00,
    /// A filter's own answers begin here, above all error numbers of the kernel that programs see.
    k_errno_witness = 3000,
};

/// Puts the calling thread under the filter of `length` instructions. 0, or the descriptor of its listener.
static inline int k_seccomp_install(const struct sock_filter *code, int length, uint32_t flags) {
    struct sock_fprog program = {(unsigned short)length, (struct sock_filter *)code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    return k_result((int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program));
}

/// Puts the calling thread under a filter that loads the call's number, compares it as a container's filter would,
/// and allows it.
///
/// The comparison keeps the kernel from answering out of its bitmap of calls that are always allowed (5.11 and
/// later), which knows constant filters: `arg0` is looked at, so the filter runs each time.
static inline int k_seccomp_allow_all(void) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x746f6c6c, 0, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    return k_seccomp_install(code, sizeof code / sizeof code[0], 0);
}

/// The longest filter that `k_seccomp_list` writes: what the kernel takes (BPF_MAXINSNS).
enum { k_filter_most = 4096 };

/// Writes a filter that denies the number `k_nr_witness + place`, which identifies it, compares the
/// call's number with those of `rules` calls that there are not, one after the other, and allows. `looks_at_argument`:
/// it first loads the call's first argument, so that the kernel cannot answer out of its bitmap. Its length, or
/// -EINVAL where the filter would be too long.
static inline int k_seccomp_list(struct sock_filter *code, int place, int rules, int looks_at_argument) {
    int at = 0;
    if (rules + 8 > k_filter_most) return -EINVAL;
    if (looks_at_argument) {
        code[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]));
        code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x746f6c6c, 0, 0);
    }
    code[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(k_nr_witness + place), 0, 1);
    code[at++] = (struct sock_filter)BPF_STMT(
        BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)(k_errno_witness + place));
    for (int rule = 0; rule < rules; rule++) {
        // Each rule is a comparison that leads on to the next one either way.
        code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(0x10000 + rule), 0, 0);
    }
    code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    return at;
}

/// Whether a filter of `k_seccomp_list` with this place is there.
K_INLINE int k_seccomp_is_there(int place) {
    return k_syscall0(k_nr_witness + place) == -(k_errno_witness + place);
}

/// Writes Docker's default filter for this architecture. Its length.
int k_seccomp_docker(struct sock_filter *code);

/// Whether Docker's filter is there: it answers EPERM to what it does not know, the kernel ENOSYS.
K_INLINE int k_seccomp_docker_is_there(void) { return k_syscall0(k_nr_none) == -EPERM; }

/// Writes a filter that does `action` with the calls of the given numbers, unless the instruction that makes them lies
/// between `begin` and `end`, and allows all others. Its length.
static inline int k_seccomp_on(
    struct sock_filter *code, const int *numbers, int count, uint32_t action, uintptr_t begin, uintptr_t end) {
    int at = 0;
    enum { low = offsetof(struct seccomp_data, instruction_pointer), high = low + 4 }; // both are little-endian
    code[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < count; i++) {
        code[at++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)numbers[i], (uint8_t)(count - i), 0);
    }
    code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    if (begin != end) {
        code[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, high);
        code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(begin >> 32), 0, 4);
        code[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, low);
        code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)begin, 0, 2);
        code[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, (uint32_t)end, 1, 0);
        code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
    code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
    return at;
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
