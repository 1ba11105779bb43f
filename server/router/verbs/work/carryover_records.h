/*
 * The permanent boxes and tables (model/permanence.h) as records of text, one a
 * line, for the keeper's file (helpers/keeper_carryover.h):
 *
 *	box GROUP ROLE MADE POSTED TOOK
 *	item ID RETURNED NAME TEXT
 *	table GROUP
 *	row ID KEY NAME VALUE
 *
 * Items belong to the box before them, and rows to the table. They lose their
 * holders, whose connections end with the server, and count only toward the
 * limits for all clients.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_CARRYOVER_RECORDS_H
#define SERVER_ROUTER_VERBS_WORK_CARRYOVER_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/fanout.h"
#include "router/model/table.h"
#include "shared/str.h"

/* Items and rows. */
struct carryover_counts {
	size_t items;
	size_t rows;
};

/* Returns how many there are in the permanent boxes and tables. */
struct carryover_counts carryover_records_count(void);

/* A place among the records; all zero: before the first. */
struct carryover_place {
	bool in_tables;
	bool inside; /* the group's own record was sent */
	uint32_t group;
	uint32_t item; /* the next one */
	size_t row; /* the next one's number */
};

/*
 * Calls send with the words of the next record, which are valid until it
 * returns, and moves the place if it returns true. Returns false after the last
 * record. No client may be connected, so that nothing changes in between.
 */
bool carryover_records_next(
    struct carryover_place *place, bool (*send)(struct words words));

/* The reader; its groups are GROUP_NONE at first. */
struct carryover_reading {
	uint32_t box;
	uint32_t table;
	struct carryover_counts taken;
	uint64_t last; /* the highest ID */
	bool any; /* record has come */
};
void carryover_records_begin(struct carryover_reading *reading);

/* Takes a record. Returns null, or what is wrong with it. */
const char *carryover_records_take(
    struct carryover_reading *reading, struct str record);

/*
 * Take an item of reading->box, "ID RETURNED NAME TEXT", and a row of
 * reading->table. Return null, or what is wrong with it.
 */
const char *carryover_records_take_item(
    struct carryover_reading *reading, struct str rest);
const char *carryover_records_take_row(struct carryover_reading *reading,
    struct str id, const struct row_texts *texts);

/*
 * Gives the box its role and its times, as far as they are there and valid:
 * "ROLE MADE POSTED TOOK".
 */
void carryover_records_set_box(uint32_t group, struct str rest);

/* Drops everything that is in the permanent boxes and tables. */
void carryover_records_drop(void);

#endif
