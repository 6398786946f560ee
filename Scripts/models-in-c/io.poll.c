// One thread, poll, a record a connection.
#include <poll.h>

#include "serve.h"

const bool model_waits = false;
static struct pollfd *list;
static struct connection *first;

void model_start(void) { list = calloc((size_t)workload.connections, sizeof *list); }
void model_admit(struct connection *connection) {
    if (connection->number == 0) first = connection;
    list[connection->number] = (struct pollfd){.fd = connection->fd, .events = POLLIN};
}
void model_begin(void) {}
void model_serve(long n) {
    while (n > 0) {
        int ready = poll(list, (nfds_t)workload.connections, -1);
        for (int i = 0; ready > 0; i++) {
            if (!list[i].revents) continue;
            ready--;
            n -= serve(first + i);
        }
    }
}
