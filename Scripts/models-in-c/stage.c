// The driver in its process, and the connections, one end in its hands and one in the server's.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "../../Sources/CKernel/include/transfer.h"
#include "driver.h"
#include "serve.h"

pid_t *servers;
int tasks;
clockid_t elsewhere;
static struct board *board;

static size_t lines(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

/// A connection: the server's end and the driver's.
static void connect_pair(int pair[2]) {
    if (workload.transport == 0) {
        check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0, "socketpair");
        return;
    }
    static int listener = -1;
    static struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    if (listener < 0) {
        listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        check(bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 128) == 0 &&
                  getsockname(listener, (struct sockaddr *)&address, &length) == 0,
              "listen");
    }
    pair[1] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(connect(pair[1], (struct sockaddr *)&address, length) == 0, "connect");
    pair[0] = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    check(pair[0] >= 0, "accept");
    for (int i = 0; i < 2; i++) setsockopt(pair[i], IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}

void prepare(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    signal(SIGPIPE, SIG_IGN);
    // Driver and server share a CPU: neither drives the other out by waking it.
    check(sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0}) == 0, "SCHED_BATCH");

    board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(board != MAP_FAILED, "mmap");
    sem_init(&board->go, 1, 0);
    sem_init(&board->done, 1, 0);
    int ends[2];
    check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "socketpair");
    pid_t driver = fork();
    check(driver >= 0, "fork");
    if (driver == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[0]);
        drive(board, ends[1]);
    }
    close(ends[1]);

    model_start();
    size_t stride = lines(workload.message) + lines(workload.work);
    char *bytes = memory((size_t)workload.connections * stride);
    struct connection *connections = calloc((size_t)workload.connections, sizeof *connections);
    for (int i = 0; i < workload.connections; i++) {
        int pair[2];
        connect_pair(pair);
        check(k_send_descriptors(ends[0], &pair[1], 1) == 0, "sendmsg");
        close(pair[1]);
        if (!model_waits) fcntl(pair[0], F_SETFL, fcntl(pair[0], F_GETFL) | O_NONBLOCK);
        char *place = bytes + (size_t)i * stride;
        connections[i] = (struct connection){
            .fd = pair[0], .number = (uint32_t)i, .due = 1, .buffer = (struct message *)place,
            .state = (uint64_t *)(place + lines(workload.message))};
        model_admit(&connections[i]);
    }
    model_begin();
    while (sem_wait(&board->done) != 0) {}
}

void loop(long n) {
    if (n == 0) return;
    __atomic_fetch_add(&board->granted, (uint32_t)n, __ATOMIC_ACQ_REL);
    sem_post(&board->go);
    model_serve(n);
    while (sem_wait(&board->done) != 0) {}
}

static int64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    return clock_gettime(clock, &time) == 0 ? time.tv_sec * 1000000000 + time.tv_nsec : 0;
}

int64_t server_time(bool is_over) {
    if (elsewhere) nanoseconds(elsewhere);
    // The own clock last and first, so that reading the others is not in the difference.
    int64_t sum = is_over ? nanoseconds(CLOCK_PROCESS_CPUTIME_ID) : 0;
    clockid_t clock;
    if (servers)
        for (int i = 0; i < tasks; i++)
            if (clock_getcpuclockid(servers[i], &clock) == 0) sum += nanoseconds(clock);
    return is_over ? sum : sum + nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
}

int server_batch(void) { return tasks > 256 ? 2 * tasks : 512; }

// In batches of fewer events than may be under way, they never are.
int step(void) { return 4 * workload.in_flight; }
