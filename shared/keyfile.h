/*
 * A file of "key value" lines, by which both programs are configured: empty
 * lines and comments are left out, and the first line that is wrong ends the
 * reading. What the keys mean is for the caller to say. Used by the server's
 * config.c and the client's settings.c.
 */
#ifndef SHARED_KEYFILE_H
#define SHARED_KEYFILE_H

#include <stdbool.h>

/* Room for what is wrong: a path, a line's number and a reason. */
#define KEYFILE_WHY 768

/*
 * Takes a value. Returns null, or what is wrong with it. Both strings are valid
 * during the call only.
 */
typedef const char *keyfile_set(
    void *context, const char *key, const char *value);

/*
 * Reads all of the file, which must be a regular one. On a fault returns false
 * with the file, the line and the reason in why.
 */
bool keyfile_read(
    const char *path, keyfile_set *set, void *context, char why[KEYFILE_WHY]);

#endif
