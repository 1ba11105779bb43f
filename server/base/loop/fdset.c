/* Bitmaps of descriptors: see fdset.h. */
#include "base/loop/fdset.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/mem/arena.h"

#define BITS (sizeof(unsigned long) * CHAR_BIT)

void
fdset_init(struct fdset *set, size_t fds)
{
	/* Rounded up to a whole fd_set, so that it can be passed as one. */
	const size_t whole = sizeof(fd_set) / sizeof(unsigned long);

	set->words = (fds / BITS / whole + 1) * whole;
	set->top = 0;
	set->bits = arena_table(set->words, sizeof(*set->bits));
}

void
fdset_put(struct fdset *set, int fd, bool in)
{
	const size_t word = (size_t)fd / BITS;
	const unsigned long bit = 1UL << ((size_t)fd % BITS);

	assert(fd >= 0 && word < set->words);
	if (!in) {
		set->bits[word] &= ~bit;
		while (set->top > 0 && set->bits[set->top - 1] == 0)
			set->top--;
		return;
	}
	set->bits[word] |= bit;
	if (set->top <= word)
		set->top = word + 1;
}

bool
fdset_has(const struct fdset *set, int fd)
{
	const size_t word = (size_t)fd / BITS;

	return fd >= 0 && word < set->words &&
	    (set->bits[word] >> ((size_t)fd % BITS) & 1) != 0;
}

void
fdset_clear(struct fdset *set)
{
	memset(set->bits, 0, set->top * sizeof(*set->bits));
	set->top = 0;
}

void
fdset_merge(struct fdset *to, const struct fdset *from)
{
	assert(to->words == from->words);
	for (size_t word = 0; word < from->top; word++)
		to->bits[word] |= from->bits[word];
	if (to->top < from->top)
		to->top = from->top;
}

void
fdset_copy(struct fdset *to, const struct fdset *from)
{
	assert(to->words == from->words);
	if (to->top > from->top)
		memset(to->bits + from->top, 0,
		    (to->top - from->top) * sizeof(*to->bits));
	memcpy(to->bits, from->bits, from->top * sizeof(*to->bits));
	to->top = from->top;
}

int
fdset_next(const struct fdset *set, int fd)
{
	size_t word = (size_t)fd / BITS;

	if (word >= set->top)
		return -1;
	unsigned long bits = set->bits[word] & (~0UL << ((size_t)fd % BITS));
	while (bits == 0) {
		if (++word == set->top)
			return -1;
		bits = set->bits[word];
	}
	size_t bit = 0;
	while ((bits >> bit & 1) == 0)
		bit++;
	return (int)(word * BITS + bit);
}

fd_set *
fdset_raw(struct fdset *set)
{
	return (fd_set *)(void *)set->bits;
}

int
fdset_width(const struct fdset *set)
{
	return (int)(set->top * BITS);
}
