/* Memory that will be used at once: see arena.h. */
#define _GNU_SOURCE /* MADV_POPULATE_WRITE */
#include <stdint.h>
#include <sys/mman.h>

#include "base/mem/arena.h"

/* A page of memory, in bytes; where it is larger, none are fetched. */
#define PAGE ((size_t)4096)

/* As many rows as are asked for together. */
#define AHEAD 64

void
arena_fetch(void *at, size_t size)
{
#ifdef MADV_POPULATE_WRITE
	const size_t before = (uintptr_t)at % PAGE;

	size += before;
	(void)madvise((char *)at - before, size - size % PAGE,
	    MADV_POPULATE_WRITE); /* or they come when they are used */
#else
	(void)at;
	(void)size;
#endif
}

void
arena_ahead(void *table, size_t row, size_t row_size, size_t rows)
{
	const size_t end = row + AHEAD < rows ? row + AHEAD : rows;

	if (row % AHEAD == 0 && row < end)
		arena_fetch(
		    (char *)table + row * row_size, (end - row) * row_size);
}
