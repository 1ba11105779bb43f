/*
 * Boxes and tables as the journal's store has them (verbs/history/row_store.h).
 * Items lose their holders, whose connections end with the server, and count
 * only toward the limits for all clients.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_ROW_READING_H
#define SERVER_ROUTER_VERBS_WORK_ROW_READING_H

#include <stddef.h>
#include <stdint.h>

#include "router/model/table.h"
#include "shared/str.h"

/* Items and rows. */
struct row_reading_counts {
	size_t items;
	size_t rows;
};

/* The reader; its groups are GROUP_NONE at first. */
struct row_reading {
	uint32_t box;
	uint32_t table;
	struct row_reading_counts taken;
	uint64_t last; /* the highest ID */
};
void row_reading_begin(struct row_reading *reading);

/*
 * Take an item of reading->box, "ID RETURNED NAME TEXT", and a row of
 * reading->table. Return null, or what is wrong with it.
 */
const char *row_reading_take_item(struct row_reading *reading, struct str rest);
const char *row_reading_take_row(
    struct row_reading *reading, struct str id, const struct row_texts *texts);

/*
 * Gives the box its role and its times, as far as they are there and valid:
 * "ROLE MADE POSTED TOOK".
 */
void row_reading_set_box(uint32_t group, struct str rest);

#endif
