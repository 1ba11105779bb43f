/*
 * Rows of tables, which are the caller's: which of them are free (rows_), lists
 * (list_), queues (ring_) and sets (set_) of them; and arrays that grow.
 */
#ifndef SERVER_BASE_DATA_ROWS_H
#define SERVER_BASE_DATA_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/module.h"

#define ROWS_NONE UINT32_MAX

/*
 * A free list. Rows that were given back are reused first, the latest one first
 * of all, so that the same few pages stay in use.
 */
struct rows {
	bool *taken; /* by row */
	uint32_t *spare; /* rows given back */
	size_t spares;
	uint32_t ever; /* above every row that was ever taken */
	uint32_t most;
};

/*
 * Makes the list for a table of that size, all rows free; without memory, which
 * is noted (arena_is_good), none is.
 */
void rows_init(struct rows *rows, size_t most);

/* Returns a free row, or ROWS_NONE. */
uint32_t rows_alloc(struct rows *rows);
/*
 * Take a given row while a table is being refilled, in the order of its rows.
 * False if there is no such row, or it does not come after the others.
 * rows_load takes the row whose number the state's line has; if it cannot, it
 * notes that and returns ROWS_NONE.
 */
bool rows_claim(struct rows *rows, uint64_t row);
uint32_t rows_load(struct rows *rows, struct state *state);

void rows_free(struct rows *rows, uint32_t row);

/* Returns the first taken row from this one on, or ROWS_NONE. */
uint32_t rows_next(const struct rows *rows, uint32_t row);

/* Returns whether there is such a row, and it is taken. */
static inline bool
rows_has(const struct rows *rows, uint64_t row)
{
	return row < rows->ever && rows->taken[row];
}

/* Returns how many rows are taken. */
static inline size_t
rows_used(const struct rows *rows)
{
	return rows->ever - rows->spares;
}

/*
 * Lists of rows of a table, by number. A row is in at most one of the table's
 * lists, and its neighbours are in an array beside the table. All zero is an
 * empty list. Made for rows that come and go in the middle.
 */
#define LIST_END UINT32_MAX

/* The neighbours of a row, as numbers + 1; 0: none. */
struct link {
	uint32_t next;
	uint32_t prev;
};

struct list {
	uint32_t first;
	uint32_t last;
	uint32_t count;
};

static inline uint32_t
list_first(const struct list *list)
{
	return list->first - 1;
}

static inline uint32_t
list_last(const struct list *list)
{
	return list->last - 1;
}

static inline uint32_t
list_next(const struct link *links, uint32_t row)
{
	return links[row].next - 1;
}

/*
 * Inserts a row, which is in no list, before another one; LIST_END: at the end.
 */
void list_add(
    struct list *list, struct link *links, uint32_t row, uint32_t before);

/* Removes a row from its list. */
void list_drop(struct list *list, struct link *links, uint32_t row);

#define RING_NONE UINT32_MAX

/*
 * A queue of rows of a table, such as clients, each of which is in it at most
 * once. Its arrays have an element for each row, and are those of the module
 * whose queue it is, zero at first.
 */
struct ring {
	bool *has; /* by row */
	uint32_t *row;
	size_t first, count;
};

/*
 * Puts the row at the end, in a ring with so many rows in all, unless it is
 * there. Returns whether it did.
 */
bool ring_add(struct ring *ring, size_t rows, uint32_t row);

/* Takes the first row; RING_NONE if there is none. */
uint32_t ring_take(struct ring *ring, size_t rows);

/*
 * Returns an array in the arena with room for one more element than count: the
 * one at, or a copy of it with more room, in elements of that size, for which
 * at is freed. Null if there is no memory; the array is then as it was.
 */
void *array_grow(void *at, size_t count, size_t *room, size_t size);

/*
 * A sorted set of small numbers (slots, groups) in one array of the arena.
 * Because it is sorted, a walk goes forward through memory, and a long listing
 * can be resumed at a number even if others have come and gone meanwhile.
 */
struct set {
	uint32_t *at; /* sorted; null while empty */
	size_t count;
	size_t room; /* capacity of at, in numbers */
};

/* Adds a number. False if there is no memory; the set is then unchanged. */
bool set_add(struct set *set, uint32_t number);
void set_remove(struct set *set, uint32_t number);
bool set_has(const struct set *set, uint32_t number);

/*
 * Returns the position of the first number that is not less than the given one.
 */
size_t set_from(const struct set *set, uint32_t number);

/*
 * Returns whether the two sets share a number, by looking up those of the
 * smaller.
 */
bool set_intersects(const struct set *set, const struct set *other);

#endif
