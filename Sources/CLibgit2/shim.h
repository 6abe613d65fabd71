// What Swift cannot import of libgit2: calls of the variadic git_libgit2_opts, and the shape of its socket stream.
#ifndef SLUICE_CLIBGIT2_SHIM_H
#define SLUICE_CLIBGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/path.h>
#include <git2/sys/repository.h>
#include <git2/sys/stream.h>

static inline int sluice_git_set_search_path(int level, const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int sluice_git_set_flag(int option, int value) {
    return git_libgit2_opts(option, value);
}

static inline int sluice_git_set_size(int option, size_t value) {
    return git_libgit2_opts(option, value);
}

// A connection made by Sluice. The first four fields are those of libgit2's own socket stream, in its order: its ssh transport
// takes any plain stream for one of these and reads the descriptor out of it.
typedef struct {
    git_stream parent;
    char *host;
    char *port;
    int descriptor;
} sluice_git_stream;

#endif
