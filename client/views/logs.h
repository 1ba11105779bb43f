/*
 * Log files of one server: each view has one. A line in it is "2026-11-20
 * 07:14:03 sara: hello", then for an event a TAB and its ID. In a message of
 * several lines, the second has "+2" after the ID. A line that takes the place
 * of a message, because that was deleted, has "=" and the message's ID instead.
 *
 * Lines are appended in the order in which they come, by several clients
 * perhaps; who reads them gets each once and in the order of the IDs. Writing
 * and reading block as long as the disk does.
 */
#ifndef CLIENT_VIEWS_LOGS_H
#define CLIENT_VIEWS_LOGS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/error.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/view.h"

/* Room for the path of the directory, in bytes. */
#define LOGS_DIR 512

/* Room for the name of a log, in bytes. */
#define LOGS_NAME (3 * LIMIT_GROUP + 8)

/*
 * Room for a line, in bytes: at worst it is all TABs, each rendered as four
 * spaces. Longer lines are cut.
 */
#define LOGS_TEXT (4 * LIMIT_LINE + 512)

/* Room for a date and time, in bytes. */
#define LOGS_DATE 64

/* The logs; all zero: nothing is written. */
struct logs {
	char dir[LOGS_DIR]; /* ends with NUL; empty: nothing is written */
	bool failed; /* the last line could not be written */
	char file[LOGS_NAME]; /* of the last line */
	usec id; /* of its event; 0: none */
	size_t nth; /* which line of that event it was */
};

/*
 * Checks that the directory can be used. Creates it, for its owner only, if it
 * is missing, but not its parents. A null or empty path is always fine. Returns
 * false with *why.
 */
bool logs_check(const char *dir, struct error *why);

/*
 * Begins to write into the directory, after checking it; null or empty: writes
 * nothing. With above, creates the missing directories above it, too. Returns
 * false with *why if the directory cannot be used; nothing is written then.
 */
bool logs_begin(
    struct logs *logs, const char *dir, bool above, struct error *why);

/* A line to be written. */
struct logs_entry {
	const struct view *view;
	usec id; /* of its event; 0: a remark of the present */
	bool replaces; /* it takes the place of that event */
	struct str styled;
};

/*
 * Appends the line, without styles, to the view's file with one write. Returns
 * false with *why on a failure that follows no other one.
 */
bool logs_add(
    struct logs *logs, const struct logs_entry *entry, struct error *why);

/* How much of the end of a log is read: by new views, /lastlog, and others. */
#define LOGS_TAIL ((off_t)128 << 10)
#define LOGS_EACH ((off_t)1 << 20)
#define LOGS_MOST ((off_t)4 << 20)

/* A line that was read; its text is as hostile as any file. */
struct logs_record {
	struct str text;
	usec id; /* of the event */
	size_t nth; /* line of the event, the first is 1 */
	bool replaces; /* it takes the place of the event */
	size_t number; /* in the order of the file */
};

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
 * Reads the last bytes of a log in the directory; the list is empty if there
 * are none. An ID of tomorrow or later is none.
 */
void logs_read(const struct logs *logs, const char *file, off_t most,
    struct logs_list *list);
void logs_list_free(struct logs_list *list);

/*
 * Writes the NUL-terminated name of a view's log: "dev.log", "@sara.log",
 * "+all.log". Each view has a different one, regardless of ASCII case.
 */
void logs_name(const struct view *view, char room[LOGS_NAME]);

/*
 * Writes a NUL-terminated file name for the text into room, cut to fit.
 * Digits, letters, "_", bytes that are not ASCII and, except at the start, "."
 * and "-" and ":" are kept, all others become "%2E" and so on; so do capital
 * letters, unless they are kept.
 */
void logs_escape(struct str text, bool capitals, char *room, size_t size);

/* Returns "2026-11-20 07:14:03 " in room, in local time. */
struct str logs_date(usec time, char room[LOGS_DATE]);

/* Returns the text without styles, isolates and TABs, cut to fit, in room. */
struct str logs_plain(struct str styled, char room[LOGS_TEXT]);

#endif
