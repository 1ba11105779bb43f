/*
 * Queries the system about other processes: from /proc if it exists, otherwise
 * from ps(1). Used to look at the server and its workers from outside.
 */
#ifndef TESTS_LIB_PROC_H
#define TESTS_LIB_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "shared/clock.h"

/* True where /proc shows what the functions marked [proc] read. */
bool proc_is_there(void);

/*
 * The living children of a process, zombies not counted: up to max pids are
 * written, their number is returned.
 */
size_t proc_children(pid_t parent, pid_t *children, size_t max);

/*
 * Does as proc_children, but counts zombies, and may miss a child while others
 * end; quicker where the system keeps a list of children.
 */
size_t proc_children_soon(pid_t parent, pid_t *children, size_t max);

/* True if there is no such process any more, or only a zombie of it. */
bool proc_is_gone(pid_t pid);

/*
 * Copies the process's title, as ps shows it, cut to size; empty where it
 * cannot be read.
 */
void proc_title(pid_t pid, char *title, size_t size);

/*
 * Reads the file /proc/PID/NAME whole, cut to size - 1 bytes and ended by NUL;
 * the number of bytes read, 0 where it cannot be read. [proc]
 */
size_t proc_read(pid_t pid, const char *name, char *text, size_t size);

/*
 * Returns how many descriptors the process has open; -1 where that cannot be
 * read. [proc]
 */
long proc_descriptors(pid_t pid);

/*
 * Waits until it has that many open: a worker's are closed a moment after the
 * worker has ended. How many it has in the end. [proc]
 */
long proc_descriptors_soon(pid_t pid, long count);

/* True if that one is open. [proc] */
bool proc_has_open(pid_t pid, int fd);

/*
 * Returns whether the user who owns the process, if not root, can inspect it:
 * its files in /proc belong to that user. Root's processes give no answer.
 * [proc]
 */
bool proc_is_open_to_its_user(pid_t pid);

/*
 * A row of /proc/PID/limits, as "Max open files": the soft limit and the hard
 * one; ULONG_MAX is none. [proc]
 */
void proc_limits(pid_t pid, const char *row, unsigned long limit[2]);

/* The number in the line "FIELD:" of /proc/PID/status; -1 if none. [proc] */
long proc_status(pid_t pid, const char *field);

/*
 * Waits until it is asleep, which who turns busily never is, and returns how
 * often it has been woken until then. [proc]
 */
long proc_wakes(pid_t pid);

/*
 * Counts wake-ups in consecutive periods of that length and returns true after
 * the first with no more than the given number. A slow machine may take longer
 * than a period, and the process may finish pending work late. [proc]
 */
bool proc_hardly_wakes(pid_t pid, usec time, long wakes);

/*
 * From now on the process is held to that much of a resource, RLIMIT_NOFILE or
 * another of setrlimit(2); the hard limit stays. Skips the test where a limit
 * cannot be set from outside.
 */
void proc_limit(pid_t pid, unsigned resource, rlim_t limit);

#endif
