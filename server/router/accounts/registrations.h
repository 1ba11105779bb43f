/*
 * The table of registered groups (registered_groups.h). Data only.
 */
#ifndef SERVER_ROUTER_ACCOUNTS_REGISTRATIONS_H
#define SERVER_ROUTER_ACCOUNTS_REGISTRATIONS_H

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
	bool is_synced; /* by this keeper */
	bool is_new; /* not written by the keeper yet, so not in force */
	bool ends; /* the keeper has to drop it */
	bool takes_parts; /* it was not known before this report */
	char name[LIMIT_GROUP];
	char founder[LIMIT_NAME];
};

/* The most rows. */
#define REGISTRATIONS_MAX 10000 /* as many as the keeper keeps */

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

/* Returns the row of that name, or ROWS_NONE. */
uint32_t registrations_find(struct str name);

void registrations_free(uint32_t row);

/* registrations_next returns the first row of an account, or the one after. */
uint32_t registrations_next(struct str founder, uint32_t row);

/*
 * registrations_text returns the group's record, "NAME FOUNDER MADE LETTERS
 * LIMIT [KEY]"; valid until the next call. registrations_read
 * enters a record, from the keeper or from a state, and returns its row, or
 * ROWS_NONE if it is invalid or there is no room.
 */
struct str registrations_text(const struct registration *entry);
uint32_t registrations_read(struct str record);

/* Enters what is to be known of a group. Returns its row, or ROWS_NONE. */
uint32_t registrations_enter(struct str name, struct str founder, uint64_t made,
    const struct modes *modes);

#endif
