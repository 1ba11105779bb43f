/*
 * The groups that are followed, and how far: a list, for follow.c, which
 * decides what becomes of each.
 */
#ifndef CLIENT_SCRIPT_HEAR_FOLLOWED_H
#define CLIENT_SCRIPT_HEAR_FOLLOWED_H

#include <stdbool.h>
#include <stdint.h>

#include "script/jobs.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

struct followed {
	struct followed *next;
	char name[LIMIT_GROUP];
	size_t len;
	uint64_t last; /* ID of the last event passed on whole; 0: none */
	bool certain; /* if the history is whole, it has that event */
	/* The message of several lines that began last, whole or not. */
	uint64_t message; /* its ID; 0: none */
	uint64_t lines; /* it has */
	uint64_t passed; /* lines of it that were passed on */
	uint64_t come; /* lines that came since its last beginning */
	uint64_t proof; /* the event that the next page must have; 0: none */
	bool proved; /* it has it */
	bool joined; /* on this connection */
	bool behind;
	bool fetched; /* behind, but only new events are still waiting */
	bool first; /* it was behind from the start: follow_from */
	bool checked; /* we have asked whether it is recorded */
	bool recorded;
	bool told; /* that events may be missing */
	struct backlog waiting; /* while behind: new events */
	uint64_t dropped; /* while behind: the last new event that does not */
	uint64_t overlap; /* waiting events up to this ID are fetched, too */
	usec retry; /* no request before; 0: none was refused */
	usec patience; /* with retry: until when */
};

/* Returns the first group; null if there is none. */
struct followed *followed_first(void);

/* Returns the group's name. */
struct str followed_name(const struct followed *group);

/* Returns the group of that name, or null. */
struct followed *followed_find(struct str name);

/* Adds a group, all else zero; ends the program without memory for it. */
struct followed *followed_add(struct str name);

/* Frees the group with what waits for it. */
void followed_forget(struct followed *group);

#endif
