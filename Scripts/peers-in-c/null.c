// getppid: null SECONDS raw|libc, by the instruction itself or through the C library.
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

static void libc(long n) {
    for (long i = 0; i < n; i++) getppid();
}

static void raw(long n) {
    for (long i = 0; i < n; i++) {
#if defined(__x86_64__)
        long result;
        __asm__ volatile("syscall" : "=a"(result) : "a"(SYS_getppid) : "rcx", "r11", "memory");
#elif defined(__aarch64__)
        register long number __asm__("x8") = SYS_getppid;
        register long result __asm__("x0");
        __asm__ volatile("svc #0" : "=r"(result) : "r"(number) : "memory");
#endif
    }
}

int main(int count, char **words) {
    if (count != 3) return fprintf(stderr, "%s SECONDS raw|libc\n", words[0]), 2;
    measure(atof(words[1]), 1, strcmp(words[2], "raw") == 0 ? raw : libc);
}
