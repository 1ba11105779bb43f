/*
 * server/base/mem/arena.h on libc's heap, linked into targets in place of
 * server/base/mem/arena.c: each block has its own size there, so that
 * sanitizers see its bounds, and its end when it is given back: see heap.h.
 */
#include "heap.h"

#include <stdlib.h>
#include <string.h>

#include "server/base/mem/arena.h"
#include "tests/lib/must.h"

static size_t used;
static uint64_t until_failure; /* 0: there is none */

void
heap_fail_at(uint64_t number)
{
	until_failure = number;
}

void *
arena_alloc(size_t size)
{
	void *block;

	if (until_failure > 0 && --until_failure == 0)
		return NULL;
	block = malloc(size);
	MUST(block != NULL, "no memory");
	used += size;
	return block;
}

void
arena_free(void *block, size_t size)
{
	if (block == NULL)
		return;
	MUST(used >= size, "more is given back than was taken");
	used -= size;
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
arena_note_failure(void)
{
	MUST(false, "a start without what it needs");
}

bool
arena_is_good(void)
{
	return true;
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
	return used;
}

char *
arena_text(const char *text)
{
	const size_t size = text != NULL ? strlen(text) + 1 : 0;
	char *copy = size > 0 ? arena_alloc(size) : NULL;

	return copy != NULL ? memcpy(copy, text, size) : NULL;
}

void
arena_free_text(char *text)
{
	if (text != NULL)
		arena_free(text, strlen(text) + 1);
}

/* No target forks, or is so large that pages should come together. */
void
arena_reset(void)
{
}

/* Nor does one go on from a state. */
bool
arena_adopt(void *at, size_t size)
{
	(void)at;
	(void)size;
	return true;
}
