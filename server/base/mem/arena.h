/*
 * The router's memory for everything that clients say: lines, names, topics,
 * queues. It is mapped so that a forked worker does not have it (and so that
 * fork does not copy its page tables). Nothing of this kind is ever put on
 * libc's heap or on the stack. Used by the modules of the router alone.
 */
#ifndef SERVER_BASE_MEM_ARENA_H
#define SERVER_BASE_MEM_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* The largest block that is kept for reuse; larger ones go back at once. */
#define ARENA_BLOCK ((size_t)64 * 1024)

/*
 * A block of at least size bytes, not cleared; null where there is no memory.
 * The caller gives it back with the same size.
 */
void *arena_alloc(size_t size);
void arena_free(void *block, size_t size);

/*
 * A copy of the text, and its end; both take null. Null where there is no
 * memory.
 */
char *arena_text(const char *text);
void arena_free_text(char *text);

/*
 * A table for the life of the process: zeroed, and of pages that cost nothing
 * until they are touched, so that it can be made as large as it may ever be.
 * Null where there is no memory.
 */
void *arena_table(size_t rows, size_t row_size);

/*
 * Has the system give all of this memory now, where it can: page by page, when
 * it is used, that takes many times as long.
 */
void arena_fetch(void *at, size_t size);

/*
 * The same for a table whose rows are used one behind the other, as when a
 * state is loaded: with the first of each few, for all of these. Any row will
 * do.
 */
void arena_ahead(void *table, size_t row, size_t row_size, size_t rows);

/*
 * Keeps memory that somebody else has mapped from children too, whole pages of
 * it; false with errno.
 */
bool arena_keep(void *at, size_t size);

/*
 * For a child that is to be the router: nothing that was allocated before is
 * there, and it begins anew.
 */
void arena_forget(void);

/*
 * Where the system has no more memory, blocks come from a reserve, so that a
 * turn can be ended in order, and whoever takes most of the memory can be made
 * to go. arena_is_short tells that this has happened in this turn and that the
 * reserve is not full again, which arena_recover tries to make it. A new turn
 * begins with arena_turn, be it full or not.
 */
bool arena_is_short(void);
void arena_recover(void);
void arena_turn(void);

/* Bytes handed out by arena_alloc and not given back. */
size_t arena_used(void);

#endif
