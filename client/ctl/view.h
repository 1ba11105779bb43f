/*
 * A scoreboard as forkcastctl sees it, believed in nothing. Its head and the
 * server's record are read from the file; only who wants the rows has it
 * mapped, for whoever owns it can cut it short meanwhile. Used by all commands.
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
	size_t size; /* bytes, of the file */
	int fd; /* -1: it has no scoreboard (sockets.h) */
	uint64_t pid;
	uid_t owner;
	bool trusted;
	usec started; /* clock_wall */
	char control[SCORE_PATH + 1]; /* empty: there is no control socket */
};

/* The server ended, and took it along, since the directory was read. */
extern const char view_gone[];

/*
 * Opens one of the boards, without blocking. Null, view_gone, or what is wrong
 * with it: a sentence's end ("cannot be read: ..."), valid until the next call.
 */
const char *view_open(
    struct view *view, const struct boards *boards, const struct board *board);
void view_close(struct view *view);

/* Has it mapped; ends the program if that cannot be. */
void view_map(struct view *view);

/*
 * Does the server still live? It does if the process in the board's name holds
 * its lock. Asked anew each time.
 */
bool view_is_alive(const struct view *view);

/* Has it been stopped by a signal, as far as can be told? */
bool view_is_stopped(const struct view *view);

void view_pulse(const struct view *view, struct score_pulse *pulse);

/* All rows there are room for, used or not. For a view that is mapped. */
size_t view_rows(const struct view *view);

/* Copies a row; false if there is no client. For a view that is mapped. */
bool view_row(const struct view *view, size_t number, struct score_row *row);

#endif
