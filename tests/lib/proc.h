/*
 * Queries Linux's /proc about other processes: tests look at the server and its
 * workers from outside.
 */
#ifndef TESTS_LIB_PROC_H
#define TESTS_LIB_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "shared/clock.h"

/* Returns whether there is a /proc; without it, nothing below is seen. */
bool proc_is_there(void);

/*
 * Writes up to max PIDs of the process's living children, without zombies, and
 * returns their number.
 */
size_t proc_children(pid_t parent, pid_t *children, size_t max);

/*
 * Does as proc_children, but counts zombies and may miss a child while others
 * end. It is faster where the system keeps a list of children.
 */
size_t proc_children_soon(pid_t parent, pid_t *children, size_t max);

/* Returns whether the process is gone or a zombie; and waits until it is. */
bool proc_is_gone(pid_t pid);
#define proc_expect_gone(pid) proc_expect_gone_at(HERE, pid)
void proc_expect_gone_at(const char *where, pid_t pid);

/* Kills each process of the session, by SIGKILL. */
void proc_kill_session(pid_t leader);

/*
 * Returns whether the process runs, or waits for a processor or a disk; false
 * where there is no /proc.
 */
bool proc_runs(pid_t pid);

/*
 * Copies the process's title, as ps shows it, truncated to size; empty if it
 * cannot be read.
 */
void proc_title(pid_t pid, char *title, size_t size);

/*
 * Reads the file /proc/PID/NAME, truncated to size - 1 bytes and ended by NUL.
 * Returns the number of bytes, 0 if it cannot be read.
 */
size_t proc_read(pid_t pid, const char *name, char *text, size_t size);

/*
 * Returns how many descriptors the process has open; -1 where that cannot be
 * read.
 */
long proc_descriptors(pid_t pid);

/* Returns whether the process has that descriptor open. */
bool proc_has_open(pid_t pid, int fd);

/*
 * Returns whether the user who owns the process, if not root, can inspect it:
 * its files in /proc belong to that user. Root's processes give no answer.
 */
bool proc_is_open_to_its_user(pid_t pid);

/* Returns the number in the line "FIELD:" of /proc/PID/status, or -1. */
long proc_status(pid_t pid, const char *field);

/*
 * Waits until the process sleeps, which a busy loop never does, and returns how
 * often it has been woken so far.
 */
long proc_wakes(pid_t pid);

/*
 * Returns a number that is another one once any process below this one has run,
 * begun or ended.
 */
long proc_times_run(pid_t pid);

/* So many quiet periods in a row: it does not wake in every other one. */
#define PROC_ROW 5

/*
 * Counts wake-ups in consecutive periods of that length and returns true after
 * PROC_ROW in a row with no more than the given number. A slow machine may take
 * longer than a period, and the process may finish pending work late.
 */
bool proc_hardly_wakes(pid_t pid, usec time, long wakes);

/*
 * Sets the process's soft limit on a resource, RLIMIT_NOFILE or another of
 * setrlimit(2); the hard limit stays. Skips the test where a limit cannot be
 * set from outside.
 */
void proc_limit(pid_t pid, unsigned resource, rlim_t limit);

#endif
