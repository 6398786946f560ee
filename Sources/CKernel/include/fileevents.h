// fanotify: who opens files of a file system, which a listener hears of or is asked about.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/fanotify.h>
#include <unistd.h>

#include "result.h"

/// A listener that hears of files that are opened below the mount of `folder`, or asked whether they may be. It never
/// blocks where it only hears. Its descriptor.
static inline int k_watch_opens(int folder, int asks) {
    unsigned flags = FAN_CLOEXEC | (asks ? FAN_CLASS_CONTENT : FAN_CLASS_NOTIF | FAN_NONBLOCK);
    int listener = k_result(fanotify_init(flags, O_RDONLY | O_CLOEXEC));
    if (listener < 0) return listener;
    uint64_t what = asks ? FAN_OPEN_PERM : FAN_OPEN;
    int marked = fanotify_mark(listener, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, what, folder, ".");
    if (marked == 0) return listener;
    int code = -errno;
    close(listener);
    return code;
}

/// Takes all events that there are. How many were of `process`. The calls that it takes are added to `calls`.
static inline long k_drain_opens(int listener, pid_t process, uint64_t *calls) {
    struct fanotify_event_metadata events[64];
    long own = 0;
    for (;;) {
        ++*calls;
        ssize_t length = read(listener, events, sizeof events);
        if (length <= 0) return own;
        for (struct fanotify_event_metadata *event = events; FAN_EVENT_OK(event, length);
             event = FAN_EVENT_NEXT(event, length)) {
            own += event->pid == process;
            if (event->fd < 0) continue;
            ++*calls;
            close(event->fd);
        }
    }
}

/// Allows every opening that the listener is asked about, and adds one to `count` for each of `process`. A negated
/// error number, when it cannot any more.
static inline int k_allow_opens(int listener, pid_t process, uint64_t *count) {
    struct fanotify_event_metadata event;
    for (;;) {
        ssize_t length = read(listener, &event, sizeof event);
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) return -errno;
        if (length < (ssize_t)sizeof event || event.fd < 0) continue;
        if (event.pid == process) ++*count;
        struct fanotify_response answer = {event.fd, FAN_ALLOW};
        if (write(listener, &answer, sizeof answer) < 0) return -errno;
        close(event.fd);
    }
}
