// The guest's first process: mounts what a program expects, runs /selftest, says how it ended, powers the machine off.
// The words `name=value` of the kernel's command line are the self-test's environment.
#include <stdio.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

static void mount_at(const char *kind, const char *folder) {
    if (mount(kind, folder, kind, 0, 0) < 0) perror(folder);
}

int main(void) {
    mount_at("proc", "/proc");
    mount_at("sysfs", "/sys");
    mount_at("devtmpfs", "/dev");
    mount_at("tmpfs", "/tmp");
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        execl("/selftest", "selftest", (char *)0);
        perror("/selftest");
        _exit(127);
    }
    while (waitpid(-1, &status, 0) != child) {
    }
    printf("guest: exit %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    fflush(stdout);
    sync();
    reboot(RB_POWER_OFF);
}
