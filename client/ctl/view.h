/*
 * A scoreboard as forkcastctl reads it, trusting nothing in it. The header and
 * the server's record are read from the file. Only commands that need the rows
 * map it, because its owner can truncate it at any time.
 */
#ifndef CLIENT_CTL_VIEW_H
#define CLIENT_CTL_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ctl/boards.h"
#include "shared/clock.h"
#include "shared/score.h"

struct view {
	const struct score_board *map; /* null until view_map */
	size_t size; /* of the file, in bytes */
	int fd; /* -1: the server has no scoreboard (sockets.h) */
	uint64_t pid;
	uid_t owner;
	usec started; /* clock_wall */
	char control[SCORE_PATH + 1]; /* empty: it has no control socket */
};

/*
 * The error if the server has exited and removed the board since the directory
 * was read.
 */
extern const char view_gone[];

/*
 * Opens one of the boards without blocking. Returns null, view_gone, or what is
 * wrong with it: the end of a sentence ("cannot be read: ..."), valid until the
 * next call.
 */
const char *view_open(
    struct view *view, const struct boards *boards, const struct board *board);
void view_close(struct view *view);

/* Maps the board. Ends the program if that fails. */
void view_map(struct view *view);

/*
 * Returns whether the server lives: the process in the board's name holds its
 * lock. Checks anew each time.
 */
bool view_is_alive(const struct view *view);

/*
 * Returns whether the server was stopped by a signal, as far as can be known.
 */
bool view_is_stopped(const struct view *view);

/* Copies the server's record. */
void view_pulse(const struct view *view, struct score_pulse *pulse);

/* Returns the number of rows, used or not. The view must be mapped. */
size_t view_rows(const struct view *view);

/* Copies a row. Returns false if it is unused. The view must be mapped. */
bool view_row(const struct view *view, size_t number, struct score_row *row);

#endif
