// Timers of every kind, and sleeping to the nanosecond.
#pragma once

#include <linux/time_types.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "call.h"
#include "inline.h"
#include "result.h"
#include "seccomp.h"

/// The clocks by the kernel's numbers.
enum {
    k_clock_realtime = CLOCK_REALTIME,
    k_clock_monotonic = CLOCK_MONOTONIC,
    k_clock_boottime = CLOCK_BOOTTIME,
    k_clock_tai = CLOCK_TAI,
    k_clock_raw = CLOCK_MONOTONIC_RAW,
    k_clock_realtime_coarse = CLOCK_REALTIME_COARSE,
    k_clock_monotonic_coarse = CLOCK_MONOTONIC_COARSE,
    k_clock_process = CLOCK_PROCESS_CPUTIME_ID,
    k_clock_thread = CLOCK_THREAD_CPUTIME_ID,
    k_timer_absolute = TIMER_ABSTIME,
};

/// A read of a clock through the C library, which asks the vDSO where it can: 0 when it went well.
K_INLINE int k_read_clock(int clock, struct timespec *time) { return clock_gettime(clock, time); }

/// Whether reading `clock` stays out of the kernel: a child that would be killed by a call for it lives to end itself.
/// 1: it stays out, 0: it does not.
static inline int k_clock_stays_in_user_space(int clock) {
    pid_t child = fork();
    if (child == 0) {
        struct timespec time;
        // Once before, so that nothing is left to be found or mapped.
        clock_gettime(clock, &time);
        if (k_seccomp_kill_at(SYS_clock_gettime) != 0) _exit(2);
        clock_gettime(clock, &time);
        _exit(0);
    }
    if (child < 0) return -errno;
    int status = 0;
    if (waitpid(child, &status, 0) != child) return -errno;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2) return -EPERM;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// By how many nanoseconds the calling thread's timers may be late, so that several expire at once.
K_INLINE int k_set_timer_slack(unsigned long ns) { return k_result(prctl(PR_SET_TIMERSLACK, ns, 0, 0, 0)); }
K_INLINE int k_timer_slack(void) { return k_result(prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0)); }

/// A timer to be read, close-on-exec. One that does not block says so instead of waiting.
K_INLINE int k_timerfd(int blocks) {
    return k_result(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | (blocks ? 0 : TFD_NONBLOCK)));
}
enum { k_timerfd_absolute = TFD_TIMER_ABSTIME };

/// What is to happen when a timer of timer_create(2) expires: nothing.
K_INLINE void k_notify_nobody(struct sigevent *event) {
    memset(event, 0, sizeof *event);
    event->sigev_notify = SIGEV_NONE;
}
