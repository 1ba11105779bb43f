/*
 * Log files of one server: each view has one, and each line in it a date and
 * time, and the ID of its event (logs_text.h). Several clients may append to a
 * file. Writing and reading block as long as the disk does.
 */
#ifndef CLIENT_VIEWS_LOGS_H
#define CLIENT_VIEWS_LOGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/error.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/views.h"

/*
 * The maximum number of known files, and of open ones. Beyond it, the one
 * unused for longest is forgotten, or closed.
 */
#define LOGS_FILES VIEWS_MOST
#define LOGS_OPEN 16

/* Room for the path of the directory, in bytes. */
#define LOGS_DIR 512

/*
 * In a directory that is bounded, a file of more than LOGS_MOST bytes becomes
 * the view's older one, NAME.log.1, instead of the one that was there. Once all
 * together have more than LOGS_ALL, those unused longest are deleted; that is
 * checked at the start and whenever LOGS_MORE bytes were written.
 */
#define LOGS_MOST ((off_t)4 << 20)
#define LOGS_ALL ((off_t)64 << 20)
#define LOGS_MORE ((off_t)1 << 20)

/* How often to check, before writing, whether the file was moved away. */
#define LOGS_LOOK SEC

/* The time after a failure until the next try. */
#define LOGS_AGAIN (60 * SEC)

struct logs_file {
	bool taken; /* false: the entry is free */
	bool torn; /* its last line is incomplete */
	enum view_kind kind;
	char name[LIMIT_GROUP]; /* of its view */
	size_t name_len;
	int fd; /* -1: not open */
	dev_t dev;
	ino_t ino;
	off_t size; /* when last looked at, and what we wrote since */
	usec id; /* of the last line; 0: none */
	size_t nth; /* which line of that event it was */
	usec used; /* when last used; monotonic */
	/* when we last checked that the path still names this file */
	usec checked_at;
	usec again; /* time of the next try; 0: it works */
	uint32_t reported; /* hash of the error reported last; 0: none */
	size_t missed; /* lines not written, to be reported in the file */
};

/* The logs; all zero: nothing is written. */
struct logs {
	char dir[LOGS_DIR]; /* ends with NUL; empty: nothing is written */
	bool bounded;
	off_t written; /* bytes since all were last checked */
	struct logs_file file[LOGS_FILES];
};

/*
 * Checks that the directory can be used. Creates it, for its owner only, if it
 * is missing, but not its parents. A null or empty path is always fine. Returns
 * false with *why.
 */
bool logs_check(const char *dir, struct error *why);

/*
 * Closes all files, then begins to write into the directory, after checking it;
 * null or empty: writes nothing. If it is bounded, creates the missing
 * directories above it, too. Returns false with *why if the directory cannot be
 * used; nothing is written then.
 */
bool logs_begin(
    struct logs *logs, const char *dir, bool bounded, struct error *why);

void logs_end(struct logs *logs);

/* A line to be written. */
struct logs_entry {
	enum view_kind kind; /* of its view */
	struct str name;
	usec id; /* of its event; 0: a remark of the present */
	usec replaces; /* ID of the event in whose place it stands, or 0 */
	struct str styled;
};

/* Writes the path of the view's file, or of its older one, into path. */
#define LOGS_PATH (LOGS_DIR + 3 * LIMIT_GROUP + 16)
void logs_path(const struct logs *logs, enum view_kind kind, struct str name,
    bool older, char path[LOGS_PATH]);

/*
 * Appends "2026-11-20 07:14:03 sara: hello", without styles, to the view's file
 * with one write. now is of clock_mono. Returns false with *why on a failure
 * not reported yet: each failure is reported once, and writing is tried again
 * every LOGS_AGAIN. Once that works, the file first gets a note of how many
 * lines are missing.
 */
bool logs_add(struct logs *logs, const struct logs_entry *entry, usec now,
    struct error *why);

#endif
