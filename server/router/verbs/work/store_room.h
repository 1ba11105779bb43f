/*
 * The room that the journal's store has for more rows. The journal says how
 * much it had after some change; later changes are subtracted here, whether or
 * not they need a row. So what has room here has room in the store.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_STORE_ROOM_H
#define SERVER_ROUTER_VERBS_WORK_STORE_ROOM_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"

/*
 * The part of the room for a kind of table that one table may have: so some
 * room is left for others, however many there are.
 */
#define STORE_ROOM_SHARE 10

/* A report of the journal, after all changes up to that ID. */
struct store_room {
	uint64_t id;
	uint64_t groups; /* room for their keys and items */
	uint64_t accounts; /* room for their keys */
	uint64_t letters; /* room for these */
	uint64_t bytes; /* that the tables of accounts have */
};
void store_room_told(const struct store_room *room);

/*
 * Note that a row is logged with that ID, of a group; or of an account, with so
 * many bytes.
 */
void store_room_spend_group(uint64_t id);
void store_room_spend_account(uint64_t id, size_t bytes);

/*
 * Return how many more rows there is room for: of groups, of their tables
 * alone, which leave room for all items that there can be, and of the tables of
 * accounts; and how many bytes the tables of accounts have.
 */
size_t store_room_groups(void);
size_t store_room_tables(void);
size_t store_room_accounts(void);
uint64_t store_room_bytes(void);

#endif
