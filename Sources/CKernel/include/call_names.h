// The names of system calls by their numbers, for those who count calls.
#pragma once

#include <sys/syscall.h>

// Calls that every architecture has, those of x86-64 alone, and those since Linux 5.1, whose numbers are the same
// everywhere and which the headers of an older kernel lack.
#define K_CALLS(X) \
    X(newfstatat) X(read) X(write) X(close) X(fstat) X(lseek) X(mmap) X(mprotect) X(munmap) X(brk) X(rt_sigaction) \
    X(rt_sigprocmask) X(rt_sigreturn) X(ioctl) X(pread64) X(pwrite64) X(readv) X(writev) X(sched_yield) X(mremap) \
    X(msync) X(mincore) X(madvise) X(shmget) X(shmat) X(shmctl) X(dup) X(nanosleep) X(getitimer) X(setitimer) \
    X(getpid) X(sendfile) X(socket) X(connect) X(accept) X(sendto) X(recvfrom) X(sendmsg) X(recvmsg) X(shutdown) \
    X(bind) X(listen) X(getsockname) X(getpeername) X(socketpair) X(setsockopt) X(getsockopt) X(clone) X(execve) \
    X(exit) X(wait4) X(kill) X(uname) X(semget) X(semop) X(semctl) X(shmdt) X(msgget) X(msgsnd) X(msgrcv) X(msgctl) \
    X(fcntl) X(flock) X(fsync) X(fdatasync) X(truncate) X(ftruncate) X(getcwd) X(chdir) X(fchdir) X(fchmod) X(fchown) \
    X(umask) X(gettimeofday) X(getrlimit) X(getrusage) X(sysinfo) X(times) X(ptrace) X(getuid) X(syslog) X(getgid) \
    X(setuid) X(setgid) X(geteuid) X(getegid) X(setpgid) X(getppid) X(setsid) X(setreuid) X(setregid) X(getgroups) \
    X(setgroups) X(setresuid) X(getresuid) X(setresgid) X(getresgid) X(getpgid) X(setfsuid) X(setfsgid) X(getsid) \
    X(capget) X(capset) X(rt_sigpending) X(rt_sigtimedwait) X(rt_sigqueueinfo) X(rt_sigsuspend) X(sigaltstack) \
    X(personality) X(statfs) X(fstatfs) X(getpriority) X(setpriority) X(sched_setparam) X(sched_getparam) \
    X(sched_setscheduler) X(sched_getscheduler) X(sched_get_priority_max) X(sched_get_priority_min) \
    X(sched_rr_get_interval) X(mlock) X(munlock) X(mlockall) X(munlockall) X(vhangup) X(pivot_root) X(prctl) \
    X(adjtimex) X(setrlimit) X(chroot) X(sync) X(acct) X(settimeofday) X(mount) X(umount2) X(swapon) X(swapoff) \
    X(reboot) X(sethostname) X(setdomainname) X(init_module) X(delete_module) X(quotactl) X(nfsservctl) X(gettid) \
    X(readahead) X(setxattr) X(lsetxattr) X(fsetxattr) X(getxattr) X(lgetxattr) X(fgetxattr) X(listxattr) \
    X(llistxattr) X(flistxattr) X(removexattr) X(lremovexattr) X(fremovexattr) X(tkill) X(futex) X(sched_setaffinity) \
    X(sched_getaffinity) X(io_setup) X(io_destroy) X(io_getevents) X(io_submit) X(io_cancel) X(lookup_dcookie) \
    X(remap_file_pages) X(getdents64) X(set_tid_address) X(restart_syscall) X(semtimedop) X(fadvise64) \
    X(timer_create) X(timer_settime) X(timer_gettime) X(timer_getoverrun) X(timer_delete) X(clock_settime) \
    X(clock_gettime) X(clock_getres) X(clock_nanosleep) X(exit_group) X(epoll_ctl) X(tgkill) X(mbind) \
    X(set_mempolicy) X(get_mempolicy) X(mq_open) X(mq_unlink) X(mq_timedsend) X(mq_timedreceive) X(mq_notify) \
    X(mq_getsetattr) X(kexec_load) X(waitid) X(add_key) X(request_key) X(keyctl) X(ioprio_set) X(ioprio_get) \
    X(inotify_add_watch) X(inotify_rm_watch) X(migrate_pages) X(openat) X(mkdirat) X(mknodat) X(fchownat) X(unlinkat) \
    X(renameat) X(linkat) X(symlinkat) X(readlinkat) X(fchmodat) X(faccessat) X(pselect6) X(ppoll) X(unshare) \
    X(set_robust_list) X(get_robust_list) X(splice) X(tee) X(sync_file_range) X(vmsplice) X(move_pages) X(utimensat) \
    X(epoll_pwait) X(timerfd_create) X(fallocate) X(timerfd_settime) X(timerfd_gettime) X(accept4) X(signalfd4) \
    X(eventfd2) X(epoll_create1) X(dup3) X(pipe2) X(inotify_init1) X(preadv) X(pwritev) X(rt_tgsigqueueinfo) \
    X(perf_event_open) X(recvmmsg) X(fanotify_init) X(fanotify_mark) X(prlimit64) X(name_to_handle_at) \
    X(open_by_handle_at) X(clock_adjtime) X(syncfs) X(sendmmsg) X(setns) X(getcpu) X(process_vm_readv) \
    X(process_vm_writev) X(kcmp) X(finit_module) X(sched_setattr) X(sched_getattr) X(renameat2) X(seccomp) \
    X(getrandom) X(memfd_create) X(kexec_file_load) X(bpf) X(execveat) X(userfaultfd) X(membarrier) X(mlock2) \
    X(copy_file_range) X(preadv2) X(pwritev2) X(pkey_mprotect) X(pkey_alloc) X(pkey_free) X(statx) X(io_pgetevents) \
    X(rseq)
#define K_OLD_CALLS(X) \
    X(open) X(stat) X(lstat) X(poll) X(access) X(pipe) X(select) X(dup2) X(pause) X(alarm) X(fork) X(vfork) \
    X(getdents) X(rename) X(mkdir) X(rmdir) X(creat) X(link) X(unlink) X(symlink) X(readlink) X(chmod) X(chown) \
    X(lchown) X(getpgrp) X(utime) X(mknod) X(uselib) X(ustat) X(sysfs) X(modify_ldt) X(_sysctl) X(arch_prctl) X(iopl) \
    X(ioperm) X(create_module) X(get_kernel_syms) X(query_module) X(getpmsg) X(putpmsg) X(afs_syscall) X(tuxcall) \
    X(security) X(time) X(set_thread_area) X(get_thread_area) X(epoll_create) X(epoll_ctl_old) X(epoll_wait_old) \
    X(epoll_wait) X(utimes) X(vserver) X(inotify_init) X(futimesat) X(signalfd) X(eventfd)
#define K_NEW_CALLS(X) \
    X(424, pidfd_send_signal) X(425, io_uring_setup) X(426, io_uring_enter) X(427, io_uring_register) \
    X(428, open_tree) X(429, move_mount) X(430, fsopen) X(431, fsconfig) X(432, fsmount) X(433, fspick) \
    X(434, pidfd_open) X(435, clone3) X(436, close_range) X(437, openat2) X(438, pidfd_getfd) X(439, faccessat2) \
    X(440, process_madvise) X(441, epoll_pwait2) X(442, mount_setattr) X(443, quotactl_fd) \
    X(444, landlock_create_ruleset) X(445, landlock_add_rule) X(446, landlock_restrict_self) X(447, memfd_secret) \
    X(448, process_mrelease) X(449, futex_waitv) X(450, set_mempolicy_home_node) \
    X(451, cachestat) X(452, fchmodat2) X(453, map_shadow_stack) X(454, futex_wake) X(455, futex_wait) \
    X(456, futex_requeue) X(457, statmount) X(458, listmount) X(459, lsm_get_self_attr) X(460, lsm_set_self_attr) \
    X(461, lsm_list_modules) X(462, mseal) X(463, setxattrat) X(464, getxattrat) X(465, listxattrat) \
    X(466, removexattrat) X(467, open_tree_attr)

/// The name of the call of that number; 0 where none is known.
static inline const char *k_call_name(long number) {
    switch (number) {
#define K_NAME(name) case SYS_##name: return #name;
#define K_NUMBERED(number, name) case number: return #name;
        K_CALLS(K_NAME)
#if defined(__x86_64__)
        K_OLD_CALLS(K_NAME)
#endif
        K_NEW_CALLS(K_NUMBERED)
#undef K_NAME
#undef K_NUMBERED
        default: return 0;
    }
}
