// Calls on files, with what the Swift overlay leaves out, and a file system that nobody else sees.
#pragma once

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "call.h"
#include "inline.h"
#include "isolation.h"
#include "result.h"

/// Opens a path by openat2, by the instruction. A descriptor.
K_INLINE int k_openat2(const char *path, int flags) {
    struct open_how how = {.flags = (uint64_t)flags};
    return (int)k_syscall6(SYS_openat2, AT_FDCWD, (long)path, (long)&how, sizeof how, 0, 0);
}

/// What a file is, by statx, through the C library. `mask` says what of it is wanted.
K_INLINE int k_statx(const char *path, struct statx *about) {
    return k_result(statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, about));
}

/// The entries of a folder, by the instruction: bytes that were filled in.
K_INLINE long k_entries(int fd, void *place, long bytes) { return k_syscall3(SYS_getdents64, fd, (long)place, bytes); }

/// A tmpfs that is mounted nowhere and is gone with the descriptor of its root directory.
static inline int k_tmpfs_detached(void) { return k_detached("tmpfs"); }

/// The same in a child, to find out whether it can be made: with the rights that there are or, where those are too few,
/// in a user namespace. 0, or why not.
static inline int k_try_tmpfs(void) {
    int root = k_tmpfs_detached();
    if (root == -EPERM && unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) root = k_tmpfs_detached();
    if (root < 0) return root;
    close(root);
    return 0;
}

/// The flags of a file, by fcntl.
K_INLINE int k_file_flags(int fd) { return k_result(fcntl(fd, F_GETFL)); }

/// Opens, with a mode for what is made.
K_INLINE int k_open(const char *path, int flags, mode_t mode) { return k_result(open(path, flags, mode)); }

/// The same below a folder, for what is there already.
K_INLINE int k_openat(int folder, const char *path, int flags) { return k_result(openat(folder, path, flags)); }

/// Opens the file "file" of a folder and closes it, by the instruction itself. 0, or a negated error number.
K_INLINE long k_open_close(int folder) {
    long file = k_syscall6(SYS_openat, folder, (long)"file", O_RDONLY | O_CLOEXEC, 0, 0, 0);
    return file < 0 ? file : k_syscall3(SYS_close, file, 0, 0);
}

/// Whether a file of a folder may not be read, for no other reason than that it is forbidden.
K_INLINE int k_is_forbidden(int folder, const char *name) {
    long file = k_syscall6(SYS_openat, folder, (long)name, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (file >= 0) k_syscall3(SYS_close, file, 0, 0);
    return file == -EACCES;
}

/// Whether a folder is on a tmpfs.
static inline int k_is_tmpfs(const char *path) {
    struct statfs found;
    return statfs(path, &found) == 0 && found.f_type == TMPFS_MAGIC;
}

/// Removes a folder, its files and the folders in it, at most `deepest` of them in one another.
void k_remove_tree(const char *path, int deepest);
