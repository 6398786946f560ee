// What the programs on io_uring share: multishot receives into buffers that the kernel takes out of a ring, and answers
// that complete silently.
#pragma once
#include <liburing.h>
#include <sys/socket.h>

#include "serve.h"

static struct io_uring ring;
static struct io_uring_buf_ring *buffers;
static char *bytes;
static unsigned buffer_count;

static inline unsigned power_of_two(unsigned value) {
    unsigned power = 1;
    while (power < value) power *= 2;
    return power;
}

static inline void ring_start(unsigned flags, unsigned completions) {
    struct io_uring_params parameters = {
        .flags = flags | IORING_SETUP_CQSIZE, .cq_entries = power_of_two(completions),
        .sq_thread_cpu = (unsigned)workload.other_cpu, .sq_thread_idle = 20};
    check((errno = -io_uring_queue_init_params(512, &ring, &parameters)) == 0, "io_uring");
}

static inline struct io_uring_sqe *ring_next(void) {
    struct io_uring_sqe *entry;
    while (!(entry = io_uring_get_sqe(&ring))) io_uring_submit(&ring);
    return entry;
}

static inline void give_back(unsigned index, int offset) {
    io_uring_buf_ring_add(buffers, bytes + index * workload.message, (unsigned)workload.message,
                          (unsigned short)index, io_uring_buf_ring_mask(buffer_count), offset);
}

static inline void buffers_start(unsigned flags) {
    buffer_count = power_of_two((unsigned)(2 * workload.in_flight + 64));
    ring_start(flags, 4 * buffer_count);
    bytes = memory(buffer_count * workload.message);
    buffers = memory(buffer_count * sizeof(struct io_uring_buf));
    struct io_uring_buf_reg registration = {.ring_addr = (uintptr_t)buffers, .ring_entries = buffer_count};
    check((errno = -io_uring_register_buf_ring(&ring, &registration, 0)) == 0, "io_uring's buffers");
    io_uring_buf_ring_init(buffers);
    for (unsigned i = 0; i < buffer_count; i++) give_back(i, (int)i);
    io_uring_buf_ring_advance(buffers, (int)buffer_count);
}

static inline void watch(struct connection *connection, void *tag) {
    struct io_uring_sqe *entry = ring_next();
    io_uring_prep_recv_multishot(entry, connection->fd, NULL, 0, 0);
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = 0;
    io_uring_sqe_set_data(entry, tag);
}

/// Takes what a completion brought; works and answers when the message is whole.
static inline bool take(struct connection *connection, void *tag, int result, unsigned flags) {
    check(result > 0 || result == -ENOBUFS, "io_uring, recv");
    if (!(flags & IORING_CQE_F_MORE)) watch(connection, tag);
    if (result < 0) return false;
    unsigned index = flags >> IORING_CQE_BUFFER_SHIFT;
    memcpy((char *)connection->buffer + connection->filled, bytes + index * workload.message, (size_t)result);
    give_back(index, 0);
    io_uring_buf_ring_advance(buffers, 1);
    connection->filled += (size_t)result;
    if (connection->filled < workload.message) return false;
    connection->filled = 0;
    work(connection, connection->buffer);
    struct io_uring_sqe *entry = ring_next();
    io_uring_prep_send(entry, connection->fd, connection->buffer, workload.message, MSG_NOSIGNAL | MSG_WAITALL);
    entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
    io_uring_sqe_set_data64(entry, 0);
    return true;
}

/// Hands completions on until `n` messages have been answered; the last answers are handed over after that.
#define RING_RUN(n, entry, handle)                                                                                    \
    while (n > 0) {                                                                                                   \
        io_uring_submit_and_wait(&ring, 1);                                                                           \
        struct io_uring_cqe *batch[256];                                                                              \
        unsigned count = io_uring_peek_batch_cqe(&ring, batch, 256);                                              \
        for (unsigned i = 0; i < count; i++) {                                                                        \
            struct io_uring_cqe *entry = batch[i];                                                                    \
            check(entry->user_data != 0, "io_uring, send");                                                           \
            n -= handle;                                                                                              \
        }                                                                                                             \
        io_uring_cq_advance(&ring, count);                                                                            \
    }                                                                                                                 \
    io_uring_submit(&ring)
