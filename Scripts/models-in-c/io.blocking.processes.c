// A process a connection, in a read that waits.
#include <signal.h>
#include <sys/prctl.h>

#include "serve.h"

const bool model_waits = true;

void model_start(void) { servers = calloc((size_t)workload.connections, sizeof *servers); }
void model_admit(struct connection *connection) {
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) serve(connection);
    }
    close(connection->fd);
    servers[tasks++] = child;
}
void model_begin(void) {}
void model_serve(long n) { (void)n; }
