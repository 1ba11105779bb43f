/*
 * The lines "log ID WHERE KIND [REST]" (forkcast-protocol(7), PIPES) that the
 * journal has not stored yet. They go to the journal that is there, and again
 * to each one after it, until it says that they are stored.
 *
 * Events may be lost once more than queue_max waits; all other lines are few,
 * and are kept up to twice that. Those of a table or box that is written anew
 * are never lost: its size is limited.
 */
#ifndef SERVER_ROUTER_DELIVERY_UNSTORED_H
#define SERVER_ROUTER_DELIVERY_UNSTORED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/events.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "shared/token.h"

/* The longest REST of a record: with it, an answer fits a line, too. */
#define UNSTORED_REST                                                   \
	(LIMIT_LINE - sizeof("answer  past   tags ") - 2 * STR_DIGITS - \
	    TOKEN_MOST)

struct unstored_line {
	uint64_t id; /* not less than those before; 0: a new one */
	struct str where; /* a token */
	struct str kind;
	struct str verb; /* of a record; or empty */
	struct words rest; /* empty words at its end are left out */
	bool is_event; /* it may be lost */
	bool must; /* it is added however much waits */
};

/* Returns false if the line is lost: too much waits, or there is no memory. */
bool unstored_add(const struct unstored_line *line);

/* Returns whether less than half of queue_max waits. */
bool unstored_is_short(void);

/*
 * Returns whether events should wait, rather than be lost: more than half of
 * queue_max waits, but has not for hold_time.
 */
bool unstored_holds(void);

/* Returns the ID of the last line, which answers to what is asked now cover. */
uint64_t unstored_last(void);

/*
 * The journal in that slot takes lines from now on, and gets all that are not
 * stored; or none does until the next one.
 */
void unstored_send_to(uint32_t slot);
void unstored_send_nowhere(void);

/* Says a line to the journal at hand that no later one needs. */
void unstored_say(struct str where, struct str kind);

/*
 * Takes "stored ID". Returns false if no line has that ID. One of several lines
 * of the same ID may not have come yet, so those of the last one stay until a
 * later one is stored; a journal that ends in order stores them, too.
 */
bool unstored_stored(uint64_t id);

/* Drops what is stored, in each turn as much as it has time for. */
void unstored_turn(void);

/*
 * What waits: how many lines, and the ID of the first; both 0 if the last line
 * is reported as stored. unstored_bytes returns the bytes that are kept.
 */
uint64_t unstored_count(void);
uint64_t unstored_oldest(void);
size_t unstored_bytes(void);

#endif
