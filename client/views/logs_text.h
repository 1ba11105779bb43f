/*
 * The format of a line in a log, and the name of a log. Pure but for the time
 * zone.
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

struct logs_line {
	usec time; /* wall clock */
	struct str styled;
	bool torn; /* the file's last line is incomplete */
	size_t missed; /* lines before this one that were not written */
};

/* Returns the line with its date and LF, in room of LOGS_TEXT bytes. */
struct str logs_text(const struct logs_line *line, char room[LOGS_TEXT]);

/*
 * Writes the NUL-terminated file name of a view into room, which has LOGS_NAME
 * bytes; the view's name has at most LIMIT_GROUP. Each view has a different
 * name: "dev.log", "@sara.log", "+all.log". Names are compared regardless of
 * case, so capital letters become small. Digits, small letters, "_", bytes that
 * are not ASCII and, except at the start, "." and "-" are kept; all others
 * become "%2E" and so on.
 */
void logs_name(enum view_kind kind, struct str name, char room[LOGS_NAME]);

#endif
