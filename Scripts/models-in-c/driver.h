// The driver: a process of its own that keeps messages under way and checks every answer, as toll's does.
#pragma once
#include <semaphore.h>
#include <stdint.h>

/// What driver and server share: how many more messages may be sent, and how many have been answered.
struct board {
    sem_t go, done;
    uint32_t granted;
};

/// Takes the connections that come over `channel`, then drives for ever.
void drive(struct board *board, int channel);
