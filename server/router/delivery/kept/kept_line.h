/*
 * A line "log ATTR VERB ID WHERE [REST]" that waits to be stored (kept_log.h),
 * taken apart; and walks over such lines in a queue.
 */
#ifndef SERVER_ROUTER_DELIVERY_KEPT_KEPT_LINE_H
#define SERVER_ROUTER_DELIVERY_KEPT_KEPT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/queue/outq.h"
#include "shared/str.h"

struct kept_line {
	bool closed; /* WHERE was closed then */
	bool more; /* another line of its batch follows */
	uint64_t id;
	struct str where;
};

/* Takes a line apart that was written so; with or without its LF. */
struct kept_line kept_line_read(struct str line);

/*
 * Returns whether a text is such a line, and its batch that of *last or one
 * after it; then *last is this one.
 */
bool kept_line_follows(struct str line, struct kept_line *last);

/* Calls take for each line of the queue, without its LF. */
void kept_line_each(const struct outq *queue,
    void (*take)(struct str line, void *of), void *of);

#endif
