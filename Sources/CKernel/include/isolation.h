// What keeps a probe's traces inside its worker: namespaces, and a process that cleans up after it.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    k_ipc_namespace = CLONE_NEWIPC,
    k_net_namespace = CLONE_NEWNET,
    k_pid_namespace = CLONE_NEWPID,
    k_user_namespace = CLONE_NEWUSER,
};

/// Puts the calling thread alone into new namespaces. 0, or -1 with errno.
static inline int k_unshare(int kinds) { return unshare(kinds); }

/// Puts the calling thread into the namespace that `fd` stands for. 0, or -1 with errno.
static inline int k_enter_namespace(int fd, int kind) { return setns(fd, kind); }

/// Closes every descriptor but `kept`, which becomes descriptor 0; to be called in a child. 0, or -1 with errno.
static inline int k_keep_only(int kept) {
    if (kept != 0 && dup2(kept, 0) < 0) return -1;
    return (int)syscall(SYS_close_range, 1u, ~0u, 0u);
}

/// sysfs as the calling thread's network namespace sees it, mounted nowhere: a descriptor of its root directory, gone
/// when it is closed (fsopen(2) and its kin, Linux 5.2). Or -1 with errno.
static inline int k_sysfs_detached(void) {
    const long fsopen = 430, fsconfig = 431, fsmount = 432, cloexec = 1, create = 6;
    int context = (int)syscall(fsopen, "sysfs", cloexec);
    if (context < 0) return -1;
    int root = -1;
    if (syscall(fsconfig, context, create, 0, 0, 0) == 0) root = (int)syscall(fsmount, context, cloexec, 0);
    int saved = errno;
    close(context);
    errno = saved;
    return root;
}

/// Closes every descriptor, in a child that needs none. 0, or -1 with errno.
static inline int k_close_all(void) { return (int)syscall(SYS_close_range, 0u, ~0u, 0u); }
