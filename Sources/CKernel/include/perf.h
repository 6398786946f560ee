#pragma once
// perf_event_open(2), its ioctls and the page it maps: what Swift cannot say of Linux performance events.
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "result.h"

// The bits of an attribute that toll uses, as one word: perf_event_attr keeps them in bit fields.
enum {
    K_PERF_DISABLED = 1 << 0,
    K_PERF_INHERIT = 1 << 1,
    K_PERF_NO_USER = 1 << 2,
    K_PERF_NO_KERNEL = 1 << 3,
    K_PERF_GROUP_READ = 1 << 4, // one read for the leader and its members, with their ids
    K_PERF_PINNED = 1 << 5,
    K_PERF_ON_EXEC = 1 << 6, // starts to count when the task becomes another program
};

static inline struct perf_event_attr k_perf_attr(uint32_t type, uint64_t config, uint64_t config1, uint64_t config2,
                                                 uint32_t bits) {
    struct perf_event_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.size = sizeof attr;
    attr.type = type;
    attr.config = config;
    attr.config1 = config1;
    attr.config2 = config2;
    attr.disabled = (bits & K_PERF_DISABLED) != 0;
    attr.inherit = (bits & K_PERF_INHERIT) != 0;
    attr.exclude_user = (bits & K_PERF_NO_USER) != 0;
    attr.exclude_kernel = (bits & K_PERF_NO_KERNEL) != 0;
    attr.pinned = (bits & K_PERF_PINNED) != 0;
    attr.enable_on_exec = (bits & K_PERF_ON_EXEC) != 0;
    attr.exclude_hv = type != PERF_TYPE_SOFTWARE && type != PERF_TYPE_TRACEPOINT;
    attr.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    if (bits & K_PERF_GROUP_READ) attr.read_format |= PERF_FORMAT_GROUP | PERF_FORMAT_ID;
    return attr;
}

static inline int k_perf_open(struct perf_event_attr *attr, int32_t task, int32_t cpu, int group) {
    return k_result((int)syscall(SYS_perf_event_open, attr, task, cpu, group, (unsigned long)PERF_FLAG_FD_CLOEXEC));
}

// Each reaches the leader's whole group, and what inherited it.
static inline int k_perf_enable(int fd) {
    return k_result(ioctl(fd, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP));
}
static inline int k_perf_disable(int fd) {
    return k_result(ioctl(fd, PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP));
}
static inline int k_perf_id(int fd, uint64_t *id) { return k_result(ioctl(fd, PERF_EVENT_IOC_ID, id)); }

// The count of a group of one event (K_PERF_GROUP_READ). -EBUSY: it did not count all the time.
static inline int k_perf_value(int fd, uint64_t *value) {
    struct {
        uint64_t events, enabled, running, value, id;
    } read_out;
    ssize_t size = read(fd, &read_out, sizeof read_out);
    if (size < 0) return -errno;
    if (size < (ssize_t)sizeof read_out || read_out.enabled != read_out.running) return -EBUSY;
    *value = read_out.value;
    return 0;
}

// The page of an event.
static inline int k_perf_map(int fd, struct perf_event_mmap_page **page) {
    void *mapped = mmap(0, (size_t)sysconf(_SC_PAGESIZE), PROT_READ, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) return -errno;
    *page = (struct perf_event_mmap_page *)mapped;
    return 0;
}
static inline void k_perf_unmap(struct perf_event_mmap_page *page) {
    munmap(page, (size_t)sysconf(_SC_PAGESIZE));
}

// Reads hardware counter `index` from user space. False: this architecture has no such counter.
static inline bool k_perf_counter(uint32_t index, uint64_t *value) {
#if defined(__x86_64__)
    uint32_t low, high;
    __asm__ volatile("rdpmc" : "=a"(low), "=d"(high) : "c"(index) : "memory");
    *value = (uint64_t)high << 32 | low;
    return true;
#elif defined(__aarch64__)
    uint64_t v;
    switch (index) {
#define K_READ(register) __asm__ volatile("isb\n\tmrs %0, " register : "=r"(v) : : "memory")
#define K_EVENT(n) case n: K_READ("pmevcntr" #n "_el0"); break;
        K_EVENT(0) K_EVENT(1) K_EVENT(2) K_EVENT(3) K_EVENT(4) K_EVENT(5) K_EVENT(6) K_EVENT(7)
        K_EVENT(8) K_EVENT(9) K_EVENT(10) K_EVENT(11) K_EVENT(12) K_EVENT(13) K_EVENT(14) K_EVENT(15)
        K_EVENT(16) K_EVENT(17) K_EVENT(18) K_EVENT(19) K_EVENT(20) K_EVENT(21) K_EVENT(22) K_EVENT(23)
        K_EVENT(24) K_EVENT(25) K_EVENT(26) K_EVENT(27) K_EVENT(28) K_EVENT(29) K_EVENT(30)
        case 31: K_READ("pmccntr_el0"); break;
#undef K_EVENT
#undef K_READ
        default: return false;
    }
    *value = v;
    return true;
#else
    return false;
#endif
}

// What the mapped page says of its event at one moment: the count is `offset` plus the counter's
// `width` low bits `raw`, sign-extended. `readable` is false where the counter must be read by the system call.
struct k_perf_user_read {
    int64_t offset;
    uint64_t raw;
    uint16_t width;
    bool readable;
};

// The kernel bumps `lock` around each change of the page, so an equal value before and after proves one moment.
static inline struct k_perf_user_read k_perf_user_read(const struct perf_event_mmap_page *shared) {
    const volatile struct perf_event_mmap_page *page = shared;
    struct k_perf_user_read result;
    uint32_t sequence;
    do {
        sequence = page->lock;
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
        uint32_t index = page->index; // the counter's number + 1; 0 while it is not on the PMU
        result.offset = page->offset;
        result.width = page->pmc_width;
        result.readable = page->cap_user_rdpmc && index && k_perf_counter(index - 1, &result.raw);
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
    } while (page->lock != sequence);
    if (!result.readable) result.raw = 0;
    return result;
}

// Samples with the kernel's call chain and the numbers of the task, into a ring of memory.
static inline int k_perf_open_samples(struct perf_event_attr *attr, uint64_t period, int cpu) {
    attr->sample_period = period;
    attr->sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_CALLCHAIN;
    attr->exclude_callchain_user = 1;
    attr->sample_max_stack = 24;
    return k_perf_open(attr, -1, cpu, -1);
}

// Every pass of a tracepoint on one CPU. A descriptor.
static inline int k_perf_open_chains(uint64_t tracepoint, int cpu) {
    struct perf_event_attr attr = k_perf_attr(PERF_TYPE_TRACEPOINT, tracepoint, 0, 0, K_PERF_DISABLED);
    return k_perf_open_samples(&attr, 1, cpu);
}

// One CPU every so many nanoseconds, by the kernel's own timer. A descriptor.
static inline int k_perf_open_clock(uint64_t nanoseconds, int cpu) {
    struct perf_event_attr attr = k_perf_attr(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, 0, 0, K_PERF_DISABLED);
    return k_perf_open_samples(&attr, nanoseconds, cpu);
}

// The ring: one page of bookkeeping, then `bytes` (a power of two) of records.
static inline int k_perf_map_ring(int fd, size_t bytes, void **ring) {
    void *page = mmap(0, (size_t)sysconf(_SC_PAGESIZE) + bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED) return -errno;
    *ring = page;
    return 0;
}
static inline void k_perf_unmap_ring(void *ring, size_t bytes) {
    munmap(ring, (size_t)sysconf(_SC_PAGESIZE) + bytes);
}

// How many bytes of records the kernel has written so far. It never writes over what has not been taken.
static inline uint64_t k_perf_written(void *ring) {
    return __atomic_load_n(&((struct perf_event_mmap_page *)ring)->data_head, __ATOMIC_ACQUIRE);
}

enum { k_perf_record_sample = PERF_RECORD_SAMPLE };
