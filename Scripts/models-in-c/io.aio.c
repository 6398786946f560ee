// One thread, kernel AIO's poll through libaio, a record a connection.
#include <libaio.h>
#include <poll.h>

#include "serve.h"

const bool model_waits = false;
static io_context_t context;
static struct iocb *requests, **pending;
static int waiting;

static void submit(void) {
    for (int done = 0; done < waiting;) {
        int taken = io_submit(context, waiting - done, pending + done);
        check(taken >= 0 || taken == -EAGAIN || taken == -EINTR, "io_submit");
        if (taken > 0) done += taken;
    }
    waiting = 0;
}

void model_start(void) {
    int count = workload.connections < 256 ? 256 : workload.connections;
    check(io_setup(count, &context) == 0, "io_setup");
    requests = calloc((size_t)workload.connections, sizeof *requests);
    pending = calloc((size_t)workload.connections, sizeof *pending);
}
void model_admit(struct connection *connection) {
    struct iocb *request = &requests[connection->number];
    io_prep_poll(request, connection->fd, POLLIN);
    request->data = connection;
    pending[waiting++] = request;
}
void model_begin(void) { submit(); }
void model_serve(long n) {
    static struct io_event events[256];
    while (n > 0) {
        int count = io_getevents(context, 1, 256, events, NULL);
        for (int i = 0; i < count; i++) {
            n -= serve(events[i].data);
            pending[waiting++] = events[i].obj;
        }
        submit();
    }
}
