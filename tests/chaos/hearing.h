/*
 * A line of the server as the chaos's checker understands it: read by itself,
 * with nothing of the server's grammar.
 */
#ifndef TESTS_CHAOS_HEARING_H
#define TESTS_CHAOS_HEARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "saying.h"
#include "shared/str.h"

/* The kind of a line. Up to HEARD_TELL these are events. */
enum heard {
	HEARD_MSG,
	HEARD_TOPIC,
	HEARD_JOIN,
	HEARD_LEAVE,
	HEARD_NAME,
	HEARD_QUIT,
	HEARD_TELL,
	HEARD_OK,
	HEARD_ERR,
	HEARD_BYE,
	HEARD_NAMES, /* lines of lists */
	HEARD_GROUP,
	HEARD_HELP,
	HEARD_KINDS
};

/* The words of the line; unused members are zero. */
struct hearing {
	enum heard heard;
	uint64_t id; /* of an event */
	uint64_t hash; /* of the whole line */
	struct speaker by; /* who did it */
	struct speaker to; /* who is told; who that is called now */
	size_t group;
	struct str verb; /* of ok and err */
	struct str code; /* of err and bye */
	struct str text; /* all behind that */
};

/* Reads a line without LF; false if it is none that there can be. */
bool hearing_parse(struct str line, struct hearing *hearing);

#endif
