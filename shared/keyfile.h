/*
 * A file of "key value" lines, by which both programs are configured: empty
 * lines and comments are left out, and the first line that is wrong ends the
 * reading. What the keys mean is for the caller to say, and where the text is
 * kept meanwhile, for it may be a secret. Used by the server's config.c and the
 * client's settings_file.c.
 */
#ifndef SHARED_KEYFILE_H
#define SHARED_KEYFILE_H

#include <stdbool.h>

#include "error.h"
#include "str.h"

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
	/* Keys in whose values # begins no comment, and a null; or null. */
	const char *const *whole;
};

/*
 * Gives set each line of the file; false with *why if the file cannot be
 * read, or at the first line with which anything is wrong, and then with its
 * place. It never waits: what is no regular file is not read.
 */
bool keyfile_read(const struct keyfile *file, struct error *why);

/*
 * What stands in a line, without its LF: both point into it. The key is empty
 * in an empty line and in a comment, the value where it is missing. Whole is
 * that of struct keyfile.
 */
struct keyfile_line {
	struct str key;
	struct str value; /* without white space around it, or a comment */
};
struct keyfile_line keyfile_split(struct str line, const char *const *whole);

#endif
