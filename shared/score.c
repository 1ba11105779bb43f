/* The scoreboard's place and cells: see score.h. */
#include "score.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const uint64_t score_turns[SCORE_TURNS] = { 50, 100, 250, 500, 1000, 2500, 5000,
	10000, 25000, 50000, 100000, 250000, 1000000, UINT64_MAX };

/*
 * How often a copy is tried; writing a record takes well under a microsecond.
 */
#define TRIES 1000

/*
 * Writes the record. All words are atomic, so a concurrent reader gets a
 * mixture at worst; the fences make sure that it notices.
 */
void
score_put(_Atomic uint64_t *cell, const void *record, size_t size)
{
	const uint64_t was =
	    atomic_load_explicit(&cell[0], memory_order_relaxed) & ~UINT64_C(1);
	uint64_t word;

	atomic_store_explicit(&cell[0], was + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	for (size_t i = 0; i < size / sizeof(word); i++) {
		memcpy(&word, (const char *)record + i * sizeof(word),
		    sizeof(word));
		atomic_store_explicit(&cell[1 + i], word, memory_order_relaxed);
	}
	atomic_store_explicit(&cell[0], was + 2, memory_order_release);
}

/* Copies the record; true if nothing was written meanwhile. */
static bool
copy(const _Atomic uint64_t *cell, void *record, size_t size)
{
	const uint64_t before =
	    atomic_load_explicit(&cell[0], memory_order_acquire);
	uint64_t word;

	for (size_t i = 0; i < size / sizeof(word); i++) {
		word = atomic_load_explicit(&cell[1 + i], memory_order_relaxed);
		memcpy((char *)record + i * sizeof(word), &word, sizeof(word));
	}
	atomic_thread_fence(memory_order_acquire);
	return before % 2 == 0 &&
	    atomic_load_explicit(&cell[0], memory_order_relaxed) == before;
}

bool
score_get(const _Atomic uint64_t *cell, void *record, size_t size)
{
	for (int i = 0; i < TRIES; i++)
		if (copy(cell, record, size))
			return true;
	return false;
}

bool
score_directory(char directory[ADDR_TEXT], uid_t user)
{
	const char *given = getenv("RUNTIME_DIRECTORY");
	const bool is_given = given != NULL && given[0] == '/';

	/* The first one, if systemd names several. */
	if (is_given)
		(void)snprintf(directory, ADDR_TEXT, "%.*s",
		    (int)strcspn(given, ":"), given); /* or it is too long */
	else
		(void)snprintf(directory, ADDR_TEXT,
		    SCORE_MEMORY "/forkcast.%lu", (unsigned long)user);
	return is_given;
}

bool
score_is_own(const char *directory, uid_t user)
{
	struct stat info;

	if (lstat(directory, &info) != 0)
		return false;
	errno = EEXIST;
	return S_ISDIR(info.st_mode) && info.st_uid == user &&
	    (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

struct str
score_text(const char *field, size_t size)
{
	const char *end = memchr(field, '\0', size);

	return (
	    struct str) { field, end != NULL ? (size_t)(end - field) : size };
}
