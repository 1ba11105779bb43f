/* Memory that will be used at once: see arena.h. */
#define _GNU_SOURCE /* MADV_POPULATE_WRITE */
#include <stdint.h>
#include <sys/mman.h>

#include "base/mem/arena.h"

/*
 * The page size that is assumed, in bytes. On systems with larger pages,
 * nothing is fetched.
 */
#define PAGE ((size_t)4096)

/* Rows that are fetched together. */
#define AHEAD 64

void
arena_fault_in(void *at, size_t size)
{
#ifdef MADV_POPULATE_WRITE
	const size_t before = (uintptr_t)at % PAGE;

	size += before;
	(void)madvise((char *)at - before, size - size % PAGE,
	    MADV_POPULATE_WRITE); /* if it fails, pages come when touched */
#else
	(void)at;
	(void)size;
#endif
}

void
arena_prefetch(void *table, size_t row, size_t row_size, size_t rows)
{
	const size_t end = row + AHEAD < rows ? row + AHEAD : rows;

	if (row % AHEAD == 0 && row < end)
		arena_fault_in(
		    (char *)table + row * row_size, (end - row) * row_size);
}
