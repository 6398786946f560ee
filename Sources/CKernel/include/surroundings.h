// What a task can see of the layers around it, by calls of the kernel alone.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "isolation.h"
#include "result.h"

/// The number of the file at `path`, which for a namespace tells it from all others; 0 where there is none.
static inline uint64_t k_number_of_file(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 ? about.st_ino : 0;
}

/// A number that the start of a file, 1 KiB, has alone (FNV-1a); 0 where it cannot be read.
static inline uint64_t k_digest_of_file(const char *path) {
    unsigned char bytes[1024];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t length = read(file, bytes, sizeof bytes);
    close(file);
    uint64_t digest = 0xcbf29ce484222325;
    for (ssize_t at = 0; at < length; at++) digest = (digest ^ bytes[at]) * 0x100000001b3;
    return length > 0 ? digest : 0;
}

/// How often the start of a file, 4 KiB, says `text`.
static inline int k_times_said(const char *path, const char *text) {
    char bytes[4097];
    int file = open(path, O_RDONLY | O_CLOEXEC), times = 0;
    if (file < 0) return 0;
    ssize_t length = read(file, bytes, sizeof bytes - 1);
    close(file);
    if (length <= 0) return 0;
    bytes[length] = 0;
    for (const char *at = bytes; (at = strstr(at, text)); at += strlen(text)) times++;
    return times;
}

/// Whether the start of an open file says `text`.
static inline int k_file_says(int file, const char *text) {
    char bytes[1025];
    ssize_t length = pread(file, bytes, sizeof bytes - 1, 0);
    if (length <= 0) return 0;
    bytes[length] = 0;
    return strstr(bytes, text) != 0;
}

/// The number that follows `key` in the start of an open file; -1 where there is none.
static inline long k_number_after(int file, const char *key) {
    char bytes[1025];
    ssize_t length = pread(file, bytes, sizeof bytes - 1, 0);
    if (length <= 0) return -1;
    bytes[length] = 0;
    const char *at = strstr(bytes, key);
    return at ? strtol(at + strlen(key), 0, 10) : -1;
}

/// Writes a text to a file below a folder, which is emptied before if it is to be.
static inline int k_write_at(int folder, const char *path, const char *text, int empties) {
    int file = openat(folder, path, O_WRONLY | O_CLOEXEC | (empties ? O_TRUNC : 0));
    if (file < 0) return -errno;
    size_t length = strlen(text);
    int result = length == 0 || write(file, text, length) == (ssize_t)length ? 0 : -errno;
    close(file);
    return result;
}

/// The same for a number.
static inline int k_write_number_at(int folder, const char *path, long number) {
    char text[24];
    snprintf(text, sizeof text, "%ld", number);
    return k_write_at(folder, path, text, 0);
}

/// Removes a folder of tracefs, waiting for those who still hold it.
static inline void k_remove_trace_instance(const char *path) {
    int root = k_tracefs_detached();
    if (root < 0) return;
    for (int tries = 0; tries < 5000; tries++) {
        if (unlinkat(root, path, AT_REMOVEDIR) == 0 || errno != EBUSY) break;
        usleep(1000);
    }
    close(root);
}

/// Has writers of a file write at its end, wherever that is by then.
static inline int k_append_only(int file) { return k_result(fcntl(file, F_SETFL, O_APPEND)); }

/// Whether a file says `text` anywhere.
static inline int k_text_stands_in(int file, const char *text) {
    char bytes[8193];
    size_t length = strlen(text);
    for (off_t at = 0;;) {
        ssize_t got = pread(file, bytes, sizeof bytes - 1, at);
        if (got < (ssize_t)length) return 0;
        if (memmem(bytes, (size_t)got, text, length)) return 1;
        // It may lie across two pieces.
        at += got - (ssize_t)length + 1;
    }
}

/// Makes getpgid of a number, again and again until a file says that number, or so long. Whether it does.
static inline int k_call_is_written(int file, uint32_t number, int milliseconds) {
    char text[16];
    snprintf(text, sizeof text, "%u", number);
    for (int waited = 0;; waited += 2) {
        syscall(SYS_getpgid, number);
        if (k_text_stands_in(file, text)) return 1;
        if (waited >= milliseconds) return 0;
        usleep(2000);
    }
}

/// Leaves the calling task the capabilities of a mask (capabilities(7)), now and for whatever it becomes.
static inline int k_keep_capabilities(uint64_t mask) {
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &head, data) != 0) return -errno;
    for (int capability = 0; capability < 64; capability++)
        if (!(mask >> capability & 1) && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EINVAL)
            return -errno;
    for (int half = 0; half < 2; half++) {
        uint32_t kept = (uint32_t)(mask >> 32 * half);
        data[half].effective &= kept;
        data[half].permitted &= kept;
        data[half].inheritable = 0;
    }
    return k_result((int)syscall(SYS_capset, &head, data));
}

/// The capabilities that the calling task has in force.
static inline uint64_t k_capabilities(void) {
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &head, data) != 0) return ~0ull;
    return data[0].effective | (uint64_t)data[1].effective << 32;
}

/// Whether the calling task may be given no new privileges any more.
static inline int k_is_unprivileged_for_good(void) { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1; }

/// Has the calling process no other descriptors than these, as its standard ones.
static inline int k_redirect(int input, int output, int errors) {
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) return -errno;
    return k_close_from(3);
}

/// Becomes another program; comes back with a negated error number where that fails.
static inline int k_become(const char *path, char *const *words) {
    extern char **environ;
    execve(path, words, environ);
    return -errno;
}

/// Starts a program with these as its standard descriptors, which dies with the caller. Its number.
static inline pid_t k_start(const char *path, char *const *words, int input, int output, int errors) {
    pid_t child = k_result(fork());
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (k_redirect(input, output, errors) == 0) k_become(path, words);
    _exit(127);
}
