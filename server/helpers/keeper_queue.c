/*
 * What waits for the keeper: see keeper_queue.h. Each line has a turn: one
 * after the last of the same address, or that which is served now.
 */
#include "helpers/keeper_queue.h"

#include "shared/secret.h"

static bool
goes_before(const struct queue_entry *one, const struct queue_entry *other)
{
	if (one->turn != other->turn)
		return one->turn < other->turn;
	return one->number < other->number;
}

/* How many wait of one address, and the turn behind theirs. */
static size_t
count_of(const struct queue *queue, uint32_t from, uint64_t *turn)
{
	size_t count = 0;

	*turn = queue->turn + 1;
	for (size_t i = 0; i < QUEUE_MOST; i++) {
		const struct queue_entry *entry = &queue->entry[i];
		if (entry->turn == 0 || entry->from != from)
			continue;
		count++;
		if (entry->turn >= *turn)
			*turn = entry->turn + 1;
	}
	return count;
}

static struct queue_entry *
free_entry(struct queue *queue)
{
	for (size_t i = 0; i < QUEUE_MOST; i++)
		if (queue->entry[i].turn == 0)
			return &queue->entry[i];
	return NULL;
}

bool
queue_add(struct queue *queue, uint32_t from, struct str line)
{
	struct queue_entry *entry = free_entry(queue);
	uint64_t turn;

	if (entry == NULL || line.len == 0 || line.len > QUEUE_LINE ||
	    count_of(queue, from, &turn) >= QUEUE_MOST / 2)
		return false;
	entry->turn = turn;
	entry->number = ++queue->number;
	entry->from = from;
	entry->len = line.len;
	memcpy(entry->at, line.at, line.len);
	queue->count++;
	return true;
}

struct str
queue_take(struct queue *queue, char *room)
{
	struct queue_entry *next = NULL;
	struct str line = { room, 0 };

	for (size_t i = 0; i < QUEUE_MOST; i++) {
		struct queue_entry *entry = &queue->entry[i];
		if (entry->turn != 0 &&
		    (next == NULL || goes_before(entry, next)))
			next = entry;
	}
	if (next == NULL)
		return line;
	line.len = next->len;
	memcpy(room, next->at, next->len);
	queue->turn = next->turn;
	queue->count--;
	secret_wipe(next, sizeof(*next));
	return line;
}
