/*
 * A client's view of the server from its own and from received lines: its name,
 * its groups and its subscriptions. Checks that all received lines are
 * consistent with it. For puppets of the router.
 */
#ifndef TESTS_FUZZ_LIB_EAR_H
#define TESTS_FUZZ_LIB_EAR_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/limits.h"
#include "shared/str.h"

#define EAR_GROUPS 16

/* As many hear lines without an answer, and as long, as are kept. */
#define EAR_ASKED 64
#define EAR_KEYS (LIMIT_KEYS * (1 + LIMIT_KEY))

/* The subscriptions: each key after a space. */
struct keys {
	size_t len;
	char text[EAR_KEYS];
};

/* All zero: nothing was heard. */
struct ear {
	uint64_t id; /* of the last event */
	uint64_t answered; /* the last ID in an answer */
	uint64_t seen; /* that of the last item or row */
	uint64_t held; /* that of its last hold, which a set may follow */
	uint64_t kicked; /* of the last kick, which a leave may follow */
	uint64_t lines; /* messages that must follow, of that last ID */
	size_t holds; /* ok, and it is not said yet that it holds the key */
	bool ended; /* bye has come */
	size_t name_len;
	char name[LIMIT_NAME];
	size_t groups;
	size_t group_len[EAR_GROUPS];
	char group[EAR_GROUPS][LIMIT_GROUP];
	size_t rows; /* of a table, since the last answer to get */
	size_t boxes; /* the same of the list of them */
	size_t said_len; /* of a line that it has begun to say */
	char said[LIMIT_LINE];
	bool lost; /* it has said too much for this to know */
	size_t asked; /* hear lines without an answer yet, the first of all: */
	size_t first;
	struct keys ask[EAR_ASKED];
	struct keys keys;
};

/* Nobody has an item yet, of all ears. */
void ear_begin(void);

/* These bytes were taken from its worker. */
void ear_said(struct ear *ear, struct str bytes);

/*
 * One line of the router, without its LF. The program ends if it is none, if
 * its ID is not behind the last one, if it is of a group where the client is
 * not or of a key that it has not asked for, if an item came that is another's,
 * or if it comes behind bye.
 */
void ear_hear(struct ear *ear, struct str line);

#endif
