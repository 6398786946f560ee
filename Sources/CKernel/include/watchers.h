// BPF programs that watch, hand-assembled: each counts in memory that is shared with whoever asks, and may write a
// record to a ring. They are held by descriptors, so that they end with the task that loaded them.
#pragma once

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "bpf.h"
#include "perf.h"

/// Words that programs count in and that this process and its children can read: so many in the one value of an array,
/// since the kernel lets programs reach into no other value directly. Its descriptor; the words come through `words`.
static inline int k_bpf_words(int count, uint64_t **words) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.map_type = BPF_MAP_TYPE_ARRAY;
    attr.key_size = 4;
    attr.value_size = (uint32_t)count * 8;
    attr.max_entries = 1;
    attr.map_flags = BPF_F_MMAPABLE;
    int map = k_bpf(BPF_MAP_CREATE, &attr);
    if (map < 0) return map;
    void *place = mmap(0, (size_t)count * 8, PROT_READ, MAP_SHARED, map, 0);
    if (place == MAP_FAILED) {
        int code = -errno;
        close(map);
        return code;
    }
    *words = (uint64_t *)place;
    return map;
}

/// A ring of so many bytes (a power of two, of pages) that programs write records to. Its descriptor.
static inline int k_bpf_ring(uint32_t bytes) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.map_type = BPF_MAP_TYPE_RINGBUF;
    attr.max_entries = bytes;
    return k_bpf(BPF_MAP_CREATE, &attr);
}

/// The pages by which a reader and the ring's writers tell each other how far they are.
static inline int k_bpf_ring_pages(int ring, uint64_t **consumer, const uint64_t **producer) {
    long page = sysconf(_SC_PAGESIZE);
    void *taken = mmap(0, (size_t)page, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0);
    if (taken == MAP_FAILED) return -errno;
    void *written = mmap(0, (size_t)page, PROT_READ, MAP_SHARED, ring, page);
    if (written == MAP_FAILED) {
        int code = -errno;
        munmap(taken, (size_t)page);
        return code;
    }
    *consumer = (uint64_t *)taken;
    *producer = (const uint64_t *)written;
    return 0;
}

/// Takes all that is in the ring, unread.
static inline void k_bpf_ring_drain(uint64_t *consumer, const uint64_t *producer) {
    __atomic_store_n(consumer, __atomic_load_n(producer, __ATOMIC_ACQUIRE), __ATOMIC_RELEASE);
}

/// The kinds of programs, by the kernel's numbers.
enum {
    k_bpf_on_raw_tracepoint = BPF_PROG_TYPE_RAW_TRACEPOINT,
    k_bpf_on_tracepoint = BPF_PROG_TYPE_TRACEPOINT,
    k_bpf_on_probe = BPF_PROG_TYPE_KPROBE,
    k_bpf_on_function = BPF_PROG_TYPE_TRACING,
    k_bpf_at_entry = BPF_TRACE_FENTRY,
    k_bpf_at_exit = BPF_TRACE_FEXIT,
};

/// What a program is to do.
struct k_watcher {
    /// One of the kinds above, and for one on a function at which end it is, and the function's number
    /// (k_btf_function).
    int kind, end, function;
    /// The process whose passes alone count, by its number outside of all namespaces; 0 for every process.
    int process;
    /// The words, and which of them it adds to.
    int words, word;
    /// The ring that each pass is written to; negative for none.
    int ring;
};

static inline int k_bpf_load(struct k_watcher watcher, struct bpf_insn *code, int length) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.prog_type = (uint32_t)watcher.kind;
    attr.insn_cnt = (uint32_t)length;
    attr.insns = (uint64_t)(uintptr_t)code;
    attr.license = (uint64_t)(uintptr_t) "Apache-2.0";
    attr.expected_attach_type = (uint32_t)watcher.end;
    attr.attach_btf_id = (uint32_t)watcher.function;
    int program = k_bpf(BPF_PROG_LOAD, &attr);
    // The kernel's own number for what an architecture lacks, which has no text.
    return program == -524 ? -EOPNOTSUPP : program;
}

/// Loads a program. Its descriptor.
static inline int k_bpf_watch(struct k_watcher watcher) {
    enum { r0, r1, r2, r3, r4, r10 = 10 };
    struct bpf_insn code[28];
    int at = 0, passed = -1;
    if (watcher.process) {
        code[at++] = K_BPF(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_get_current_pid_tgid);
        code[at++] = K_BPF(BPF_ALU64 | BPF_RSH | BPF_K, r0, 0, 0, 32);
        passed = at;
        code[at++] = K_BPF(BPF_JMP | BPF_JNE | BPF_K, r0, 0, 0, watcher.process);
    }
    code[at++] = K_BPF(BPF_LD | BPF_DW | BPF_IMM, r1, BPF_PSEUDO_MAP_VALUE, 0, watcher.words);
    code[at++] = K_BPF(0, 0, 0, 0, watcher.word * 8);
    code[at++] = K_BPF(BPF_LDX | BPF_MEM | BPF_DW, r2, r1, 0, 0);
    code[at++] = K_BPF(BPF_ALU64 | BPF_ADD | BPF_K, r2, 0, 0, 1);
    code[at++] = K_BPF(BPF_STX | BPF_MEM | BPF_DW, r1, r2, 0, 0);
    if (watcher.ring >= 0) {
        code[at++] = K_BPF(BPF_STX | BPF_MEM | BPF_DW, r10, r2, -16, 0);
        code[at++] = K_BPF(BPF_ST | BPF_MEM | BPF_DW, r10, 0, -8, watcher.process);
        code[at++] = K_BPF(BPF_LD | BPF_DW | BPF_IMM, r1, BPF_PSEUDO_MAP_FD, 0, watcher.ring);
        code[at++] = K_BPF(0, 0, 0, 0, 0);
        code[at++] = K_BPF(BPF_ALU64 | BPF_MOV | BPF_X, r2, r10, 0, 0);
        code[at++] = K_BPF(BPF_ALU64 | BPF_ADD | BPF_K, r2, 0, 0, -16);
        code[at++] = K_BPF(BPF_ALU64 | BPF_MOV | BPF_K, r3, 0, 0, 16);
        code[at++] = K_BPF(BPF_ALU64 | BPF_MOV | BPF_K, r4, 0, 0, BPF_RB_NO_WAKEUP);
        code[at++] = K_BPF(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ringbuf_output);
    }
    code[at++] = K_BPF(BPF_ALU64 | BPF_MOV | BPF_K, r0, 0, 0, 0);
    code[at++] = K_BPF(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
    if (passed >= 0) {
        // An event's program that returns 0 hides the pass from all who count there: it may hide its own alone.
        int hides = watcher.kind == k_bpf_on_tracepoint || watcher.kind == k_bpf_on_probe;
        code[passed].off = (int16_t)(at - passed - 1);
        code[at++] = K_BPF(BPF_ALU64 | BPF_MOV | BPF_K, r0, 0, 0, hides);
        code[at++] = K_BPF(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
    }
    return k_bpf_load(watcher, code, at);
}

/// The number of the calling process outside of all namespaces, as programs see it: the kernel runs one here and now
/// that returns it (Linux 5.10). Where it does not, the number that the process has for itself.
static inline int k_bpf_own_number(void) {
    struct bpf_insn code[] = {
        K_BPF(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_get_current_pid_tgid),
        K_BPF(BPF_ALU64 | BPF_RSH | BPF_K, 0, 0, 0, 32),
        K_BPF(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
    };
    struct k_watcher watcher = {.kind = k_bpf_on_raw_tracepoint};
    int program = k_bpf_load(watcher, code, 3);
    if (program < 0) return (int)getpid();
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.test.prog_fd = (uint32_t)program;
    int ran = k_bpf(BPF_PROG_TEST_RUN, &attr);
    close(program);
    return ran == 0 && attr.test.retval ? (int)attr.test.retval : (int)getpid();
}

/// Has a program run at each pass of a raw tracepoint; of one on a function there is no name. A descriptor, which holds
/// it there.
static inline int k_bpf_attach_raw(int program, const char *tracepoint) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.raw_tracepoint.name = (uint64_t)(uintptr_t)tracepoint;
    attr.raw_tracepoint.prog_fd = (uint32_t)program;
    int link = k_bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);
    return link == -524 ? -EOPNOTSUPP : link;
}

/// Has a program that does nothing run at one end of a function for a moment. 0, or why the kernel does not have it.
static inline int k_bpf_try_function(int end, int function) {
    struct bpf_insn code[] = {
        K_BPF(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0),
        K_BPF(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
    };
    struct k_watcher watcher = {.kind = k_bpf_on_function, .end = end, .function = function};
    int program = k_bpf_load(watcher, code, 2);
    if (program < 0) return program;
    int link = k_bpf_attach_raw(program, 0);
    close(program);
    if (link < 0) return link;
    close(link);
    return 0;
}

/// Has a program run where an event of the calling task's stands: a tracepoint or a probe.
static inline int k_bpf_attach_event(int program, int event) {
    return k_result(ioctl(event, PERF_EVENT_IOC_SET_BPF, program));
}

/// The number that the kernel's own description (BTF) gives to a function; -ENOENT where it is not described.
int k_btf_function(const char *name);

/// Keeps the time of all BPF programs as long as the descriptor is open (Linux 5.8).
static inline int k_bpf_keep_time(void) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.enable_stats.type = BPF_STATS_RUN_TIME;
    return k_bpf(BPF_ENABLE_STATS, &attr);
}

/// The kernel's number of the program after `number`; -ENOENT where there is none, -EPERM where one may not ask.
static inline int k_bpf_next_program(uint32_t number) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.start_id = number;
    int result = k_bpf(BPF_PROG_GET_NEXT_ID, &attr);
    return result < 0 ? result : (int)attr.next_id;
}

static inline int k_bpf_about(int program, struct bpf_prog_info *info) {
    union bpf_attr attr;
    memset(info, 0, sizeof *info);
    memset(&attr, 0, sizeof attr);
    attr.info.bpf_fd = (uint32_t)program;
    attr.info.info_len = sizeof *info;
    attr.info.info = (uint64_t)(uintptr_t)info;
    return k_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

/// How often a program ran while the kernel kept the time of programs; -1 where it cannot be asked.
static inline long k_bpf_runs(int program) {
    struct bpf_prog_info info;
    return k_bpf_about(program, &info) < 0 ? -1 : (long)info.run_cnt;
}

/// What kind of program has a number, by the kernel's; a negated error number where it cannot be looked at.
static inline int k_bpf_kind_of_program(uint32_t number) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.prog_id = number;
    int program = k_bpf(BPF_PROG_GET_FD_BY_ID, &attr);
    if (program < 0) return program;
    struct bpf_prog_info info;
    int result = k_bpf_about(program, &info);
    close(program);
    return result < 0 ? result : (int)info.type;
}
