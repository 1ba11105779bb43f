/*
 * What forkcastctl(8) has the server do: one row a verb. Called by control.c.
 * An answer is any number of lines that begin with "- ", then one that begins
 * with "ok" or "err", all for a person.
 */
#ifndef SERVER_OPERATOR_ORDERS_H
#define SERVER_OPERATOR_ORDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "operator/answered.h"
#include "shared/buf.h"

/* May that user have the server do something, and not only look? */
bool control_may_change(uid_t user);

/*
 * Runs a line (without LF) for that user. Unless it is answered, it is to be
 * given again, with the same cursor, which was 0 at first.
 */
enum answered orders_run(
    struct str line, uid_t user, uint32_t *cursor, struct buf *out);

/* Whoever waits for the rest of an answer, or for one, has gone. */
void orders_leave(uint32_t cursor);

#endif
