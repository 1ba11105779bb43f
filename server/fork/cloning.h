/*
 * The choice between the bodies of child.h: CLONING is defined if the system
 * has what child_clone.c needs. Sanitizers do not know of processes made
 * without libc's fork, so builds with them use (and test) plain fork.
 */
#ifndef SERVER_FORK_CLONING_H
#define SERVER_FORK_CLONING_H

#include "base/mem/sanitized.h"

#if defined(__linux__) && !defined(SANITIZED) && !defined(PLAIN_FORK)
#define CLONING 1
#endif

#endif
