/*
 * The processes of the server: all descendants of this process, also those that
 * have become daemons, where the system gives orphans to us. They are looked up
 * anew each time, in /proc or else by ps(1).
 */
#ifndef TESTS_GRADE_FAMILY_H
#define TESTS_GRADE_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define FAMILY_MAX 2048

struct member {
	pid_t pid;
	pid_t parent;
	char state; /* as ps shows it: R, S, D, T, Z; of the first thread */
	bool threads; /* it has others */
};

struct family {
	size_t count;
	bool crowded; /* there are more than FAMILY_MAX */
	struct member member[FAMILY_MAX]; /* parents before their children */
};

/* Makes this process the one that inherits orphans, where that is possible. */
void family_adopt(void);

/*
 * In the first process of the server: it ends with us, and has System V objects
 * of its own, where the system allows that.
 */
void family_begin(void);

/* Looks up who is there now; valid until the next call. */
const struct family *family_look(void);

/* Returns whether the process is in it, and is no zombie. */
bool family_has(const struct family *family, pid_t pid);

/* Returns whether any of them runs, or waits for a processor or a disk. */
bool family_runs(const struct family *family);

/* Returns the number of its zombies whose parent is the process. */
size_t family_zombies(const struct family *family, pid_t parent);

/*
 * Kills all of them, and those of the group, until none is left, and removes
 * the System V objects of those that family_look has ever seen. Returns whether
 * all are gone.
 */
bool family_end(pid_t group);

#endif
