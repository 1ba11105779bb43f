/*
 * server/base/mem/arena.h on libc's heap, linked into targets in place of
 * server/base/mem/arena.c: each block has its own size there, so that
 * sanitizers see its bounds, and its end when it is given back. See heap.h as
 * well.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/base/mem/arena.h"
#include "shared/str.h"
#include "tests/lib/must.h"

#define TABLES_MOST 256

struct table {
	void *at; /* what was mapped */
	size_t size;
};

static struct {
	size_t used;
	bool noted; /* what is taken, for heap_forget */
	void **block; /* those that were not given back */
	size_t blocks;
	size_t room;
	struct table table[TABLES_MOST];
	size_t tables;
} heap;

static void
note(void *block)
{
	if (!heap.noted)
		return;
	if (heap.blocks == heap.room) {
		heap.room = heap.room > 0 ? 2 * heap.room : 256;
		heap.block =
		    realloc(heap.block, heap.room * sizeof(*heap.block));
		MUST(heap.block != NULL, "no memory");
	}
	heap.block[heap.blocks++] = block;
}

/* The newest block is mostly freed first. */
static void
forget(const void *block)
{
	for (size_t i = heap.blocks; i-- > 0;)
		if (heap.block[i] == block) {
			heap.block[i] = heap.block[--heap.blocks];
			return;
		}
}

void *
arena_alloc(size_t size)
{
	void *block = malloc(size);

	MUST(block != NULL, "no memory");
	heap.used += size;
	note(block);
	return block;
}

void
arena_free(void *block, size_t size)
{
	if (block == NULL)
		return;
	MUST(heap.used >= size, "more is given back than was taken");
	heap.used -= size;
	forget(block);
	free(block);
}

/* Ends where a page does that nobody may touch; what is not touched is none. */
static void *
map_table(size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t whole = (size + page - 1) / page * page;
	struct table *table = &heap.table[heap.tables++];

	MUST(heap.tables <= TABLES_MOST, "too many tables");
	table->size = whole + page;
	table->at = mmap(NULL, table->size, PROT_READ | PROT_WRITE,
	    /* cppcheck-suppress invalidFunctionArg ; there is no file */
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	MUST(table->at != MAP_FAILED &&
		mprotect((char *)table->at + whole, page, PROT_NONE) == 0,
	    "no memory");
	return (char *)table->at +
	    (whole - size) / sizeof(max_align_t) * sizeof(max_align_t);
}

void *
arena_table(size_t rows, size_t row_size)
{
	return heap.noted ? map_table(rows * row_size) : calloc(rows, row_size);
}

void
heap_forget(void)
{
	heap.noted = true;
	while (heap.blocks > 0)
		free(heap.block[--heap.blocks]);
	while (heap.tables > 0) {
		const struct table *table = &heap.table[--heap.tables];
		(void)munmap(table->at, table->size); /* was mapped so */
	}
	heap.used = 0;
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
	return heap.used;
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

void
stack_wipe(void)
{
}

void
arena_fault_in(void *at, size_t size)
{
	(void)at;
	(void)size;
}

void
arena_prefetch(void *table, size_t row, size_t row_size, size_t rows)
{
	(void)table;
	(void)row;
	(void)row_size;
	(void)rows;
}

/* Nor has one a scoreboard. */
bool
arena_adopt(void *at, size_t size)
{
	(void)at;
	(void)size;
	return true;
}
