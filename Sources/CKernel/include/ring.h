// io_uring(7) as far as requests go that fail or say nothing: a submission queue, and a glance at the completions.
#pragma once

#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct k_ring {
    int fd;
    unsigned entries, mask, tail;
    unsigned *shared_tail;
    struct io_uring_sqe *requests;
    unsigned *completions_head, *completions_tail, completions_mask;
    struct io_uring_cqe *completions;
    void *rings;
    size_t rings_bytes;
};

/// Makes a ring of `entries` requests, a power of two. 0, or -1 with errno.
static inline int k_ring_make(struct k_ring *ring, unsigned entries) {
    struct io_uring_params params;
    memset(&params, 0, sizeof params);
    memset(ring, 0, sizeof *ring);
    ring->fd = (int)syscall(SYS_io_uring_setup, entries, &params);
    if (ring->fd < 0) return -1;
    // Every kernel that has what toll asks for maps both queues at once (Linux 5.4).
    size_t submissions = params.sq_off.array + params.sq_entries * sizeof(unsigned);
    size_t completions = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
    ring->entries = params.sq_entries;
    ring->rings_bytes = submissions > completions ? submissions : completions;
    int protection = PROT_READ | PROT_WRITE, flags = MAP_SHARED | MAP_POPULATE;
    char *rings = mmap(0, ring->rings_bytes, protection, flags, ring->fd, IORING_OFF_SQ_RING);
    void *requests = mmap(0, ring->entries * sizeof(struct io_uring_sqe), protection, flags, ring->fd, IORING_OFF_SQES);
    if (rings == MAP_FAILED || requests == MAP_FAILED || !(params.features & IORING_FEAT_SINGLE_MMAP)) {
        int saved = rings == MAP_FAILED || requests == MAP_FAILED ? errno : EOPNOTSUPP;
        close(ring->fd);
        errno = saved;
        return -1;
    }
    ring->rings = rings;
    ring->requests = requests;
    ring->mask = *(unsigned *)(rings + params.sq_off.ring_mask);
    ring->shared_tail = (unsigned *)(rings + params.sq_off.tail);
    ring->tail = *ring->shared_tail;
    unsigned *array = (unsigned *)(rings + params.sq_off.array);
    for (unsigned i = 0; i < ring->entries; i++) array[i] = i;
    ring->completions_head = (unsigned *)(rings + params.cq_off.head);
    ring->completions_tail = (unsigned *)(rings + params.cq_off.tail);
    ring->completions_mask = *(unsigned *)(rings + params.cq_off.ring_mask);
    ring->completions = (struct io_uring_cqe *)(rings + params.cq_off.cqes);
    return 0;
}

static inline void k_ring_end(struct k_ring *ring) {
    munmap(ring->requests, ring->entries * sizeof(struct io_uring_sqe));
    munmap(ring->rings, ring->rings_bytes);
    close(ring->fd);
}

/// Queues the move of one byte from `from` to `to`, for a worker of the kernel to do, quietly. `linked`: the next
/// request waits for this one.
static inline void k_ring_queue_splice(struct k_ring *ring, int from, int to, int linked) {
    struct io_uring_sqe *request = &ring->requests[ring->tail++ & ring->mask];
    memset(request, 0, sizeof *request);
    request->opcode = IORING_OP_SPLICE;
    request->flags = (uint8_t)(IOSQE_ASYNC | IOSQE_CQE_SKIP_SUCCESS | (linked ? IOSQE_IO_LINK : 0));
    request->fd = to;
    request->off = (uint64_t)-1;
    request->splice_fd_in = from;
    request->splice_off_in = (uint64_t)-1;
    request->len = 1;
}

/// Hands the last `count` requests over. How many were taken, or -1 with errno.
static inline int k_ring_submit(struct k_ring *ring, unsigned count) {
    __atomic_store_n(ring->shared_tail, ring->tail, __ATOMIC_RELEASE);
    return (int)syscall(SYS_io_uring_enter, ring->fd, count, 0, 0, 0, 0);
}

/// Does nothing by `ring`, and waits until it is done: by a worker of the kernel if `by_worker`, else at once. 0, or -1
/// with errno.
static inline int k_ring_nop(struct k_ring *ring, int by_worker) {
    struct io_uring_sqe *request = &ring->requests[ring->tail++ & ring->mask];
    memset(request, 0, sizeof *request);
    request->opcode = IORING_OP_NOP;
    request->flags = (uint8_t)(by_worker ? IOSQE_ASYNC : 0);
    __atomic_store_n(ring->shared_tail, ring->tail, __ATOMIC_RELEASE);
    long done = syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, 0, 0);
    __atomic_store_n(ring->completions_head, *ring->completions_head + 1, __ATOMIC_RELEASE);
    return done == 1 ? 0 : -1;
}

/// The result of the oldest completion, which is taken away, or 0 where there is none.
static inline int k_ring_failure(struct k_ring *ring) {
    unsigned head = *ring->completions_head;
    if (head == __atomic_load_n(ring->completions_tail, __ATOMIC_ACQUIRE)) return 0;
    int result = ring->completions[head & ring->completions_mask].res;
    __atomic_store_n(ring->completions_head, head + 1, __ATOMIC_RELEASE);
    return result;
}

/// Has the calling task's workers be no more than `most` (those for pipes, sockets and the like), all on `cpu`. 0, or
/// -1 with errno.
static inline int k_ring_bind_workers(struct k_ring *ring, unsigned most, int cpu) {
    unsigned limits[2] = {0, most}; // 0: as it was
    if (syscall(SYS_io_uring_register, ring->fd, IORING_REGISTER_IOWQ_MAX_WORKERS, limits, 2) < 0) return -1;
    unsigned long mask[1024 / (8 * sizeof(long))] = {0};
    if (cpu >= 1024) return errno = EINVAL, -1;
    mask[cpu / (8 * sizeof(long))] = 1ul << (cpu % (8 * sizeof(long)));
    return (int)syscall(SYS_io_uring_register, ring->fd, IORING_REGISTER_IOWQ_AFF, mask, sizeof mask);
}
