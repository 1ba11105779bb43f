/*
 * A file of "key value" lines, the configuration format of both programs. Empty
 * lines and comments are skipped, and the first line that is wrong ends the
 * reading. The caller says what the keys mean, and provides the memory for the
 * text, which may be a secret.
 */
#ifndef SHARED_KEYFILE_H
#define SHARED_KEYFILE_H

#include <stdbool.h>

#include "error.h"
#include "str.h"

/* The longest line, including its LF; bytes. */
#define KEYFILE_LONGEST 1023

/* The longest line, one byte to recognise a longer one, and a NUL. */
#define KEYFILE_ROOM (KEYFILE_LONGEST + 2)

/*
 * Takes a value. Returns null, or what is wrong with it. Both strings are valid
 * only during the call.
 */
typedef const char *keyfile_set(
    void *context, const char *key, const char *value);

/* Keys with a # in their values. Each list ends with a null, or is null. */
struct keyfile_signs {
	const char *const *whole; /* no # starts a comment */
	const char *const *groups; /* "#ops" is no comment, "# ops" is one */
};

/* A file to read, and the function that takes its lines. */
struct keyfile {
	const char *path;
	keyfile_set *set;
	void *context;
	char *room; /* KEYFILE_ROOM bytes, the caller's */
	struct keyfile_signs signs;
};

/*
 * Calls set for each line of the file. False with *why if the file cannot be
 * read, or for the first line that is wrong, which *why then names. Never
 * waits: only a regular file is read.
 */
bool keyfile_read(const struct keyfile *file, struct error *why);

/*
 * Returns the key and value of a line without its LF; both point into it. The
 * key is empty for an empty line or a comment, the value if it is missing.
 */
struct keyfile_line {
	struct str key;
	struct str value; /* without surrounding white space or a comment */
};
struct keyfile_line keyfile_split(
    struct str line, const struct keyfile_signs *signs);

#endif
