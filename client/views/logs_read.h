/*
 * Reading logs: the end of one, or all of them. The content of a log is
 * hostile: others may have written it, and its lines have any length.
 */
#ifndef CLIENT_VIEWS_LOGS_READ_H
#define CLIENT_VIEWS_LOGS_READ_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/logs.h"
#include "views/logs_text.h"

/* How much of the end of a log is read. */
#define LOGS_TAIL ((off_t)128 << 10)

/*
 * Takes a record of the view; valid during the call. Returns false to stop.
 */
typedef bool logs_taker(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record);

/*
 * logs_read_end passes the records to the taker that stand, in the view's two
 * logs, in the last LOGS_TAIL bytes, the oldest first. logs_read_view does so
 * with the last LOGS_MOST bytes of each.
 */
void logs_read_end(const struct logs *logs, enum view_kind kind,
    struct str name, logs_taker *take, void *state);
void logs_read_view(const struct logs *logs, enum view_kind kind,
    struct str name, logs_taker *take, void *state);

/* logs_read_last passes on the last records of all views, in LOGS_LAST bytes.
 */
#define LOGS_LAST ((off_t)2 * LOGS_TEXT)
void logs_read_last(const struct logs *logs, logs_taker *take, void *state);

/*
 * A walk through all logs, in pieces: of each view the older log first, and of
 * each file at most the last LOGS_MOST bytes, LOGS_ALL of all together.
 */
struct logs_walk {
	const struct logs *logs;
	DIR *dir; /* null: there is none to read */
	int fd; /* of the file being read, or -1 */
	off_t at, end; /* the bytes still to be read of it */
	off_t left; /* of LOGS_ALL */
	enum view_kind kind; /* of its view */
	char name[LIMIT_GROUP];
	size_t len;
	bool next; /* the view's newer log comes next */
	struct buf buf;
	char memory[2 * LOGS_TEXT];
};

/*
 * logs_walk_begin begins a walk; the logs must stay until its end.
 * logs_walk_on passes the next records to the taker, from about most bytes;
 * returns false if there are no more, or the taker has stopped.
 */
void logs_walk_begin(struct logs_walk *walk, const struct logs *logs);
bool logs_walk_on(
    struct logs_walk *walk, off_t most, logs_taker *take, void *state);
void logs_walk_end(struct logs_walk *walk);

#endif
