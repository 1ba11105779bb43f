/*
 * The table of registered groups (registered_groups.h). Data only. A row has a
 * name, in any case, and may have another one: that which the group is to get,
 * or which it did not get after all.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_REGISTRATIONS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_REGISTRATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "router/model/modes.h"
#include "shared/limits.h"
#include "shared/str.h"

struct registration {
	uint64_t made; /* µs since 1970 */
	struct modes modes;
	uint8_t name_len; /* 0: row is free */
	uint8_t founder_len;
	uint8_t other_len; /* 0: no other name */
	uint8_t former_len; /* 0: the history has its name */
	bool is_synced; /* by this keeper */
	bool is_new; /* not written by the keeper yet, so not in force */
	bool ends; /* the keeper has to drop it */
	bool renames; /* the keeper has to give it its other name; if it has
			 another name without this, the keeper must not know
			 that one */
	uint32_t renamer; /* the client that has asked for that */
	uint64_t wanted; /* when it did: an ID of no event */
	uint64_t asked; /* when the former name was to be given up */
	uint64_t given; /* when it was, an ID; 0: before this server began */
	uint64_t recorded; /* the record of that; 0: none yet */
	uint64_t often; /* clock_wall: its renamings count until then */
	char name[LIMIT_GROUP];
	char founder[LIMIT_NAME];
	char other[LIMIT_GROUP];
	/* Under which the history may still have it, as far as it is stored. */
	char former[LIMIT_GROUP];
};

/* The most rows. */
#define REGISTRATIONS_MAX 10000 /* must equal STORE_GROUPS */

/* The number after that of every row that was ever taken. */
uint32_t registrations_ever(void);

struct registration *registrations_get(uint32_t row);

static inline struct str
registration_name(const struct registration *entry)
{
	return (struct str) { entry->name, entry->name_len };
}

static inline struct str
registration_founder(const struct registration *entry)
{
	return (struct str) { entry->founder, entry->founder_len };
}

static inline struct str
registration_other(const struct registration *entry)
{
	return (struct str) { entry->other, entry->other_len };
}

static inline struct str
registration_former(const struct registration *entry)
{
	return (struct str) { entry->former, entry->former_len };
}

/* Return the row of that name, or of that other name, or ROWS_NONE. */
uint32_t registrations_find(struct str name);
uint32_t registrations_find_other(struct str name);

void registrations_free(uint32_t row);

/* Set the name, the other name and the former one; empty: none. */
void registrations_set_name(uint32_t row, struct str name);
void registrations_set_other(uint32_t row, struct str name);
void registrations_set_former(uint32_t row, struct str name);

/*
 * Sets and returns why the group gets its other name: a text of LIMIT_TOPIC
 * bytes at most.
 */
void registrations_set_reason(uint32_t row, struct str text);
struct str registrations_reason(uint32_t row);

/* registrations_next returns the first row of an account, or the one after. */
uint32_t registrations_next(struct str founder, uint32_t row);

/*
 * registrations_text returns the group's record with that name and these flags,
 * "NAME FOUNDER MADE LETTERS LIMIT [KEY] [FORMER ASKED]", without the last two
 * if former is empty; valid until the next call. registrations_read enters a
 * record, from the keeper or from a state, and returns its row, or ROWS_NONE if
 * it is invalid or there is no room.
 */
struct str registrations_text(const struct registration *entry, struct str name,
    unsigned flags, struct str former, uint64_t asked);
uint32_t registrations_read(struct str record);

/* Enters what is to be known of a group. Returns its row, or ROWS_NONE. */
uint32_t registrations_enter(struct str name, struct str founder, uint64_t made,
    const struct modes *modes);

#endif
