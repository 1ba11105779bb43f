/*
 * Lists of the rows of a table, by number: a row is in one list of the table's
 * at most, and its neighbours stand in an array beside the table. All zero is
 * empty. Used where rows come and go in the middle: boxes.
 */
#ifndef SERVER_BASE_DATA_LIST_H
#define SERVER_BASE_DATA_LIST_H

#include <stddef.h>
#include <stdint.h>

#define LIST_END UINT32_MAX

/* Numbers + 1; 0: there is none. */
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

/* The row, of no list, comes before that one; LIST_END: behind all. */
void list_add(
    struct list *list, struct link *links, uint32_t row, uint32_t before);

/* The row, of this list, goes. */
void list_drop(struct list *list, struct link *links, uint32_t row);

#endif
