/*
 * The directory tree of forkcast fifo: a root and a directory for each group,
 * each with "in", a FIFO from which lines are read, and "out", a file to which
 * lines are appended. All of them are ours alone, and none is a link. The
 * directories are held open, so that nobody can replace them. cmd_fifo.c knows
 * the meaning of the lines.
 */
#ifndef CLIENT_SCRIPT_HEAR_PLACES_H
#define CLIENT_SCRIPT_HEAR_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "script/outbox.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"

#define PLACE_PATH 1024
#define PLACE_INPUT (2 * LIMIT_LINE)

struct place {
	char group[LIMIT_GROUP]; /* empty for the root */
	size_t group_len;
	char path[PLACE_PATH]; /* of the directory, for messages */
	int directory;
	int fd; /* of "in", non-blocking; -1: no longer read */
	size_t due; /* bytes still to be read; SIZE_MAX: no limit */
	dev_t device; /* device and */
	ino_t node; /* inode of the FIFO "in" */
	bool is_removed; /* the FIFO was removed */
	struct buf input;
	char memory[PLACE_INPUT];
	size_t lost; /* lines that could not be written to "out" */
	struct outbox outbox; /* unanswered lines of "in" */
	struct place *next;
};

/*
 * Makes the root, unless it exists. Ends the program with EX_CANTCREAT if it
 * cannot be made, is not ours alone, or is in use by another process.
 */
void places_begin(const char *directory);

/*
 * Makes the directory of a group, and its FIFO, unless they exist. Returns null
 * if they cannot be made, or are not ours alone, after a complaint on standard
 * error.
 */
struct place *places_add(struct str group);

/* Return the place of a group, or null; and the root. */
struct place *places_find(struct str group);
struct place *places_root(void);

/*
 * Return the list of all places, linked by next with the root last, and their
 * number.
 */
struct place *places_first(void);
size_t places_count(void);

/* Removes the FIFO of a place and forgets the place. */
void places_remove(struct place *place);

/* Removes all FIFOs; files and directories stay. */
void places_end(void);

/* Reads once from "in". When a writer closes it, its last line ends. */
void place_read(struct place *place);

/*
 * Returns whether the FIFO was removed, or replaced by something else. Returns
 * true only once; from then on nothing is read from it, and a replacement is
 * not removed.
 */
bool place_is_gone(struct place *place);

/* Limits reading to what each "in" now holds. */
void places_close(void);

/* Returns whether there is more to read, and room for it. */
bool place_has_more(const struct place *place);

/*
 * Forgets the lines in "in" that were not taken, before the place is removed.
 * Returns their number.
 */
size_t place_rest(struct place *place);

struct str place_group(const struct place *place);

/*
 * Appends a line, including its LF, to "out". A line that cannot be written is
 * lost, with a complaint on standard error.
 */
void place_write(struct place *place, struct str line);

#endif
