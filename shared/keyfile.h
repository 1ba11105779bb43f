/*
 * A file of "key value" lines, by which both programs are configured: empty
 * lines and comments are left out, and the first line that is wrong ends the
 * reading. What the keys mean is for the caller to say, and where the text is
 * kept meanwhile, for it may be a secret. Used by the server's config.c and the
 * client's settings.c.
 */
#ifndef SHARED_KEYFILE_H
#define SHARED_KEYFILE_H

#include <stdbool.h>

#include "error.h"

/* The longest line, its LF included; bytes. */
#define KEYFILE_LONGEST 1023

/* The longest line, one byte by which a longer one is known, and a NUL. */
#define KEYFILE_ROOM (KEYFILE_LONGEST + 2)

/*
 * Takes a value. Returns null, or what is wrong with it: nothing, "", if it has
 * set the *why of keyfile_read by itself. Both strings are valid during the
 * call only.
 */
typedef const char *keyfile_set(
    void *context, const char *key, const char *value);

/* A file to be read, and by whom. */
struct keyfile {
	const char *path;
	keyfile_set *set;
	void *context;
	char *room; /* KEYFILE_ROOM bytes, the caller's */
	const char
	    *whole; /* a key in whose value # begins no comment; or null */
};

/*
 * Gives set each line of the file; false with *why if the file cannot be
 * read, or at the first line with which anything is wrong, and then with its
 * place. It never waits: what is no regular file is not read.
 */
bool keyfile_read(const struct keyfile *file, struct error *why);

#endif
