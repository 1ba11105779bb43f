/*
 * The user's files, and standard input and output: where they are, and that
 * strangers' words cannot end up anywhere else.
 */
#ifndef CLIENT_SYSTEM_FILES_H
#define CLIENT_SYSTEM_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "shared/error.h"
#include "shared/str.h"

/* Returns the environment's variable, or null if it is unset or empty. */
const char *files_variable(const char *name);

/*
 * Returns whether this client must not run programs or touch files, because
 * strangers type into it, as into the login shell of a chat by ssh: whether the
 * variable is set and not empty.
 */
#define RESTRICTED_VARIABLE "FORKCAST_RESTRICTED"
#define RESTRICTED_WHY "not allowed with " RESTRICTED_VARIABLE
bool files_restricted(void);

/*
 * Opens /dev/null for each of the descriptors 0, 1 and 2 that is closed, so
 * that no other file gets its number, and remembers which they were. Returns
 * false with errno on failure.
 */
bool files_begin(void);

/* End the program with EX_IOERR if standard input, or output, was closed. */
void files_need_input(void);
void files_need_output(void);

/*
 * Returns whether a write to standard output that failed with errno is to be
 * reported. It is not if the reader has gone, having seen enough (EPIPE).
 */
bool files_should_report(void);
#define STANDARD_FAILED "cannot write to standard output: %s"

/* Reports it on standard error, if it is to be reported. */
void files_complain(void);

/*
 * Writes the NUL-terminated path of forkcast's file of that name: below the
 * directory in the variable, one of XDG's, if that is absolute, else below HOME
 * in the directory home. Empty if neither is known, or if the path is longer
 * than size.
 */
void files_find(char *path, size_t size, const char *variable, const char *home,
    const char *name);

/*
 * Creates the missing directories above the file, for the owner only. Returns
 * false with errno; the path is then cut after the directory that failed.
 */
bool files_make_above(char *path);

/* The longest path of a file to be replaced, and a NUL. */
#define REPLACE_PATH 4096

/*
 * Replaces the file at the path, which is no symbolic link, atomically, and
 * waits until it is on the disk. It gets the mode and the group of the old one,
 * or loses the group's permissions; with null, mode 0600. Returns false
 * with errno; nothing has changed then.
 */
bool files_replace(
    const char *path, const char *data, size_t len, const struct stat *old);

/*
 * Opens a file for appending strangers' words; creates it, readable by its
 * owner only, if it does not exist. Returns false with *why, and sets *fd to
 * -1, on failure, or if the path is a link or not a regular file of ours with a
 * single name. Never blocks.
 */
bool files_open_log(int *fd, const char *path, struct error *why);

/*
 * Reads the last bytes of such a file, at most so many, from the beginning of a
 * line on. Returns them, in memory to be freed; empty, perhaps with null, if it
 * does not exist, may not be used or cannot be read. Blocks on the disk only.
 */
struct str files_read(const char *path, size_t most, char **memory);

#endif
