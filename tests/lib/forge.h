/*
 * Scoreboards as anybody can make them: dead ones, of servers that never were,
 * and living ones, locked by a process that does nothing else.
 */
#ifndef TESTS_LIB_FORGE_H
#define TESTS_LIB_FORGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/score.h"

struct forged {
	const char *directory; /* null: SCORE_DIRECTORY */
	const char *name; /* of the file; null: by the process ID */
	uid_t owner; /* root only can be another than itself */
	uint64_t pid; /* of a living one it is its process's */
	uint64_t rows_max;
	uint64_t rows;
	uint64_t beat; /* clock_wall */
	uint64_t clients_max;
	uint64_t trouble; /* SCORE_UNREADABLE and so on */
	const char *address; /* null: empty */
	const char *control; /* likewise */
	const char *client; /* the name of the only one, in row 0; likewise */
	off_t size; /* 0: what the head says */
};

/* Makes a dead one; the path is the file's. */
void forge_dead(const struct forged *forged);

/* Makes one that lives, and is there, as long as the test; its process ID. */
pid_t forge_living(const struct forged *forged);

/* An empty file of that owner, or a FIFO. */
void forge_empty(const char *name, uid_t owner);
void forge_fifo(const char *name, uid_t owner);

#endif
