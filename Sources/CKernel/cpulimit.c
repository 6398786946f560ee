#include <signal.h>
#include <sys/resource.h>
#include <time.h>

#include "signals.h"

void k_warn_of_cpu_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_max == RLIM_INFINITY || limit.rlim_max == 0) return;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGXCPU};
    timer_t timer;
    if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) != 0) return;
    struct itimerspec due = {.it_value = {.tv_sec = (time_t)limit.rlim_max - 1, .tv_nsec = 0}};
    if (limit.rlim_max == 1) due.it_value.tv_nsec = 500000000;
    timer_settime(timer, 0, &due, 0);
}
