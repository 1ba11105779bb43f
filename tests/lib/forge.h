/*
 * Forges scoreboards, as any user can: dead ones, of servers that never
 * existed, and live ones, locked by a process that does nothing else.
 */
#ifndef TESTS_LIB_FORGE_H
#define TESTS_LIB_FORGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/score.h"

struct forged {
	const char *directory; /* null: SCORE_DIRECTORY */
	uid_t owner; /* only root can set another */
	uint64_t pid; /* ignored for a live one */
	uint64_t rows_max;
	uint64_t rows;
	const char *control; /* null: empty */
	const char *client; /* of the only one, in row 0; null: none */
	off_t size; /* 0: as the header says */
};

/* Makes a dead scoreboard. */
void forge_dead(const struct forged *forged);

/*
 * Makes a live scoreboard, which lasts until the test ends. Returns its process
 * ID.
 */
pid_t forge_living(const struct forged *forged);

#endif
