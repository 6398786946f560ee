// What keeps a probe's traces inside its worker: namespaces, and a process that cleans up after it.
#pragma once

#include <fcntl.h>
#include <sched.h>
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

/// Puts the calling thread alone into new namespaces.
static inline int k_unshare(int kinds) { return k_result(unshare(kinds)); }

/// Puts the calling thread into the namespace that `fd` stands for.
static inline int k_enter_namespace(int fd, int kind) { return k_result(setns(fd, kind)); }

/// Closes every descriptor but `kept`, which becomes descriptor 0; to be called in a child.
static inline int k_keep_only(int kept) {
    if (kept != 0 && dup2(kept, 0) < 0) return -errno;
    return k_result((int)syscall(SYS_close_range, 1u, ~0u, 0u));
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
static inline int k_close_all(void) { return k_result((int)syscall(SYS_close_range, 0u, ~0u, 0u)); }
