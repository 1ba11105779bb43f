/*
 * A log line as a JSON object, and the names of its pieces there. Clients' text
 * stays in the memory that the caller gives.
 */
#ifndef SERVER_BASE_LOG_LOG_FORM_H
#define SERVER_BASE_LOG_LOG_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/str.h"

/* The severities of syslog(3) that the server uses. */
enum log_level {
	LEVEL_ERR = 3,
	LEVEL_WARNING,
	LEVEL_NOTICE,
	LEVEL_INFO,
	LEVEL_COUNT
};

/*
 * Marks among the pieces of a line: the next piece is a member with that name,
 * a string or a number. The text form does not show the name. The member
 * "event" names the event; without it, that is the line's first word.
 */
#define LOG_IS_STRING SIZE_MAX
#define LOG_IS_NUMBER (SIZE_MAX - 1)
#define LOG_KEY(name) ((struct str) { (name), LOG_IS_STRING })
#define LOG_COUNT(name) ((struct str) { (name), LOG_IS_NUMBER })

/* A part of the text that has a name. */
struct log_member {
	const char *key;
	size_t at;
	size_t len;
	bool is_number;
};

struct log_entry {
	usec when; /* clock_wall */
	enum log_level level;
	struct str text;
	const struct log_member *member;
	size_t members;
};

/*
 * Appends the object, without LF. A member that does not fit is left out; the
 * text, which comes last, is cut.
 */
void log_json(struct buf *to, const struct log_entry *entry);

#endif
