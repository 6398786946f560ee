#include "CKernel.h"

#include <string.h>

pid_t k_vfork_exit_wait(void) {
    pid_t child = vfork();
    if (child == 0) _exit(0);
    if (child < 0) return -errno;
    return k_result(waitpid(child, 0, 0));
}

// What a child with memory of its own runs. It calls nothing: what a call needs (the table of functions, the linker)
// may have been left out of its copy.
#define K_CHILD __attribute__((noinline, section("k_child")))

K_CHILD pid_t k_fork_exit(void) {
    pid_t child = fork();
    if (child == 0) k_syscall3(SYS_exit_group, 0, 0, 0);
    return k_result(child);
}

K_CHILD pid_t k_fork_exec(const char *path) {
    char here[256];
    char *words[] = {here, 0};
    size_t length = strlen(path);
    if (length >= sizeof here) return -ENAMETOOLONG;
    memcpy(here, path, length + 1);
    pid_t child = fork();
    if (child == 0) {
        k_syscall3(SYS_execve, (long)here, (long)words, (long)(words + 1));
        k_syscall3(SYS_exit_group, 127, 0, 0);
    }
    return k_result(child);
}

K_CHILD long k_clone_process_exit(void) { return k_clone_exit(k_process, 0, 0, 0); }

K_CHILD static long clone3_exit(struct clone_args *arguments) {
    long made = k_syscall3(SYS_clone3, (long)arguments, sizeof *arguments, 0);
    if (made == 0) k_syscall3(SYS_exit, 0, 0, 0);
    return made;
}

int k_has_clone3(void) {
    // Nothing at all is too little for it, which only a kernel that has it says.
    long result = k_syscall3(SYS_clone3, 0, 0, 0);
    return result == -ENOSYS || result == -EPERM || result == -EACCES ? (int)result : 0;
}

long k_clone3_pidfd_exit(int *pidfd) {
    struct clone_args arguments = {
        .flags = CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)pidfd, .exit_signal = SIGCHLD};
    return clone3_exit(&arguments);
}

long k_clone3_cgroup_exit(int group) {
    struct clone_args arguments = {
        .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)group};
    return clone3_exit(&arguments);
}

void k_child_code(uintptr_t *start, uintptr_t *end) {
    extern const char first[] __asm__("__start_k_child") __attribute__((visibility("hidden")));
    extern const char last[] __asm__("__stop_k_child") __attribute__((visibility("hidden")));
    *start = (uintptr_t)first;
    *end = (uintptr_t)last;
}
