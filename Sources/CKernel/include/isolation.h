// What keeps a probe's traces inside its worker: namespaces, and a process that cleans up after it.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "result.h"

enum {
    k_ipc_namespace = CLONE_NEWIPC,
    k_net_namespace = CLONE_NEWNET,
    k_pid_namespace = CLONE_NEWPID,
    k_user_namespace = CLONE_NEWUSER,
    k_uts_namespace = CLONE_NEWUTS,
    k_mount_namespace = CLONE_NEWNS,
    k_cgroup_namespace = CLONE_NEWCGROUP,
    k_time_namespace = 0x80, // CLONE_NEWTIME, Linux 5.6
};

/// A file in `folder` that has no name, to read and write, close-on-exec. Where the file system knows no such files it
/// has one for a moment.
static inline int k_unnamed_file(const char *folder) {
    int file = k_result(open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (file != -EOPNOTSUPP && file != -EISDIR) return file;
    char path[4096];
    if (snprintf(path, sizeof path, "%s/toll-XXXXXX", folder) >= (int)sizeof path) return -ENAMETOOLONG;
    file = k_result(mkostemp(path, O_CLOEXEC));
    if (file >= 0) unlink(path);
    return file;
}

/// Puts the calling thread alone into new namespaces.
static inline int k_unshare(int kinds) { return k_result(unshare(kinds)); }

/// The same for mounts; what it mounts from then on is for it alone.
static inline int k_unshare_mounts(void) {
    int result = k_unshare(CLONE_NEWNS);
    return result < 0 ? result : k_result(mount(0, "/", 0, MS_REC | MS_PRIVATE, 0));
}

/// Puts the calling thread into the namespace that `fd` stands for.
static inline int k_enter_namespace(int fd, int kind) { return k_result(setns(fd, kind)); }

/// Closes every descriptor from `first` on; to be called in a child. gVisor takes numbers beyond an int for negative.
static inline int k_close_from(unsigned first) {
    return k_result((int)syscall(SYS_close_range, first, 0x7fffffff, 0u));
}

/// Closes every descriptor but `kept`, which becomes descriptor 0; to be called in a child.
static inline int k_keep_only(int kept) {
    if (kept != 0 && dup2(kept, 0) < 0) return -errno;
    return k_close_from(1);
}

/// A file system of the kernel's own, such as sysfs, that is mounted nowhere: a descriptor of its root directory,
/// visible to this process alone, gone when it is closed (fsopen(2) and its kin, Linux 5.2, whose numbers are the same
/// on every architecture).
static inline int k_detached(const char *type) {
    const long fsopen = 430, fsconfig = 431, fsmount = 432, cloexec = 1, create = 6;
    int context = k_result((int)syscall(fsopen, type, cloexec));
    if (context < 0) return context;
    int root = k_result((int)syscall(fsconfig, context, create, 0, 0, 0));
    if (root == 0) root = k_result((int)syscall(fsmount, context, cloexec, 0));
    close(context);
    return root;
}

/// sysfs as the calling thread's network namespace sees it.
static inline int k_sysfs_detached(void) { return k_detached("sysfs"); }

/// tracefs.
static inline int k_tracefs_detached(void) { return k_detached("tracefs"); }

/// Closes every descriptor, in a child that needs none.
static inline int k_close_all(void) { return k_close_from(0); }
