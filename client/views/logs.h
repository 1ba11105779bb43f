/*
 * Log files of one server: each view has one for each day. A line in it is
 * "2026-11-20 07:14:03 sara: hello", then for an event a TAB and its ID. In a
 * message of several lines, the second has "+2" after the ID. A line that takes
 * the place of a message, because that was deleted, has "=" and the message's
 * ID instead.
 *
 * Lines are appended in the order in which they come, by several clients
 * perhaps: each looks whether another has written its line. Writing blocks as
 * long as the disk does.
 */
#ifndef CLIENT_VIEWS_LOGS_H
#define CLIENT_VIEWS_LOGS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/error.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/views.h"

/* Room for the path of the directory, in bytes. */
#define LOGS_DIR 512

/* Room for the name of a log, in bytes. */
#define LOGS_NAME (3 * LIMIT_GROUP + 80)

/*
 * Room for a line, in bytes: at worst it is all TABs, each rendered as four
 * spaces. Longer lines are cut.
 */
#define LOGS_TEXT (4 * LIMIT_LINE + 512)

/* What a line begins with, in bytes. */
#define LOGS_DATE LITERAL_LEN("2026-11-20 07:14:03 ")

/* The logs; all zero at first. */
struct logs {
	char dir[LOGS_DIR]; /* ends with NUL; empty: it is unknown */
	bool failed; /* the last line could not be written */
	bool held_up; /* another window had a file for too long */
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

/* A line to be written. */
struct logs_entry {
	const struct view *view;
	usec id; /* of its event; 0: a remark of the present */
	bool replaces; /* it takes the place of that event */
	struct str styled;
};

/*
 * Appends the line, without styles, to the view's file with one write, unless
 * the event's line is there; makes the directory if it is missing. Returns
 * false with *why on a failure that follows no other one.
 */
bool logs_add(
    struct logs *logs, const struct logs_entry *entry, struct error *why);

/*
 * Writes the NUL-terminated name of a log of that day, or of all days with
 * LOGS_DAYS as a pattern: "dev.2026-11-20.log" or "@sara.2026-11-20.log". Each
 * group and person has a different one, regardless of ASCII case.
 */
#define LOGS_DAYS "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
void logs_name(
    bool person, struct str name, const char *day, char room[LOGS_NAME]);

/*
 * Writes the directory of a server's logs below that of the setting log; empty:
 * it is too long, or unknown. Its name is the address, however it was spelt, or
 * a number for the command to connect by, unless that is null.
 */
void logs_find(
    char dir[LOGS_DIR], const char *log, const char *via, const char *address);

/*
 * Writes a NUL-terminated file name for the text into room, cut to fit.
 * Digits, letters, "_", bytes that are not ASCII and, except at the start, "."
 * and "-" and ":" are kept, all others become "%2E" and so on.
 */
void logs_escape(struct str text, char *room, size_t size);

/* Returns the text without styles, isolates and TABs, cut to fit, in room. */
struct str logs_plain(struct str styled, char room[LOGS_TEXT]);

#endif
