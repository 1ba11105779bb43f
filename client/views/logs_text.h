/*
 * How a line stands in a log, and how a log is called. Pure but for the time
 * zone; used by logs.c alone.
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
 * Room for a line, be it all TABs, which are shown as four columns; of longer
 * ones the end is cut off.
 */
#define LOGS_TEXT (4 * LIMIT_LINE + 512)

/* Room for the name of a log. */
#define LOGS_NAME (3 * LIMIT_GROUP + 8)

struct logs_line {
	usec time; /* wall clock */
	struct str styled;
	bool torn; /* the line before it has no end */
	size_t missed; /* lines before it that are not there */
};

/* The line with its date and LF, in room of LOGS_TEXT. */
struct str logs_text(const struct logs_line *line, char room[LOGS_TEXT]);

/*
 * The name of the file of a view, of at most LIMIT_GROUP bytes, ended by NUL,
 * in room of LOGS_NAME; another one for each view: "dev.log", "@sara.log",
 * "+all.log". Anything but digits, small letters, "_", what is not ASCII and,
 * not in front, "." and "-" stands there as "%2E"; large letters are small, for
 * so names are compared.
 */
void logs_name(enum view_kind kind, struct str name, char room[LOGS_NAME]);

#endif
