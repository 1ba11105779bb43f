/*
 * Lists and queues of rows of a table, by number. A row is in at most one of
 * the table's lists, and its neighbours are in an array beside the table. All
 * zero is an empty list. Made for rows that come and go in the middle.
 */
#ifndef SERVER_BASE_DATA_LIST_H
#define SERVER_BASE_DATA_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

static inline uint32_t
list_prev(const struct link *links, uint32_t row)
{
	return links[row].prev - 1;
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

#endif
