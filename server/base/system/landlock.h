/*
 * Landlock rulesets, with which the kernel denies a process paths, ports and
 * other processes, as far as it supports that. One ruleset serves all children;
 * a child that has files gets another.
 */
#ifndef SERVER_BASE_SYSTEM_LANDLOCK_H
#define SERVER_BASE_SYSTEM_LANDLOCK_H

#include <stddef.h>

/*
 * Returns the descriptor of a ruleset that denies everything, except making,
 * reading, writing and removing files and directories in these directories.
 * Returns -1 if the kernel has no Landlock.
 */
int landlock_make(const int *directories, size_t count);

#endif
