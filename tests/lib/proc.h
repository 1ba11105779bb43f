/*
 * What the system says of other processes: from /proc where it is there, else
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
 * The same, quicker where the system keeps a list of them, zombies counted; one
 * may be left out while others end.
 */
size_t proc_children_soon(pid_t parent, pid_t *children, size_t max);

/* True if there is no such process any more, or only a zombie of it. */
bool proc_is_gone(pid_t pid);

/* Its title, as ps shows it, cut to size; empty where it cannot be read. */
void proc_title(pid_t pid, char *title, size_t size);

/*
 * Reads the file /proc/PID/NAME whole, cut to size - 1 bytes and ended by NUL;
 * the number of bytes read, 0 where it cannot be read. [proc]
 */
size_t proc_read(pid_t pid, const char *name, char *text, size_t size);

/* How many descriptors it has open; -1 where that cannot be read. [proc] */
long proc_descriptors(pid_t pid);

/*
 * Waits until it has that many open: a worker's are closed a moment after the
 * worker has ended. How many it has in the end. [proc]
 */
long proc_descriptors_soon(pid_t pid, long count);

/* True if that one is open. [proc] */
bool proc_has_open(pid_t pid, int fd);

/*
 * True if who is the same user, and not root, may look into it: its files there
 * are its user's. Of root's processes that is not to be told. [proc]
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
 * Watches for that time how often it is woken, again and again: true as soon as
 * that is no more than so often, or where the machine took longer, as often in
 * each such time. What it has still to do at first, it may do late. [proc]
 */
bool proc_hardly_wakes(pid_t pid, usec time, long wakes);

/*
 * From now on the process is held to that much of a resource, RLIMIT_NOFILE or
 * another of setrlimit(2); the hard limit stays. Skips the test where a limit
 * cannot be set from outside.
 */
void proc_limit(pid_t pid, unsigned resource, rlim_t limit);

#endif
