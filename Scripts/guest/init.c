// The guest's first process: mounts what programs expect, runs what it is to, says how that ended, powers the machine
// off. It is all that an initial file system needs beside the program that is tried.
//
// With a file /job it runs each line of that: a command and its words, or
//     write PATH TEXT            into a file
//     after SECONDS write ...    the same beside what follows
// and prints "guest: run LINE" and "guest: status NUMBER" around the output. Without one it runs /selftest.
//
// The words `name=value` of the kernel's command line are the environment. GUEST_UID: the user who runs the commands;
// GUEST_CGROUP: v1 or none for another control group file system than cgroup 2.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void mount_at(const char *kind, const char *folder, const char *options) {
    mkdir(folder, 0755);
    if (mount(kind, folder, kind, 0, options) < 0) perror(folder);
}

static void write_to(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_TRUNC);
    if (file < 0 || write(file, text, strlen(text)) < 0) printf("guest: %s: %s\n", path, strerror(errno));
    if (file >= 0) close(file);
}

static void mount_control_groups(const char *kind) {
    if (kind && strcmp(kind, "none") == 0) return;
    if (!kind || strcmp(kind, "v1") != 0) {
        mount_at("cgroup2", "/sys/fs/cgroup", 0);
        write_to("/sys/fs/cgroup/cgroup.subtree_control", "+cpu +memory +pids +cpuset");
        return;
    }
    const char *controllers[] = {"cpu,cpuacct", "cpuset", "memory", "pids"};
    mount_at("tmpfs", "/sys/fs/cgroup", 0);
    for (int i = 0; i < 4; i++) {
        char folder[64];
        snprintf(folder, sizeof folder, "/sys/fs/cgroup/%s", controllers[i]);
        mount_at("cgroup", folder, controllers[i]);
    }
}

static void loopback_up(void) {
    struct ifreq request = {.ifr_name = "lo"};
    int socket_of = socket(AF_INET, SOCK_DGRAM, 0);
    if (socket_of < 0) return;
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    ioctl(socket_of, SIOCSIFFLAGS, &request);
    close(socket_of);
}

static void load_module(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    if (syscall(SYS_finit_module, file, "", 0) < 0) printf("guest: %s: %s\n", path, strerror(errno));
    close(file);
}

static int status_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

/// Runs a command, its output copied here through a pipe, so that the program does not take this for a terminal.
static int run(char **words) {
    int ends[2];
    const char *uid = getenv("GUEST_UID");
    if (pipe(ends) < 0) return 126;
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        close(ends[0]);
        close(ends[1]);
        gid_t id = uid ? (gid_t)atoi(uid) : 0;
        if (uid && (setgroups(0, 0) < 0 || setgid(id) < 0 || setuid(id) < 0)) perror("setuid");
        execv(words[0], words);
        perror(words[0]);
        _exit(127);
    }
    close(ends[1]);
    char text[4096];
    ssize_t count;
    while ((count = read(ends[0], text, sizeof text)) > 0) fwrite(text, 1, (size_t)count, stdout);
    close(ends[0]);
    int status = 0;
    while (waitpid(-1, &status, 0) != child) {
    }
    return status_of(status);
}

static void do_line(char *line) {
    char *words[64];
    int count = 0;
    line[strcspn(line, "\n")] = 0;
    if (*line == 0 || *line == '#') return;
    printf("guest: run %s\n", line);
    fflush(stdout);
    for (char *word = strtok(line, " "); word && count < 63; word = strtok(0, " ")) words[count++] = word;
    words[count] = 0;
    int status = 0;
    if (count == 3 && strcmp(words[0], "write") == 0) {
        write_to(words[1], words[2]);
    } else if (count == 5 && strcmp(words[0], "after") == 0) {
        if (fork() == 0) {
            usleep((useconds_t)(atof(words[1]) * 1e6));
            write_to(words[3], words[4]);
            _exit(0);
        }
    } else {
        status = run(words);
    }
    printf("\nguest: status %d\n", status);
    fflush(stdout);
}

static int run_selftest(void) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        execl("/selftest", "selftest", (char *)0);
        perror("/selftest");
        _exit(127);
    }
    while (waitpid(-1, &status, 0) != child) {
    }
    return status_of(status);
}

int main(void) {
    mount_at("proc", "/proc", 0);
    mount_at("sysfs", "/sys", 0);
    // Where a kernel has such files.
    mount("securityfs", "/sys/kernel/security", "securityfs", 0, 0);
    mount_at("devtmpfs", "/dev", 0);
    mount_at("tmpfs", "/dev/shm", 0);
    mount_at("tmpfs", "/tmp", 0);
    chmod("/tmp", 01777);
    umask(022);
    FILE *job = fopen("/job", "re");
    int status = 0;
    if (job) {
        mount_control_groups(getenv("GUEST_CGROUP"));
        loopback_up();
        load_module("/modules/veth.ko");
        setenv("HOME", "/tmp", 1);
        setenv("PATH", "/bin", 1);
        setenv("COLUMNS", "250", 1);
        char line[4096];
        while (fgets(line, sizeof line, job)) do_line(line);
    } else {
        status = run_selftest();
    }
    printf("guest: exit %d\n", status);
    fflush(stdout);
    sync();
    reboot(RB_POWER_OFF);
}
