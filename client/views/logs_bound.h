/* Keeps the logs in a directory from growing for ever, as logs.h says. */
#ifndef CLIENT_VIEWS_LOGS_BOUND_H
#define CLIENT_VIEWS_LOGS_BOUND_H

#include <stdbool.h>
#include <sys/types.h>

/* The end of an older file's name. */
#define LOGS_OLDER ".1"

/*
 * Makes the open file at the path the older one, unless another client has done
 * so or does so now. Returns false with errno if it cannot be renamed.
 */
bool logs_bound_one(const char *path, int fd);

/* Deletes the logs in the directory unused longest, until most bytes are left.
 */
void logs_bound_all(const char *dir, off_t most);

#endif
