/*
 * The credits that forkcast work has asked each box for: how many of its items
 * may be ours at once. Earlier boxes go first: a later one is asked only when
 * those before it have given what they had.
 */
#ifndef CLIENT_SCRIPT_WORK_CREDITS_H
#define CLIENT_SCRIPT_WORK_CREDITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/jobs.h"
#include "script/script.h"
#include "script/work/jobs_in_progress.h"

#define CREDITS_BOXES BACKLOG_RANKS

struct credits {
	struct script *script;
	const struct in_progress *in_progress;
	char *const *boxes; /* their names */
	size_t count; /* number of boxes, up to CREDITS_BOXES */
	uint64_t seconds; /* time for each item; 0: no limit */
	size_t granted[CREDITS_BOXES]; /* credits asked for */
	size_t takes; /* that were sent */
	size_t takes_answered;
	size_t takes_awaited; /* answers needed before any other take */
	usec again; /* no take before that time; 0: no refusal */
};

/* Returns the number of the box of that name; count if there is none. */
size_t credits_find_box(const struct credits *credits, struct str name);

struct str credits_box_name(const struct credits *credits, size_t box);

/* Returns whether commands may be sent to the boxes now. */
bool credits_ready(const struct credits *credits);

/* Asks each box for the credits wanted, as far as they may be asked now. */
void credits_take_more(struct credits *credits);

/*
 * Lowers a box's credits before done gives it one back. Only the first box may
 * keep that credit; any other must let the earlier boxes go first.
 */
void credits_hold_back(struct credits *credits, size_t box);

/*
 * Repeats the take of a box whose item is done, and lets the other boxes wait
 * for the answer: an item for the credit that done gave back comes before it.
 */
void credits_await_next(struct credits *credits, size_t box);

/* Notes that an item was given back, which costs its credit. */
void credits_lose_one(struct credits *credits, size_t box);

/* Note that we do not know the credits of the box, or of any, any more. */
void credits_forget(struct credits *credits, size_t box);
void credits_forget_all(struct credits *credits);

/*
 * Takes the answer to a take. A refusal that cannot change ends the script;
 * after any other, all boxes are asked again later.
 */
void credits_note_answer(struct credits *credits, const struct command *line);

/* Returns whether each box has agreed to the credits wanted of it. */
bool credits_settled(const struct credits *credits);

/* Forgets everything, because the connection is lost. */
void credits_lose_all(struct credits *credits);

/* Returns when credits_take_more must be called next. */
usec credits_due(const struct credits *credits);

#endif
