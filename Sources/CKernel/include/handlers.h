// Handlers of signals that count how often they run, which is what proves that a signal arrived.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "call.h"
#include "result.h"

/// Has a handler count `signal`, and gives what handled it before for `k_handle_as_before`.
int k_count_signal(int signal, struct sigaction *before);
int k_handle_as_before(int signal, const struct sigaction *before);

/// How often the handler has run in this process.
long k_signals_handled(void);

/// Writes to `page`, which may only be read, until so many faults have been handled; then the handler lets the write
/// through. How many were handled, or a negated error number.
long k_fault_on_write(void *page, size_t bytes, long faults);
/// Has a handler count writes that are not allowed, and gives what handled them before.
int k_count_faults(struct sigaction *before);

/// Sends a signal to one thread, by the instruction.
K_INLINE long k_signal_thread(pid_t process, pid_t task, int signal) {
    return k_syscall3(SYS_tgkill, process, task, signal);
}

/// Blocks a signal for the calling thread, or lets it in again, through the C library.
static inline int k_block(int signal, int blocks) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return -pthread_sigmask(blocks ? SIG_BLOCK : SIG_UNBLOCK, &set, 0);
}

/// Sleeps until a handler has run, with no signal blocked meanwhile: what came before is handled now.
static inline void k_await_handler(void) {
    sigset_t none;
    sigemptyset(&none);
    sigsuspend(&none);
}

/// A descriptor from which a signal that is blocked is read.
static inline int k_signal_file(int signal) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return k_result(signalfd(-1, &set, SFD_CLOEXEC));
}

/// A timer whose expiry sends `signal` to the thread `task`.
static inline int k_timer_for_thread(pid_t task, int signal, timer_t *timer) {
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = signal};
    event._sigev_un._tid = task;
    return k_result(timer_create(CLOCK_MONOTONIC, &event, timer));
}

/// Has the timer expire once, in so many nanoseconds; 0 stops it.
static inline int k_timer_set(timer_t timer, long nanoseconds) {
    struct itimerspec when = {.it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000}};
    return k_result(timer_settime(timer, 0, &when, 0));
}

static inline int k_timer_delete(timer_t timer) { return k_result(timer_delete(timer)); }
