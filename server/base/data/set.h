/*
 * A sorted set of small numbers (slots, groups) in one array of the arena.
 * Because it is sorted, a walk goes forward through memory, and a long listing
 * can be resumed at a number even if others have come and gone meanwhile.
 */
#ifndef SERVER_BASE_DATA_SET_H
#define SERVER_BASE_DATA_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
