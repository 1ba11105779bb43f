/*
 * The scoreboards of this machine, as forkcastctl sees them: found by their
 * names, mapped read-only, and believed in nothing. Used by all its commands.
 */
#ifndef CLIENT_CTL_VIEW_H
#define CLIENT_CTL_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/score.h"

struct view {
	const struct score_board *board;
	size_t size; /* of the mapping */
	int fd;
	uint64_t pid;
	uid_t owner;
	usec started; /* clock_wall */
	char control[SCORE_PATH + 1]; /* empty: there is no control socket */
};

/* The process IDs in the names of all there are; how many. */
size_t view_list(uint64_t *pids, size_t max);

/*
 * Opens one. Null, or why not: a sentence's end ("cannot be read: ..."), valid
 * until the next call.
 */
const char *view_open(struct view *view, uint64_t pid);
void view_close(struct view *view);

/* Does the server still live? Asked anew each time. */
bool view_is_alive(const struct view *view);

void view_pulse(const struct view *view, struct score_pulse *pulse);

/* All rows there are room for, used or not. */
size_t view_rows(const struct view *view);

/* Copies a row; false if there is no client. */
bool view_row(const struct view *view, size_t number, struct score_row *row);

#endif
