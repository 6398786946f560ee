#include "driver.h"

#include <fcntl.h>
#include <poll.h>

#include "../../Sources/CKernel/include/transfer.h"
#include "serve.h"

/// A connection, the message that is or was under way, and the sum of all keys sent: what the work must come to.
struct peer {
    int fd;
    uint32_t sequence;
    uint64_t sum;
};

static struct peer *peers;
static int *idle, *flying, idle_count;
static struct message *buffer;
static uint64_t seed = 1;

/// Sends the next message of a connection drawn from those that have none under way.
static void send_in(int slot) {
    uint64_t key = random_next(&seed);
    int drawn = (int)((key >> 32) * (uint64_t)idle_count >> 32);
    int index = idle[drawn];
    idle[drawn] = idle[--idle_count];
    flying[slot] = index;
    struct peer *peer = &peers[index];
    peer->sequence++;
    peer->sum += key;
    buffer->connection = (uint32_t)index;
    buffer->sequence = peer->sequence;
    buffer->payload[0] = key;
    for (size_t word = 3; word < workload.message / 8; word++) buffer->payload[word - 2] = key ^ word;
    buffer->checksum = message_sum(buffer, REQUEST);
    size_t done = 0;
    while (done < workload.message) {
        ssize_t wrote = write(peer->fd, (char *)buffer + done, workload.message - done);
        check(wrote > 0 || (wrote < 0 && (errno == EAGAIN || errno == EINTR)), "driver, write");
        if (wrote > 0) done += (size_t)wrote;
    }
}

/// Waits for the answer of the connection in a slot, and checks it.
static void collect(int slot) {
    int index = flying[slot];
    struct peer *peer = &peers[index];
    size_t done = 0;
    while (done < workload.message) {
        ssize_t got = read(peer->fd, (char *)buffer + done, workload.message - done);
        if (got > 0) {
            done += (size_t)got;
            continue;
        }
        check(got < 0 && (errno == EAGAIN || errno == EINTR), "driver, read");
        struct pollfd look = {.fd = peer->fd, .events = POLLIN};
        check(poll(&look, 1, 5000) != 0, "driver, no answer in 5 s");
    }
    idle[idle_count++] = index;
    if (buffer->checksum != message_sum(buffer, ANSWER) || buffer->connection != (uint32_t)index ||
        buffer->sequence != peer->sequence || buffer->payload[0] != peer->sum)
        fprintf(stderr, "connection %d: a wrong answer\n", index), _exit(1);
}

void drive(struct board *board, int channel) {
    peers = calloc((size_t)workload.connections, sizeof *peers);
    idle = malloc((size_t)workload.connections * sizeof *idle);
    flying = malloc((size_t)workload.in_flight * sizeof *flying);
    buffer = memory(workload.message);
    for (int i = 0; i < workload.connections; i++) {
        check(k_receive_descriptors(channel, &peers[i].fd) == 1, "driver, connection");
        fcntl(peers[i].fd, F_SETFL, fcntl(peers[i].fd, F_GETFL) | O_NONBLOCK);
        idle[idle_count++] = i;
    }
    uint32_t sent = 0;
    for (;;) {
        sem_post(&board->done);
        while (sem_wait(&board->go) != 0) {}
        uint32_t granted = __atomic_load_n(&board->granted, __ATOMIC_ACQUIRE);
        int width = 0;
        while (sent != granted && width < workload.in_flight) send_in(width++), sent++;
        int under_way = width;
        for (int slot = 0; under_way > 0; slot = slot + 1 == width ? 0 : slot + 1) {
            if (flying[slot] < 0) continue;
            collect(slot);
            if (sent != granted) {
                send_in(slot), sent++;
            } else {
                flying[slot] = -1;
                under_way--;
            }
        }
    }
}
