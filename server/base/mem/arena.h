/*
 * The parent's memory for everything that clients say: lines, names, topics,
 * queues. A forked worker does not inherit the mapping, and fork does not copy
 * its page tables. Nothing of this kind is ever put on libc's heap or on the
 * stack. Children never use it.
 */
#ifndef SERVER_BASE_MEM_ARENA_H
#define SERVER_BASE_MEM_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* The largest block that is kept for reuse; larger ones go back at once. */
#define ARENA_BLOCK ((size_t)64 * 1024)

/*
 * Returns a block of at least size bytes, not cleared, or null if there is no
 * memory. The caller frees it with the same size.
 */
void *arena_alloc(size_t size);
void arena_free(void *block, size_t size);

/*
 * Returns a copy of the text, or frees one. Both accept null. The copy is null
 * if there is no memory.
 */
char *arena_text(const char *text);
void arena_free_text(char *text);

/*
 * Returns a table for the life of the process, zeroed, or null, which is noted,
 * if there is no memory. Its pages cost nothing until they are touched, so it
 * can be made as large as it may ever need to be.
 */
void *arena_table(size_t rows, size_t row_size);

/*
 * Notes that something cannot be set up, with errno, unless another failure is
 * noted. arena_is_good returns false, with its errno, if one is. So tables can
 * be made without checking each.
 */
void arena_note_failure(void);
bool arena_is_good(void);

/*
 * Keeps memory that was mapped elsewhere, whole pages of it, from children too.
 * False with errno on failure.
 */
bool arena_adopt(void *at, size_t size);

/*
 * Starts an empty arena, in a child that is to become the router: nothing that
 * was allocated before is there.
 */
void arena_reset(void);

/*
 * When the system is out of memory, blocks come from a reserve, so that the
 * turn can end in order and the client that takes the most memory can be
 * disconnected. arena_is_short returns whether this has happened in this turn
 * and the reserve has not been refilled since. arena_recover tries to refill
 * it. arena_turn begins a new turn, whether the reserve is full or not.
 */
bool arena_is_short(void);
void arena_recover(void);
void arena_turn(void);

/* Bytes handed out by arena_alloc and not given back. */
size_t arena_used(void);

#endif
