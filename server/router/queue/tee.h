/*
 * One batch for many pipes. Lines for several workers in the same turn are
 * written once, into a pipe of our own, and copied from there with tee(2),
 * which moves no bytes. On systems other than Linux, which have no tee, and for
 * short lines, this is a plain write.
 */
#ifndef SERVER_ROUTER_QUEUE_TEE_H
#define SERVER_ROUTER_QUEUE_TEE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Writes to a non-blocking pipe and returns as io_write does. more_follow says
 * that the same bytes go to another pipe next; they must not change before
 * tee_end.
 */
ssize_t tee_write(int fd, const char *data, size_t len, bool more_follow);

/*
 * Forgets the shared bytes. To be called at the end of a turn, and before new
 * lines.
 */
void tee_end(void);

#endif
