/*
 * Log files of one server: each view has one, and each line in it a date and
 * time, and the ID of its event (logs_text.h). Lines are appended in the order
 * in which they come, by several clients perhaps; who reads them gets each once
 * and in the order of the IDs. Writing and reading block as long as the disk
 * does.
 */
#ifndef CLIENT_VIEWS_LOGS_H
#define CLIENT_VIEWS_LOGS_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/error.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/logs_text.h"
#include "views/views.h"

/* The most files that are open: of more, the one unused longest is closed. */
#define LOGS_OPEN 16

/* Room for the path of the directory, in bytes. */
#define LOGS_DIR 512

/* How often to check, before writing, whether the file was moved away. */
#define LOGS_LOOK SEC

struct logs_file {
	int fd;
	enum view_kind kind;
	char name[LIMIT_GROUP]; /* of its view */
	size_t name_len;
	dev_t dev;
	ino_t ino;
	usec id; /* of the last line; 0: none */
	size_t nth; /* which line of that event it was */
	usec used; /* when last used; monotonic; 0: the entry is free */
	usec checked; /* when the path was last seen to name this file */
};

/* The logs; all zero: nothing is written. */
struct logs {
	char dir[LOGS_DIR]; /* ends with NUL; empty: nothing is written */
	bool failed; /* the last line could not be written */
	struct logs_file file[LOGS_OPEN];
};

/*
 * Checks that the directory can be used. Creates it, for its owner only, if it
 * is missing, but not its parents. A null or empty path is always fine. Returns
 * false with *why.
 */
bool logs_check(const char *dir, struct error *why);

/*
 * Closes all files, then begins to write into the directory, after checking it;
 * null or empty: writes nothing. With above, creates the missing directories
 * above it, too. Returns false with *why if the directory cannot be used;
 * nothing is written then.
 */
bool logs_begin(
    struct logs *logs, const char *dir, bool above, struct error *why);

void logs_end(struct logs *logs);

/* A line to be written. */
struct logs_entry {
	enum view_kind kind; /* of its view */
	struct str name;
	usec id; /* of its event; 0: a remark of the present */
	usec replaces; /* ID of the event in whose place it stands, or 0 */
	struct str styled;
};

/*
 * Appends "2026-11-20 07:14:03 sara: hello", without styles, to the view's file
 * with one write. now is of clock_mono. Returns false with *why on a failure
 * that follows no other one.
 */
bool logs_add(struct logs *logs, const struct logs_entry *entry, usec now,
    struct error *why);

/* How much of the end of a log is read, by views and by searches. */
#define LOGS_TAIL ((off_t)128 << 10)
#define LOGS_MOST ((off_t)4 << 20)

/*
 * The lines of a log with an ID, by events and their lines, each once; of a
 * deleted message, the line in its place. logs_list_free frees it.
 */
struct logs_list {
	char *text; /* of all */
	struct logs_record *record;
	size_t count;
};

/*
 * Reads the last bytes of a view's log; the list is empty if there are none. An
 * ID of tomorrow or later is none.
 */
void logs_read(const struct logs *logs, enum view_kind kind, struct str name,
    off_t most, struct logs_list *list);
void logs_list_free(struct logs_list *list);

/* Finds the next log in the directory; returns false if there are no more. */
bool logs_next(
    DIR *dir, enum view_kind *kind, char name[LIMIT_GROUP], size_t *len);

#endif
