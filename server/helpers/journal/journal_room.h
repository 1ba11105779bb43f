/*
 * Room for targets. When their table is full (journal_targets.h), a group that
 * nobody is in is forgotten for a new one, if readers cannot see too much then.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_ROOM_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_ROOM_H

#include "helpers/journal/journal_members.h"
#include "helpers/journal/journal_targets.h"

struct journal_room {
	uint64_t erased_id; /* what was void before this ID is erased */
	uint32_t hand; /* the target to look at next */
};

/*
 * Returns the target of a record, which may be a new one; JOURNAL_NONE if there
 * is no room for it.
 */
uint32_t journal_room_get(struct journal_room *room,
    struct journal_targets *targets, struct journal_members *members,
    struct str where);

#endif
