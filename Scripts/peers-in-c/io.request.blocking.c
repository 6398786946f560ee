// A read of a file past the page cache at a time, by a worker of the kernel or, as the baseline, in line.
#include <liburing.h>

#define DIRECT 1
#include "../models-in-c/files.h"

static struct io_uring ring;
static uint64_t seed = 1;

void prepare(void) {
    file_start();
    check((errno = -io_uring_queue_init(8, &ring, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN)) == 0,
          "io_uring");
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(workload.cpu, &set);
    check((errno = -io_uring_register_iowq_aff(&ring, sizeof set, &set)) == 0, "io_uring's workers");
}

void loop(long n) {
    for (long i = 0; i < n; i++) {
        int block = (int)(random_next(&seed) % BLOCKS);
        struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
        io_uring_prep_read(entry, file, buffer(0), BLOCK, (uint64_t)block * BLOCK);
#ifndef BASELINE
        entry->flags |= IOSQE_ASYNC;
#endif
        io_uring_submit_and_wait(&ring, 1);
        struct io_uring_cqe *completion;
        check((errno = -io_uring_peek_cqe(&ring, &completion)) == 0, "no completion");
        verify(0, block, completion->res);
        io_uring_cqe_seen(&ring, completion);
    }
}
