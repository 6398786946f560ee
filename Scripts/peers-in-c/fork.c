// fork of a child that ends at once, and the wait for it: fork SECONDS.
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

static void forks(long n) {
    for (long i = 0; i < n; i++) {
        pid_t child = fork();
        if (child == 0) _exit(0);
        check(child > 0, "fork");
        check(waitpid(child, NULL, 0) == child, "waitpid");
    }
}

int main(int count, char **words) {
    if (count != 2) return fprintf(stderr, "%s SECONDS\n", words[0]), 2;
    measure(atof(words[1]), 1, forks);
}
