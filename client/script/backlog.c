/* Messages that wait: see backlog.h. */
#include "script/backlog.h"

#include <stdlib.h>

#include "shared/die.h"

struct backlog_item {
	struct backlog_item *next;
	size_t len;
	char line[]; /* of len bytes */
};

void
backlog_add(struct backlog *backlog, size_t rank, struct str line)
{
	struct backlog_rank *queue =
	    &backlog->rank[rank < BACKLOG_RANKS ? rank : BACKLOG_RANKS - 1];
	struct backlog_item *item = malloc(sizeof(*item) + line.len);

	if (item == NULL)
		die_errno(EX_OSERR, "no memory for a message");
	item->next = NULL;
	item->len = line.len;
	memcpy(item->line, line.at, line.len);
	if (queue->last != NULL)
		queue->last->next = item;
	else
		queue->first = item;
	queue->last = item;
	backlog->count++;
}

/* The first rank in which something waits; there is one. */
static size_t
first_rank(const struct backlog *backlog)
{
	size_t rank = 0;

	while (backlog->rank[rank].first == NULL)
		rank++;
	return rank;
}

struct str
backlog_next(const struct backlog *backlog)
{
	if (backlog->count == 0)
		return (struct str) { NULL, 0 };
	const struct backlog_item *item =
	    backlog->rank[first_rank(backlog)].first;
	return (struct str) { item->line, item->len };
}

void
backlog_drop(struct backlog *backlog)
{
	struct backlog_rank *queue = &backlog->rank[first_rank(backlog)];
	struct backlog_item *item = queue->first;

	queue->first = item->next;
	if (queue->first == NULL)
		queue->last = NULL;
	backlog->count--;
	free(item);
}

void
backlog_free(struct backlog *backlog)
{
	while (backlog->count > 0)
		backlog_drop(backlog);
}
