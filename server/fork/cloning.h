/*
 * Which body child.h has: CLONING is defined where the system has what
 * child_clone.c needs. Sanitizers do not know of processes that are made
 * behind their back, so builds with them use (and test) plain fork.
 */
#ifndef SERVER_FORK_CLONING_H
#define SERVER_FORK_CLONING_H

#include "base/mem/sanitized.h"

#if defined(__linux__) && !defined(SANITIZED) && !defined(PLAIN_FORK)
#define CLONING 1
#endif

#endif
