/*
 * What a client makes of what it hears, and nothing else: who it is, where it
 * is, and that all of it can be so. For puppets of the router.
 */
#ifndef TESTS_FUZZ_LIB_EAR_H
#define TESTS_FUZZ_LIB_EAR_H

#include "shared/limits.h"
#include "shared/str.h"

#define EAR_GROUPS 16

/* All zero: nothing was heard. */
struct ear {
	uint64_t id; /* of the last event */
	bool ended; /* bye has come */
	size_t name_len;
	char name[LIMIT_NAME];
	size_t groups;
	size_t group_len[EAR_GROUPS];
	char group[EAR_GROUPS][LIMIT_GROUP];
};

/*
 * One line of the router, without its LF. The program ends if it is none, if
 * its ID is not behind the last one, if it is of a group where the client is
 * not, or comes behind bye.
 */
void ear_hear(struct ear *ear, struct str line);

#endif
