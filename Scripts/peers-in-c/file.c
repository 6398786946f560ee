// A call on a file, a path or a descriptor, by -DOF_…: the rows of the family file. Paths begin in a tmpfs of the
// program's own.
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "peer.h"

static int file, folder;
static char *bytes, entries[4096];
static long all;

int step(void) { return 1; }

void prepare(void) {
    check(unshare(CLONE_NEWNS) == 0 || unshare(CLONE_NEWNS | CLONE_NEWUSER) == 0, "unshare");
    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
    check(mount("none", "/tmp", "tmpfs", 0, NULL) == 0 && chdir("/tmp") == 0, "tmpfs");
    bytes = memory(workload.message);
    file = open("f", O_RDWR | O_CREAT, 0600);
    check(file >= 0 && write(file, bytes, workload.message) == (ssize_t)workload.message, "f");
    check(symlink("target", "l") == 0 && mkdir("d", 0700) == 0, "l and d");
    for (int i = 0; i < 16; i++) {
        char name[32];
        snprintf(name, sizeof name, "d/entry-%d", i);
        close(open(name, O_WRONLY | O_CREAT, 0600));
    }
    folder = open("d", O_RDONLY | O_DIRECTORY);
    all = syscall(SYS_getdents64, folder, entries, sizeof entries);
    check(all > 0, "getdents64");
}

static inline bool is_closed(int descriptor) { return descriptor >= 0 && close(descriptor) == 0; }

static inline bool once(void) {
#if defined(OF_open)
    return is_closed(open("f", O_RDONLY));
#elif defined(OF_openat2)
    struct open_how how = {.flags = O_RDONLY};
    return is_closed((int)syscall(SYS_openat2, AT_FDCWD, "f", &how, sizeof how));
#elif defined(OF_stat)
    struct stat about;
    return stat("f", &about) == 0;
#elif defined(OF_fstat)
    struct stat about;
    return fstat(file, &about) == 0;
#elif defined(OF_statx)
    struct statx about;
    return statx(AT_FDCWD, "f", 0, STATX_BASIC_STATS, &about) == 0;
#elif defined(OF_access)
    return access("f", R_OK) == 0;
#elif defined(OF_readlink)
    char text[16];
    return readlink("l", text, sizeof text) == 6;
#elif defined(OF_create)
    return is_closed(open("new", O_WRONLY | O_CREAT | O_EXCL, 0600)) && unlink("new") == 0;
#elif defined(OF_rename)
    static bool is_away;
    is_away = !is_away;
    return rename(is_away ? "f" : "g", is_away ? "g" : "f") == 0;
#elif defined(OF_getdents)
    bool is_there = lseek(folder, 0, SEEK_SET) == 0;
#ifndef BASELINE
    is_there = is_there && syscall(SYS_getdents64, folder, entries, sizeof entries) == all;
#endif
    return is_there;
#elif defined(OF_fcntl)
    return fcntl(file, F_GETFL) >= 0;
#elif defined(OF_lseek)
    return lseek(file, 0, SEEK_SET) == 0;
#elif defined(OF_dup)
    return is_closed(dup(file));
#elif defined(OF_pread)
    return pread(file, bytes, workload.message, 0) == (ssize_t)workload.message;
#elif defined(OF_pwrite)
    return pwrite(file, bytes, workload.message, 0) == (ssize_t)workload.message;
#elif defined(OF_memfd)
    return is_closed(memfd_create("c", MFD_CLOEXEC));
#else
    int ends[2];
#ifdef OF_pipe
    bool is_made = pipe(ends) == 0;
#else
    bool is_made = socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
#endif
    return is_made && is_closed(ends[0]) && is_closed(ends[1]);
#endif
}

void loop(long n) {
    for (long i = 0; i < n; i++) check(once(), "the call");
}
