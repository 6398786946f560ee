// Signals as something to be read, so that the end of a run is handled in one place and not in a handler.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>

#include "result.h"

/// Blocks SIGINT, SIGTERM and SIGHUP for the calling thread, and gives a descriptor that can be read once one of them
/// has come.
static inline int k_interruptions(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, 0);
    return k_result(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

/// The number of the signal that has come, without taking it; 0 when none has.
static inline int k_interruption(void) {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    if (sigismember(&pending, SIGINT) == 1) return SIGINT;
    if (sigismember(&pending, SIGTERM) == 1) return SIGTERM;
    return sigismember(&pending, SIGHUP) == 1 ? SIGHUP : 0;
}
