// Signals as something to be read, so that the end of a run is handled in one place and not in a handler.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>

#include "result.h"

/// The signals that end a run, each unless it is ignored: so a shell starts what is to outlive its terminal (nohup) or
/// is to run in the background. SIGXCPU comes when the CPU time is nearly used up.
static inline void k_interrupting(sigset_t *set) {
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU};
    sigemptyset(set);
    for (unsigned i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction now;
        if (sigaction(signals[i], 0, &now) == 0 && now.sa_handler != SIG_IGN) sigaddset(set, signals[i]);
    }
}

/// Blocks those signals for the calling thread, and gives a descriptor that can be read once one of them has come.
static inline int k_interruptions(void) {
    sigset_t set;
    k_interrupting(&set);
    pthread_sigmask(SIG_BLOCK, &set, 0);
    return k_result(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

/// Has SIGXCPU come to the calling process a second of CPU time before its limit kills it, or half way to one of a
/// second: where the soft limit is no lower than the hard one, the kernel gives no warning.
void k_warn_of_cpu_limit(void);

/// The number of the signal that has come, without taking it; 0 when none has.
static inline int k_interruption(void) {
    sigset_t set, pending;
    k_interrupting(&set);
    sigemptyset(&pending);
    sigpending(&pending);
    for (int number = 1; number < SIGSYS; number++)
        if (sigismember(&set, number) == 1 && sigismember(&pending, number) == 1) return number;
    return 0;
}

/// Blocks every signal that can be blocked, in a child that is to end by itself.
static inline void k_block_signals(void) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, 0);
}

/// Takes what has come and lets the signals do again what they do by themselves. The number of the first, or 0.
static inline int k_end_interruptions(void) {
    const struct timespec none = {0, 0};
    int first = k_interruption();
    sigset_t set;
    k_interrupting(&set);
    while (sigtimedwait(&set, 0, &none) > 0) {}
    pthread_sigmask(SIG_UNBLOCK, &set, 0);
    return first;
}
