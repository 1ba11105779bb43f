/* server/base/mem/arena: blocks are whole, are reused, and are not a child's.
 */
#include "server/base/mem/arena.h"

#include <string.h>

#include "shared/io.h"
#include "shared/str.h"
#include "tests/lib/child.h"
#include "tests/lib/dice.h"
#include "tests/lib/small_pipe.h"
#include "tests/lib/tap.h"

#define BLOCKS 300
#define TRIES 5000

static struct {
	int pipe[2];
	char *block; /* for a child to look at */
} test;

/* Is there memory? The kernel is asked: a look at it could be the end. */
static bool
is_mapped(const void *at)
{
	char byte;

	return io_write(test.pipe[1], at, 1) == 1 &&
	    io_read(test.pipe[0], &byte, 1) == 1;
}

struct block {
	unsigned char *at; /* null: none */
	size_t size;
	unsigned char mark; /* in each byte */
};

static bool
is_whole(const struct block *block)
{
	for (size_t i = 0; i < block->size; i++)
		if (block->at[i] != block->mark)
			return false;
	return true;
}

/* Gives the block back if there is one, else takes one of some size. */
static bool
change(struct block *block)
{
	if (block->at != NULL) {
		const bool whole = is_whole(block);
		arena_free(block->at, block->size);
		block->at = NULL;
		return whole;
	}
	block->size = 1 + dice(1U << dice(18));
	block->mark = (unsigned char)dice(256);
	block->at = arena_alloc(block->size);
	if (block->at != NULL)
		memset(block->at, block->mark, block->size);
	return block->at != NULL;
}

static void
keeps_blocks_apart(void)
{
	static struct block blocks[BLOCKS];
	const size_t used = arena_used();
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++)
		good = change(&blocks[dice(BLOCKS)]);
	for (size_t i = 0; i < BLOCKS && good; i++)
		good = blocks[i].at == NULL || change(&blocks[i]);
	TAP_OK(good, "%d times taken and given back at random", TRIES);
	TAP_NUM(arena_used(), used, "all memory is given back");
}

/* In a child: 0 if it can see its parent's block. */
static int
look_at_block(void)
{
	return is_mapped(test.block) ? 0 : 1;
}

static void
is_not_inherited(void)
{
	static char ordinary[] = "ordinary";

	test.block = ordinary;
	TAP_NUM(child_run(look_at_block), 0, "a child has ordinary memory");
	test.block = arena_alloc(100);
	TAP_NUM(child_run(look_at_block), 1, "a child has no small block");
	arena_free(test.block, 100);
	test.block = arena_alloc(3 * ARENA_BLOCK);
	TAP_NUM(child_run(look_at_block), 1, "a child has no large block");
	arena_free(test.block, 3 * ARENA_BLOCK);
	test.block = arena_table(10, 10);
	TAP_NUM(child_run(look_at_block), 1, "a child has no table");
}

static void
refuses_what_cannot_be(void)
{
	const size_t used = arena_used();

	TAP_OK(arena_alloc(SIZE_MAX) == NULL, "all memory and more");
	TAP_OK(arena_alloc(SIZE_MAX / 2) == NULL, "half of all there can be");
	TAP_OK(arena_table(SIZE_MAX / 16 + 2, 16) == NULL,
	    "a table that overflows");
	TAP_NUM(arena_used(), used, "nothing of it counts as used");
}

int
main(void)
{
	dice_begin();
	small_pipe(test.pipe);
	keeps_blocks_apart();
	refuses_what_cannot_be();
	is_not_inherited();
	return tap_done();
}
