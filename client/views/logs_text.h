/*
 * How a line stands in a log. Pure but for the time zone; used by logs.c alone.
 */
#ifndef CLIENT_VIEWS_LOGS_TEXT_H
#define CLIENT_VIEWS_LOGS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * Room for a line, be it all TABs, which are shown as four columns; of longer
 * ones the end is cut off.
 */
#define LOGS_TEXT (4 * LIMIT_LINE + 512)

struct logs_line {
	usec time; /* wall clock */
	struct str styled;
	bool torn; /* the line before it has no end */
	size_t missed; /* lines before it that are not there */
};

/* The line with its date and LF, in room of LOGS_TEXT. */
struct str logs_text(const struct logs_line *line, char room[LOGS_TEXT]);

#endif
