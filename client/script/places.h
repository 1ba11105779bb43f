/*
 * The directory tree of forkcast fifo: its root and one directory a group, each
 * with "in", a FIFO from which lines are read, and "out", a file to which they
 * are appended. All of them are ours alone, and no links; the directories are
 * held open, so that nobody can put others in their place. Used by cmd_fifo.c,
 * which knows what the lines mean.
 */
#ifndef CLIENT_SCRIPT_PLACES_H
#define CLIENT_SCRIPT_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "script/said.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"

#define PLACE_PATH 1024
#define PLACE_INPUT (2 * LIMIT_LINE)

struct place {
	char group[LIMIT_GROUP]; /* empty for the root */
	size_t group_len;
	char path[PLACE_PATH]; /* of the directory, to be shown */
	int directory;
	int fd; /* of "in", non-blocking; -1: nothing is read any more */
	size_t due; /* so much may be read from it; SIZE_MAX: all that comes */
	dev_t device; /* of the FIFO that is "in", */
	ino_t node; /* and which of its files that is */
	bool gone; /* it is not there any more */
	struct buf input;
	char memory[PLACE_INPUT];
	size_t lost; /* lines that "out" did not take */
	struct said said; /* lines of "in" that have no answer */
	struct place *next;
};

/*
 * Makes the root, which may be there already. Ends the program with
 * EX_CANTCREAT if it cannot be made, is not ours alone, or is in use by
 * another.
 */
void places_begin(const char *directory);

/*
 * Makes the directory of a group, and its FIFO, unless they are there; null if
 * they cannot be made, or are not ours alone, which has been said on standard
 * error then.
 */
struct place *places_add(struct str group);

/* The place of a group, or null; the root. */
struct place *places_find(struct str group);
struct place *places_root(void);

/* The list of all, linked by next, in which the root is the last. */
struct place *places_first(void);
size_t places_count(void);

/* Removes its FIFO and forgets it. */
void places_remove(struct place *place);

/* Removes all FIFOs; the files and directories stay. */
void places_end(void);

/* Reads once from "in". The end of a writer ends its last line. */
void place_read(struct place *place);

/*
 * Has its FIFO been removed, or something else been put in its place? True only
 * once; nothing else is read then, and nothing else removed.
 */
bool place_is_gone(struct place *place);

/* From now on no more is read than what stands in each "in". */
void places_close(void);

/* Is there still something to be read, and room for it? */
bool place_has_more(const struct place *place);

/*
 * How many lines of its "in" were taken by nobody, now that it is to be
 * removed: they are forgotten.
 */
size_t place_rest(struct place *place);

struct str place_group(const struct place *place);

/*
 * Appends a line, which has its LF, to "out". What cannot be written is lost,
 * which is said on standard error.
 */
void place_write(struct place *place, struct str line);

#endif
