#include "files.h"

#include <string.h>

static void remove_in(int folder, int deepest) {
    DIR *names = fdopendir(folder);
    if (!names) return (void)close(folder);
    for (struct dirent *entry; (entry = readdir(names));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (unlinkat(folder, entry->d_name, 0) == 0 || deepest == 0) continue;
        int inner = openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner >= 0) remove_in(inner, deepest - 1);
        unlinkat(folder, entry->d_name, AT_REMOVEDIR);
    }
    closedir(names);
}

void k_remove_tree(const char *path, int deepest) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder >= 0) remove_in(folder, deepest);
    rmdir(path);
}
