// The server's side of a connection.
#pragma once
#include <time.h>

#include "bench.h"

/// A message: payload[0] is the key of a request, the result of an answer.
struct message {
    uint32_t connection, sequence;
    uint64_t checksum, payload[];
};

#define REQUEST 0x7265717565737400u
#define ANSWER 0x616e737765720000u

static inline uint64_t join(uint64_t sum, uint64_t word) { return (sum ^ sum >> 32 ^ word) * 0x9e3779b97f4a7c15; }

static inline uint64_t message_sum(const struct message *message, uint64_t direction) {
    uint64_t head;
    memcpy(&head, message, sizeof head);
    uint64_t sum = (direction ^ head) * 0x9e3779b97f4a7c15;
    size_t i = 0, words = workload.message / 8 - 2;
    if (words > 62) {
        // In lanes, or most of what a large message costs would be waiting for the multiplier.
        uint64_t lane[4] = {1, 2, 3, 4};
        for (; i + 4 <= words; i += 4)
            for (int l = 0; l < 4; l++) lane[l] = join(lane[l], message->payload[i + l]);
        for (int l = 0; l < 4; l++) sum = join(sum, lane[l]);
    }
    for (; i < words; i++) sum = join(sum, message->payload[i]);
    return sum;
}

struct connection {
    int fd;
    uint32_t number, due;
    size_t filled;
    struct message *buffer;
    uint64_t *state;
};

/// What a model is: whether calls on a connection wait, what it does with a new one, with all of them, and to answer
/// `n` messages; and, where other tasks serve, how many, and which processes.
extern const bool model_waits;
void model_start(void);
void model_admit(struct connection *connection);
void model_begin(void);
void model_serve(long n);
extern pid_t *servers;
extern int tasks;
/// The clock of a thread that serves on another CPU, or 0: it is in the process's up to the last tick only, unless it
/// is read first.
extern clockid_t elsewhere;

/// Reads until a message is whole. False: no more for now.
static inline bool receive(struct connection *connection) {
    for (;;) {
        size_t wanted = workload.message - connection->filled;
        ssize_t got = read(connection->fd, (char *)connection->buffer + connection->filled, wanted);
        if (got == (ssize_t)wanted) {
            connection->filled = 0;
            return true;
        }
        if (got < 0 && errno == EAGAIN) return false;
        check(got > 0 || (got < 0 && errno == EINTR), "server, read");
        if (got > 0) connection->filled += (size_t)got;
    }
}

/// Verifies the message, does the work, and makes the answer of it.
static inline void work(struct connection *connection, struct message *message) {
    if (message->checksum != message_sum(message, REQUEST) || message->connection != connection->number ||
        message->sequence != connection->due)
        fprintf(stderr, "connection %u: a wrong message\n", connection->number), _exit(1);
    connection->due++;
    uint64_t key = message->payload[0];
    size_t words = workload.work / 8;
    for (size_t i = 0; i < words; i++) connection->state[i] += key;
    message->payload[0] = connection->state[words - 1];
    message->checksum = message_sum(message, ANSWER);
}

static inline void answer(struct connection *connection) {
    size_t done = 0;
    while (done < workload.message) {
        ssize_t wrote = write(connection->fd, (char *)connection->buffer + done, workload.message - done);
        check(wrote > 0 || (wrote < 0 && (errno == EAGAIN || errno == EINTR)), "server, write");
        if (wrote > 0) done += (size_t)wrote;
    }
}

/// Receives, works and answers, if a message is there.
static inline bool serve(struct connection *connection) {
    if (!receive(connection)) return false;
    work(connection, connection->buffer);
    answer(connection);
    return true;
}
