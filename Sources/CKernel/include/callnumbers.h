// Numbers of system calls, for calls by the instruction itself: those that the headers spell as expressions, and those
// that are younger than the headers. The younger ones are the same on every architecture.
#pragma once

#include <sys/syscall.h>

#include "call.h"

enum {
    k_nr_futex = SYS_futex,
    k_nr_flock = SYS_flock,
    k_nr_fcntl = SYS_fcntl,
    k_nr_futex_waitv = 449,
    k_nr_clock_gettime = SYS_clock_gettime,
    k_nr_clock_getres = SYS_clock_getres,
    k_nr_clock_nanosleep = SYS_clock_nanosleep,
    k_nr_timerfd_settime = SYS_timerfd_settime,
    k_nr_setitimer = SYS_setitimer,
    k_nr_timer_create = SYS_timer_create,
    k_nr_timer_delete = SYS_timer_delete,
    k_nr_timer_settime = SYS_timer_settime,
    k_nr_sched_setaffinity = SYS_sched_setaffinity,
    k_nr_sched_getaffinity = SYS_sched_getaffinity,
    k_nr_sched_setscheduler = SYS_sched_setscheduler,
    k_nr_sched_getattr = SYS_sched_getattr,
    k_nr_getcpu = SYS_getcpu,
    k_nr_membarrier = SYS_membarrier,
    k_nr_kill = SYS_kill,
    k_nr_gettid = SYS_gettid,
    k_nr_getpid = SYS_getpid,
    k_nr_getuid = SYS_getuid,
    k_nr_geteuid = SYS_geteuid,
    k_nr_getgid = SYS_getgid,
    k_nr_getegid = SYS_getegid,
    k_nr_getpgid = SYS_getpgid,
    k_nr_getsid = SYS_getsid,
#ifdef SYS_getpgrp
    k_nr_getpgrp = SYS_getpgrp,
#endif
    k_nr_sched_get_priority_max = SYS_sched_get_priority_max,
    k_nr_sched_get_priority_min = SYS_sched_get_priority_min,
    k_nr_wait4 = SYS_wait4,
    k_nr_setns = SYS_setns,
    k_nr_unshare = SYS_unshare,
    k_nr_prctl = SYS_prctl,
    k_nr_pidfd_open = 434,
    k_nr_pidfd_send_signal = 424,
};
