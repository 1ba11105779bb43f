/*
 * The format of a line in a log, and the name of a log: "2026-11-20 07:14:03
 * sara: hello", then for an event a TAB and its ID. In a message of several
 * lines, the second has "+2" after the ID. A line that takes the place of a
 * message, because that was deleted, has "=" and the message's ID instead.
 * Pure but for the time zone.
 */
#ifndef CLIENT_VIEWS_LOGS_TEXT_H
#define CLIENT_VIEWS_LOGS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/view.h"

/*
 * Room for a line, in bytes: at worst it is all TABs, each rendered as four
 * spaces. Longer lines are cut.
 */
#define LOGS_TEXT (4 * LIMIT_LINE + 512)

/* Room for the name of a log, in bytes. */
#define LOGS_NAME (3 * LIMIT_GROUP + 8)

/* Room for a date and time, in bytes. */
#define LOGS_DATE 64

/* Returns "2026-11-20 07:14:03 " in room, in local time. */
struct str logs_date(usec time, char room[LOGS_DATE]);

/* Returns the text without styles and isolates, cut to fit, in room. */
struct str logs_plain(struct str styled, char room[LOGS_TEXT]);

/* A line of a log. When it was read, the text is as hostile as any file. */
struct logs_record {
	struct str text; /* to be written: it may have styles */
	usec id; /* of the event; 0: a remark */
	size_t nth; /* line of the event, the first is 1 */
	bool replaces; /* it takes the place of the event */
	size_t number; /* in the order of the file */
};

/* Returns the line with its date and LF, in room of LOGS_TEXT bytes. */
struct str logs_text(
    const struct logs_record *record, usec time, char room[LOGS_TEXT]);

/*
 * Reads a line without its LF. Returns false if it does not begin with a date,
 * or has no ID.
 */
bool logs_parse(struct str line, struct logs_record *record);

/*
 * Writes the NUL-terminated file name of a view into room, which has LOGS_NAME
 * bytes; the view's name has at most LIMIT_GROUP. Each view has a different
 * name: "dev.log", "@sara.log", "+all.log". Names are compared regardless of
 * case, so capital letters become small. Digits, small letters, "_", bytes that
 * are not ASCII and, except at the start, "." and "-" are kept; all others
 * become "%2E" and so on.
 */
void logs_name(enum view_kind kind, struct str name, char room[LOGS_NAME]);

/*
 * Takes apart the name of a log, and writes the view's name into room. Returns
 * false if no view has such a log.
 */
bool logs_view(const char *file, enum view_kind *kind, char room[LIMIT_GROUP],
    size_t *len);

/*
 * Writes a NUL-terminated name for the directory of a server's logs into room.
 * Each label, and each address, has a different one. Both are kept but for "/"
 * and other characters that are unusual in file names, which become "%2F" and
 * so on, as do the capital letters of an address.
 */
void logs_server(
    const char *label, const char *address, char *room, size_t size);

#endif
