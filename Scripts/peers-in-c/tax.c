// A system call or a function's call under one layer, by -D: DOCKER, PTRACE, USERNOTIF, FENTRY or UPROBE; with
// -DBASELINE the same bare. Written from the manual pages; of toll there is nothing in it but the numbers of Docker's
// filter.
#define RAW
#include "peer.h"

#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <fcntl.h>

int step(void) { return 1; }

__attribute__((noinline)) void probed(void) { __asm__ volatile("nop" ::: "memory"); }

static inline bool once(void) {
#if defined(UPROBE)
    probed();
    return true;
#elif defined(FENTRY) && defined(BASELINE)
    return k_syscall0(SYS_getuid) >= 0;
#elif defined(FENTRY)
    return k_syscall0(SYS_geteuid) >= 0;
#else
    return k_syscall0(SYS_getppid) >= 0;
#endif
}

void loop(long n) {
    for (long i = 0; i < n; i++)
        if (!once()) check(false, "the operation");
}

#ifdef BASELINE
void prepare(void) {}
#else

static inline int install(struct sock_filter *code, int length, unsigned flags) {
    struct sock_fprog program = {(unsigned short)length, code};
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
    int result = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    check(result >= 0, "seccomp");
    return result;
}

/// Goes on in a child; this process does something else and ends as the child does.
static inline void go_on_in_child(void (*supervise)(pid_t child, uint32_t *word), uint32_t *word, int (*enter)(void)) {
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        store(word, (uint32_t)enter() + 1);
        futex_wake(word, 1);
        while (load(word + 16) == 0) futex_wait(word + 16, 0);
        return;
    }
    while (load(word) == 0) futex_wait(word, 0);
    supervise(child, word);
    _exit(0);
}

static inline void let_go(uint32_t *word) {
    store(word + 16, 1);
    futex_wake(word + 16, 1);
}

#if defined(DOCKER)
void prepare(void) {
    static const uint64_t packed[] = {
#if defined(__x86_64__)
#include "../../Sources/CKernel/docker_x86_64.h"
#else
#include "../../Sources/CKernel/docker_aarch64.h"
#endif
    };
    enum { LENGTH = sizeof packed / sizeof packed[0] };
    static struct sock_filter code[LENGTH];
    for (int i = 0; i < LENGTH; i++)
        code[i] = (struct sock_filter){(uint16_t)(packed[i] >> 48), (uint8_t)(packed[i] >> 40),
                                       (uint8_t)(packed[i] >> 32), (uint32_t)packed[i]};
    install(code, LENGTH, 0);
}

#elif defined(PTRACE)
static int nothing(void) { return 0; }

static void trace(pid_t child, uint32_t *word) {
    int status;
    check(ptrace(PTRACE_SEIZE, child, 0L, (long)PTRACE_O_TRACESYSGOOD) == 0, "seize");
    check(ptrace(PTRACE_INTERRUPT, child, 0L, 0L) == 0 && waitpid(child, &status, __WALL) == child, "interrupt");
    check(ptrace(PTRACE_SYSCALL, child, 0L, 0L) == 0, "onward");
    let_go(word);
    while (waitpid(child, &status, __WALL) == child && WIFSTOPPED(status)) {
        long signal = WSTOPSIG(status) == (SIGTRAP | 0x80) || status >> 16 ? 0 : WSTOPSIG(status);
        if (ptrace(PTRACE_SYSCALL, child, 0L, signal) != 0) break;
    }
}

void prepare(void) { go_on_in_child(trace, shared(4096), nothing); }

#elif defined(USERNOTIF)
static int ask(void) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    return install(code, 4, SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

/// Before Linux 6.11 who waits for notifications is not told that nobody is left to send any.
static void leave(int signal) { _exit(signal != SIGCHLD); }

static void answer(pid_t child, uint32_t *word) {
    signal(SIGCHLD, leave);
    int handle = (int)syscall(434 /* pidfd_open */, child, 0);
    int listener = (int)syscall(438 /* pidfd_getfd */, handle, (int)load(word) - 1, 0);
    check(listener >= 0, "pidfd_getfd");
    let_go(word);
    for (;;) {
        struct seccomp_notif call;
        memset(&call, 0, sizeof call);
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) {
            if (errno == EINTR) continue;
            return;
        }
        struct seccomp_notif_resp answer = {.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
}

void prepare(void) { go_on_in_child(answer, shared(4096), ask); }

#else
static int bpf(int command, union bpf_attr *attr) { return (int)syscall(SYS_bpf, command, attr, sizeof *attr); }

/// A program that adds one to a word for each pass of this process.
static int counting(int type, int attach, int function) {
    union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1,
                           .map_flags = BPF_F_MMAPABLE};
    int map = bpf(BPF_MAP_CREATE, &attr);
    check(map >= 0, "map");
    struct bpf_insn code[] = {
        {.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_current_pid_tgid},
        {.code = BPF_ALU64 | BPF_RSH | BPF_K, .dst_reg = 0, .imm = 32},
        {.code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = 0, .off = 5, .imm = getpid()},
        {.code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_VALUE, .imm = map},
        {0},
        {.code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = 2, .src_reg = 1},
        {.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 2, .imm = 1},
        {.code = BPF_STX | BPF_MEM | BPF_DW, .dst_reg = 1, .src_reg = 2},
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0},
        {.code = BPF_JMP | BPF_EXIT},
    };
    // Toll's program on a function of its own has no process to look for.
    bool isForAll = type == BPF_PROG_TYPE_KPROBE;
    struct bpf_insn *first = isForAll ? code + 3 : code;
    memset(&attr, 0, sizeof attr);
    attr.prog_type = (uint32_t)type;
    attr.insn_cnt = (uint32_t)(code + sizeof code / sizeof code[0] - first);
    attr.insns = (uint64_t)(uintptr_t)first;
    attr.license = (uint64_t)(uintptr_t) "GPL";
    attr.expected_attach_type = (uint32_t)attach;
    attr.attach_btf_id = (uint32_t)function;
    int program = bpf(BPF_PROG_LOAD, &attr);
    check(program >= 0, "program");
    return program;
}

#if defined(FENTRY)
/// The number of the first of these functions in the kernel's BTF.
static int function(const char *name, const char *other) {
    int file = open("/sys/kernel/btf/vmlinux", O_RDONLY);
    check(file >= 0, "BTF");
    size_t room = 64 << 20, have = 0;
    char *bytes = malloc(room);
    for (ssize_t got; (got = read(file, bytes + have, room - have)) > 0;) have += (size_t)got;
    struct btf_header *head = (struct btf_header *)bytes;
    char *types = bytes + head->hdr_len + head->type_off, *end = types + head->type_len;
    char *texts = bytes + head->hdr_len + head->str_off;
    for (int number = 1; types < end; number++) {
        struct btf_type *type = (struct btf_type *)types;
        uint32_t kind = BTF_INFO_KIND(type->info), members = BTF_INFO_VLEN(type->info);
        const char *own = texts + type->name_off;
        if (kind == BTF_KIND_FUNC && (!strcmp(own, name) || !strcmp(own, other))) return number;
        const uint32_t fixed[20] = {[1] = 4, [3] = 12, [14] = 4, [17] = 4};
        const uint32_t each[20] = {[4] = 12, [5] = 12, [6] = 8, [13] = 8, [15] = 12, [19] = 12};
        types += sizeof *type + fixed[kind] + members * each[kind];
    }
    check(false, name);
    return 0;
}

void prepare(void) {
    int program = counting(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, function("__do_sys_geteuid", "__x64_sys_geteuid"));
    union bpf_attr attr = {.raw_tracepoint = {.prog_fd = (uint32_t)program}};
    check(bpf(BPF_RAW_TRACEPOINT_OPEN, &attr) >= 0, "attach");
}
#else
void prepare(void) {
    unsigned type = 0;
    unsigned long start = 0, end = 0, offset = 0, address = (unsigned long)probed;
    FILE *file = fopen("/sys/bus/event_source/devices/uprobe/type", "r");
    check(file && fscanf(file, "%u", &type) == 1, "uprobe");
    fclose(file);
    file = fopen("/proc/self/maps", "r");
    char line[4096];
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "%lx-%lx %*s %lx", &start, &end, &offset) == 3 && start <= address && address < end) break;
    struct perf_event_attr attr = {
        .type = type, .size = sizeof attr, .config1 = (uint64_t)(uintptr_t) "/proc/self/exe",
        .config2 = address - start + offset};
    int event = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0UL);
    check(event >= 0, "perf_event_open");
    check(ioctl(event, PERF_EVENT_IOC_SET_BPF, counting(BPF_PROG_TYPE_KPROBE, 0, 0)) == 0, "program");
}
#endif
#endif
#endif
