// System calls of Linux that Swift cannot call: variadic in glibc, without a wrapper there, or macros.
#pragma once
#include <errno.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// Makes the calling process the parent of its orphaned descendants. 0, or -1 with errno.
static inline int sluice_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

/// Names the calling process, as `ps` shows it.
static inline int sluice_set_process_name(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

/// Lets all threads share so many heaps, instead of one each that gives little back.
static inline void sluice_limit_heaps(int count) { mallopt(M_ARENA_MAX, count); }

/// Opens `path` beneath `folder` without following a symbolic link anywhere along it. A descriptor, or -1 with errno.
static inline int sluice_open_beneath(int folder, const char *path, int flags) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (unsigned long long)(unsigned int)flags;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

/// A descriptor that means the process itself, whatever becomes of its number; readable once it has ended.
static inline int sluice_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

/// Sends `signal` to the process of a pidfd. 0, or -1 with errno.
static inline int sluice_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

/// The exit code of a wait status, or -1 if the process ended by a signal.
static inline int sluice_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

/// The signal that ended the process of a wait status, or 0.
static inline int sluice_exit_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

// glibc declares these only with `_GNU_SOURCE`, which the module of Swift does not define.
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
int pipe2(int descriptors[2], int flags);
int memfd_create(const char *name, unsigned int flags);

/// The new process gets a session of its own (`POSIX_SPAWN_SETSID`).
static const short sluice_spawn_new_session = 0x80;
