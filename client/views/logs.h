/*
 * What is kept of the views in files: each has one, and each line there has its
 * date and time. The window owns them. It blocks as long as the disk does.
 */
#ifndef CLIENT_VIEWS_LOGS_H
#define CLIENT_VIEWS_LOGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/error.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/views.h"

/*
 * Files that are known, and those of them that are open; of more, the one that
 * was not used longest is forgotten, or closed.
 */
#define LOGS_FILES VIEWS_MOST
#define LOGS_OPEN 16

/* Room for the path of the directory. */
#define LOGS_DIR 512

/* A file that was moved away is noticed when it is written after that time. */
#define LOGS_LOOK SEC

/* After a failure a file is tried again after that time. */
#define LOGS_AGAIN (60 * SEC)

struct logs_file {
	bool taken; /* false: the rest means nothing */
	bool torn; /* it ends within a line */
	enum view_kind kind;
	char name[LIMIT_GROUP]; /* of the view */
	size_t name_len;
	int fd; /* -1: not open */
	dev_t dev;
	ino_t ino;
	usec used; /* last; monotonic */
	usec looked; /* last: is it still the file of that name? */
	usec again; /* when it is tried again; 0: it does not fail */
	uint32_t told; /* a hash of why it fails; 0: nothing was told */
	size_t missed; /* lines that are not in it, to be told in it */
};

/* All zero: nothing is written. */
struct logs {
	char dir[LOGS_DIR]; /* ended by NUL; empty: nothing is written */
	struct logs_file file[LOGS_FILES];
};

/*
 * Can the directory be had? It is made, for its owner alone, if it is not there
 * (but not those above it). A null or empty one always can. False with *why.
 */
bool logs_check(const char *dir, struct error *why);

/*
 * Begins to write into the directory, once it has been checked. A null or empty
 * one: nothing is written. What was open before is closed. False with *why if
 * the directory cannot be had; then nothing is written.
 */
bool logs_begin(struct logs *logs, const char *dir, struct error *why);

void logs_end(struct logs *logs);

/*
 * Appends "2026-11-20 07:14:03 sara: hello" to the file of that view (named
 * as logs_text.h says), by one write; the text without its styles. A time of 0
 * is the present one; now is of clock_mono. False with *why if that fails and
 * it was not told yet: a failure is told once, and then tried again each
 * LOGS_AGAIN; in front of the next line that can be written the file tells how
 * many are missing.
 */
bool logs_add(struct logs *logs, enum view_kind kind, struct str name,
    usec time, struct str styled, usec now, struct error *why);

#endif
