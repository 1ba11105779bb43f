/*
 * One batch for many pipes: what goes to several workers in the same turn is
 * written once, into a pipe of our own, and handed on from there with tee(2),
 * which copies no bytes. Where there is no tee (it is Linux's), or where it
 * does not pay, it is a plain write. Used by outq.c and fanout.c.
 */
#ifndef SERVER_ROUTER_QUEUE_TEE_H
#define SERVER_ROUTER_QUEUE_TEE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* False with errno. */
bool tee_init(void);

/*
 * As io_write to a non-blocking pipe; again tells that the same bytes go to
 * another one next. They must not change before share_end.
 */
ssize_t tee_write(int fd, const char *data, size_t len, bool again);

/* Forgets what was shared: at the end of a turn, and before new lines. */
void tee_end(void);

#endif
