#include "handlers.h"

#include <stdint.h>
#include <sys/mman.h>

/// Handlers and those who wait for them may be different threads.
static long handled;

static struct {
    void *page;
    size_t bytes;
    long left, handled;
} fault;

static void count(int signal) {
    (void)signal;
    __atomic_fetch_add(&handled, 1, __ATOMIC_ACQ_REL);
}

static int handle(int signal, void (*handler)(int), struct sigaction *before) {
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    return k_result(sigaction(signal, &action, before));
}

int k_count_signal(int signal, struct sigaction *before) { return handle(signal, count, before); }

int k_handle_as_before(int signal, const struct sigaction *before) { return k_result(sigaction(signal, before, 0)); }

long k_signals_handled(void) { return __atomic_load_n(&handled, __ATOMIC_ACQUIRE); }

static void count_fault(int signal, siginfo_t *about, void *context) {
    (void)context;
    if (about->si_addr != fault.page) {
        // It is somebody else's, and must end the program when it comes again.
        struct sigaction usual = {.sa_handler = SIG_DFL};
        sigaction(signal, &usual, 0);
        return;
    }
    fault.handled++;
    if (--fault.left <= 0) mprotect(fault.page, fault.bytes, PROT_READ | PROT_WRITE);
}

int k_count_faults(struct sigaction *before) {
    struct sigaction action = {.sa_sigaction = count_fault, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    return k_result(sigaction(SIGSEGV, &action, before));
}

long k_fault_on_write(void *page, size_t bytes, long faults) {
    fault.page = page;
    fault.bytes = bytes;
    fault.left = faults;
    fault.handled = 0;
    if (mprotect(page, bytes, PROT_READ) != 0) return -errno;
    // Without faults the same two calls are made, so that they can be taken off what is counted.
    if (faults > 0) *(volatile char *)page = 1;
    else if (mprotect(page, bytes, PROT_READ | PROT_WRITE) != 0) return -errno;
    return fault.handled;
}
