// The same with a kernel thread that takes the submissions.
#define MODE IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF
#define HAS_BEGIN
#include "io.uring.state.c"

#include <dirent.h>

/// Its own clock; read first, it brings the process's up to date.
static void find_thread(void) {
    DIR *folder = opendir("/proc/self/task");
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        int task = atoi(entry->d_name);
        if (task > 0 && task != getpid()) elsewhere = (clockid_t)(~(unsigned)task << 3 | 6);
    }
    if (folder) closedir(folder);
}

void model_begin(void) { find_thread(); }
