// What a task may ask of the kernel about speculation (Documentation/userspace-api/spec_ctrl.rst), and a timer on CPU
// time.
#pragma once

#include <linux/prctl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "result.h"

enum {
    k_store_bypass = PR_SPEC_STORE_BYPASS,
    k_indirect_branch = PR_SPEC_INDIRECT_BRANCH,
    k_speculation_per_task = PR_SPEC_PRCTL,
    k_speculation_enabled = PR_SPEC_ENABLE,
    k_speculation_disabled = PR_SPEC_DISABLE,
};

/// The state of one kind of speculation for the calling task: bits of the above.
static inline int k_speculation(int kind) { return k_result(prctl(PR_GET_SPECULATION_CTRL, kind, 0, 0, 0)); }

/// Asks for another state.
static inline int k_set_speculation(int kind, int state) {
    return k_result(prctl(PR_SET_SPECULATION_CTRL, kind, state, 0, 0));
}

/// Arms a timer that would kill the calling process after `seconds` of its CPU time. One that is to notify nobody
/// would not be armed at all.
static inline int k_arm_cpu_timer(timer_t *timer, long seconds) {
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGALRM;
    struct itimerspec when = {{0, 0}, {seconds, 0}};
    timer_t made;
    if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &made) < 0) return -errno;
    int armed = k_result(timer_settime(made, 0, &when, 0));
    if (armed < 0) timer_delete(made);
    else *timer = made;
    return armed;
}

static inline int k_disarm(timer_t timer) { return k_result(timer_delete(timer)); }

/// Whether a timer of the calling process is armed.
static inline int k_is_armed(timer_t timer) {
    struct itimerspec left;
    return timer_gettime(timer, &left) == 0 && (left.it_value.tv_sec || left.it_value.tv_nsec);
}
