/*
 * Memory that workers do not inherit: see arena.h. Block sizes are powers of
 * two. Blocks under ARENA_BLOCK are cut from slabs and kept for reuse, so the
 * memory held is bounded by the most ever needed at one time.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, madvise */
#include "base/mem/arena.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __APPLE__
#include <mach/vm_inherit.h>
#endif

#define SMALLEST 5 /* 32 bytes */
#define LARGEST 16 /* ARENA_BLOCK */
#define SLAB ((size_t)256 * 1024)
#define SPARE_BLOCKS 256 /* blocks of ARENA_BLOCK that stay mapped */
#define RESERVE_BLOCKS 32 /* of these, taken only when there is no memory */

struct spare {
	struct spare *next;
};

static struct {
	struct spare *spare[LARGEST + 1]; /* by power of two */
	size_t spare_blocks; /* spare blocks of ARENA_BLOCK */
	bool is_short; /* the system has refused memory in this turn */
	char *slab; /* the part that is left */
	size_t slab_left;
	size_t used;
	int failure; /* errno of the first; 0: none */
} arena;

bool
arena_adopt(void *at, size_t size)
{
#if defined(MADV_DONTFORK)
	return madvise(at, size, MADV_DONTFORK) == 0;
#elif defined(MAP_INHERIT_NONE)
	return minherit(at, size, MAP_INHERIT_NONE) == 0;
#elif defined(INHERIT_NONE)
	return minherit(at, size, INHERIT_NONE) == 0;
#elif defined(VM_INHERIT_NONE)
	return minherit(at, size, VM_INHERIT_NONE) == 0;
#else
#error "no way to keep memory from a forked child on this system"
#endif
}

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

static void *
map(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	if (!arena_adopt(at, size)) {
		(void)munmap(at, size); /* just mapped: works */
		return NULL;
	}
	return at;
}

/* Works like map, and notes that there is no memory. */
static void *
map_or_note(size_t size)
{
	void *at = map(size);

	arena.is_short = arena.is_short || at == NULL;
	return at;
}

/* Returns the exponent of the power of two that holds size bytes. */
static size_t
power(size_t size)
{
	size_t bits = SMALLEST;

	while (((size_t)1 << bits) < size)
		bits++;
	return bits;
}

static void
add_spare(void *block, size_t bits)
{
	struct spare *spare = block;

	spare->next = arena.spare[bits];
	arena.spare[bits] = spare;
	if (bits == LARGEST)
		arena.spare_blocks++;
}

static void *
take_spare(size_t bits)
{
	struct spare *spare = arena.spare[bits];

	if (spare == NULL)
		return NULL;
	arena.spare[bits] = spare->next;
	if (bits == LARGEST)
		arena.spare_blocks--;
	return spare;
}

/*
 * Gets a new slab, or a smaller one from the reserve. False if there is none.
 */
static bool
get_slab(void)
{
	char *slab = map_or_note(SLAB);
	size_t size = SLAB;

	if (slab == NULL) {
		slab = take_spare(LARGEST);
		size = ARENA_BLOCK;
	}
	if (slab == NULL)
		return false;
	arena.slab = slab;
	arena.slab_left = size;
	return true;
}

static void *
find_block(size_t bits)
{
	const size_t size = (size_t)1 << bits;
	void *block = NULL;

	if (bits > LARGEST)
		return map(size);
	if (bits == LARGEST && arena.spare_blocks <= RESERVE_BLOCKS)
		block = map_or_note(size);
	if (block == NULL)
		block = take_spare(bits);
	if (block != NULL || bits == LARGEST)
		return block;
	if (arena.slab_left < size && !get_slab())
		return NULL;
	arena.slab_left -= size;
	return arena.slab + arena.slab_left;
}

void *
arena_alloc(size_t size)
{
	void *block;

	if (size > SIZE_MAX / 2)
		return NULL;
	block = find_block(power(size));
	if (block != NULL)
		arena.used += (size_t)1 << power(size);
	return block;
}

void
arena_free(void *block, size_t size)
{
	const size_t bits = power(size);

	if (block == NULL)
		return;
	assert(arena.used >= (size_t)1 << bits);
	arena.used -= (size_t)1 << bits;
	if (bits > LARGEST ||
	    (bits == LARGEST && arena.spare_blocks == SPARE_BLOCKS))
		(void)munmap(block, (size_t)1 << bits); /* was mapped so */
	else
		add_spare(block, bits);
}

void *
arena_table(size_t rows, size_t row_size)
{
	void *at = NULL;

	if (rows <= SIZE_MAX / row_size)
		at = map(rows * row_size);
	else
		errno = ENOMEM;
	if (at == NULL)
		arena_note_failure();
	return at;
}

void
arena_note_failure(void)
{
	if (arena.failure == 0)
		arena.failure = errno;
}

bool
arena_is_good(void)
{
	errno = arena.failure;
	return arena.failure == 0;
}

void
arena_reset(void)
{
	memset(&arena, 0, sizeof(arena));
}

bool
arena_is_short(void)
{
	return arena.is_short;
}

void
arena_recover(void)
{
	while (arena.spare_blocks < RESERVE_BLOCKS) {
		void *block = map(ARENA_BLOCK);
		if (block == NULL)
			return;
		add_spare(block, LARGEST);
	}
	arena.is_short = false;
}

void
arena_turn(void)
{
	arena.is_short = false;
}

size_t
arena_used(void)
{
	return arena.used;
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
