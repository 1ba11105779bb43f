/*
 * server/base/arena.h on libc's heap, linked into targets in place of
 * server/base/arena.c: each block has its own size there, so that sanitizers
 * see its bounds, and its end when it is given back.
 */
#include <stdlib.h>

#include "server/base/arena.h"
#include "tests/lib/must.h"

static struct {
	size_t used;
} heap;

void *
arena_alloc(size_t size)
{
	void *block = malloc(size);

	MUST(block != NULL, "no memory");
	heap.used += size;
	return block;
}

void
arena_free(void *block, size_t size)
{
	if (block == NULL)
		return;
	MUST(heap.used >= size, "more is given back than was taken");
	heap.used -= size;
	free(block);
}

void *
arena_table(size_t rows, size_t row_size)
{
	return calloc(rows, row_size);
}

/* There is always enough. */
bool
arena_is_short(void)
{
	return false;
}

void
arena_recover(void)
{
}

void
arena_turn(void)
{
}

size_t
arena_used(void)
{
	return heap.used;
}

/* No target forks. */
void
arena_forget(void)
{
}

/* Nor has one a scoreboard. */
bool
arena_keep(void *at, size_t size)
{
	(void)at;
	(void)size;
	return true;
}
