/*
 * Matches one life's commands with their replies: each command gets exactly
 * one, in order, that fits the life's state at that moment.
 */
#ifndef TESTS_CHAOS_ANSWERS_H
#define TESTS_CHAOS_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hearing.h"

enum ask {
	ASK_NAME, /* the first time */
	ASK_RENAME,
	ASK_JOIN,
	ASK_LEAVE,
	ASK_SEND,
	ASK_TELL,
	ASK_TOPIC, /* with a text */
	ASK_TOPIC_OF, /* without */
	ASK_NAMES,
	ASK_GROUPS,
	ASK_PING,
	ASK_HELP,
	ASK_RUBBISH, /* a verb that there is not */
	ASK_QUIT, /* or the end of its input */
	ASK_KINDS
};

/* A command; what its kind has not is 0. */
struct command {
	enum ask ask;
	uint32_t number; /* of its text or token; how often renamed */
	size_t group;
};

/* The commands that wait for a reply. All zero is none. */
struct answers {
	struct command *owed; /* a ring */
	size_t room, first, count;
	uint32_t groups; /* mask: those it is in, as its answers tell */
};

void answers_ask(struct answers *answers, struct command command);
void answers_free(struct answers *answers);

/*
 * The life has heard what only an answer can be: an event of its own, ok, err,
 * bye quit or a line of a list. False if it is not the answer it is owed.
 */
bool answers_take(struct answers *answers, const struct hearing *hearing);

#endif
