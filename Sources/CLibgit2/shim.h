// What Swift cannot import of libgit2: calls of the variadic git_libgit2_opts.
#ifndef SLUICE_CLIBGIT2_SHIM_H
#define SLUICE_CLIBGIT2_SHIM_H

#include <git2.h>

#endif
