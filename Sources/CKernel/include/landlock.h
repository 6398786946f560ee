// Landlock (Linux 5.13): rules of a task for itself, which it and its children never get rid of.
#pragma once

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "result.h"

/// The numbers are the same on every architecture.
enum { k_nr_landlock_create = 444, k_nr_landlock_add = 445, k_nr_landlock_restrict = 446 };

/// The version of the kernel's Landlock.
static inline int k_landlock_version(void) {
    return k_result((int)syscall(k_nr_landlock_create, 0, 0, LANDLOCK_CREATE_RULESET_VERSION));
}

/// A set of rules under which no file can be read. Its descriptor.
static inline int k_landlock_make(void) {
    struct landlock_ruleset_attr attr = {.handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE};
    return k_result((int)syscall(k_nr_landlock_create, &attr, sizeof attr, 0));
}

/// Lets what is at `path`, seen from `folder`, be read, and all below it.
static inline int k_landlock_allow(int rules, int folder, const char *path) {
    struct landlock_path_beneath_attr attr = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE};
    attr.parent_fd = openat(folder, path, O_PATH | O_CLOEXEC);
    if (attr.parent_fd < 0) return -errno;
    int added = k_result((int)syscall(k_nr_landlock_add, rules, LANDLOCK_RULE_PATH_BENEATH, &attr, 0));
    close(attr.parent_fd);
    return added;
}

/// Puts the calling thread under the rules, above those that it is under already.
static inline int k_landlock_enter(int rules) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    return k_result((int)syscall(k_nr_landlock_restrict, rules, 0));
}
