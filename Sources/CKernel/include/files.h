// Files: opening and closing one, and a folder that is to go.
#pragma once

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "call.h"
#include "inline.h"
#include "result.h"

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
    struct statfs told;
    return statfs(path, &told) == 0 && told.f_type == TMPFS_MAGIC;
}

/// Removes a folder, its files and the folders in it, at most `deepest` of them in one another.
void k_remove_tree(const char *path, int deepest);
