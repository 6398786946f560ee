// Performance events and probes that a task attaches to itself, and what they counted.
#pragma once

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "inline.h"
#include "perf.h"

/// A function that does nothing, to be probed. Its first instruction is one that the kernel acts out itself.
void k_probed(void);

/// An event of the calling task that counts: of the kernel's own, or of a tracepoint.
static inline int k_own_software_event(void) {
    struct perf_event_attr attr = k_perf_attr(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, 0, 0, 0);
    return k_perf_open(&attr, 0, -1, -1);
}
static inline int k_own_tracepoint(uint64_t number) {
    struct perf_event_attr attr = k_perf_attr(PERF_TYPE_TRACEPOINT, number, 0, 0, 0);
    return k_perf_open(&attr, 0, -1, -1);
}

/// The same, and each pass is recorded as `perf trace` has it: whose, when, and the arguments.
static inline int k_own_tracepoint_recorded(uint64_t number) {
    struct perf_event_attr attr = k_perf_attr(PERF_TYPE_TRACEPOINT, number, 0, 0, 0);
    attr.sample_period = 1;
    attr.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW;
    return k_perf_open(&attr, 0, -1, -1);
}

/// A ring for an event's records that nobody reads: the newest take the place of the oldest. `pages`: a power of two.
static inline int k_map_records(int event, int pages, void **ring) {
    size_t bytes = (size_t)(pages + 1) * (size_t)sysconf(_SC_PAGESIZE);
    void *page = mmap(0, bytes, PROT_READ, MAP_SHARED, event, 0);
    if (page == MAP_FAILED) return -errno;
    *ring = page;
    return 0;
}
static inline void k_unmap_records(void *ring, int pages) {
    munmap(ring, (size_t)(pages + 1) * (size_t)sysconf(_SC_PAGESIZE));
}

/// A probe on the calling task: of a function of the kernel by its name, or of a place in a file. `type`: the number
/// that the kernel gives to such events. With `returns`, where the function returns.
static inline int k_own_probe(uint32_t type, const char *name, uint64_t offset, int returns) {
    struct perf_event_attr attr =
        k_perf_attr(type, returns != 0, (uint64_t)(uintptr_t)name, offset, 0);
    attr.exclude_hv = 0;
    return k_perf_open(&attr, 0, -1, -1);
}

/// What an event has counted; -1 where it cannot be read, or did not count all the time since it was made.
static inline long k_event_count(int event) {
    struct {
        uint64_t value, enabled, running;
    } read_out;
    if (event < 0 || read(event, &read_out, sizeof read_out) != (ssize_t)sizeof read_out) return -1;
    return read_out.enabled == read_out.running && read_out.enabled ? (long)read_out.value : -1;
}
