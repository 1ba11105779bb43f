/*
 * A log line as a JSON object. Clients' text stays in the memory that the
 * caller gives.
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

/* A part of the text that has a name. */
struct log_member {
	struct str key;
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
