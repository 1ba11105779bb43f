/*
 * What waits for the keeper: see keeper_queue.h. Each line has a turn: one
 * after the last of the same address.
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

static struct queue_served *
place_of(struct queue *queue, uint32_t from)
{
	return &queue->served[from % QUEUE_SERVED];
}

/*
 * The turn behind those of one address. One that has had none lately comes
 * before all others, who have just had theirs: but only once.
 */
static uint64_t
turn_for(struct queue *queue, uint32_t from)
{
	const struct queue_served *served = place_of(queue, from);
	uint64_t turn = queue->turn > 1 ? queue->turn - 1 : 1;

	if (served->from == from && served->turn >= turn)
		turn = served->turn + 1;
	for (size_t i = 0; i < QUEUE_MOST; i++) {
		const struct queue_entry *entry = &queue->entry[i];
		if (entry->turn >= turn && entry->from == from)
			turn = entry->turn + 1;
	}
	return turn;
}

static struct queue_entry *
free_entry(struct queue *queue)
{
	for (size_t i = 0; i < QUEUE_MOST; i++)
		if (queue->entry[i].turn == 0)
			return &queue->entry[i];
	return NULL;
}

/* Takes an entry out, into room, and wipes it. */
static struct str
take_out(struct queue *queue, struct queue_entry *entry, char *room)
{
	const struct str line = { room, entry->len };

	memcpy(room, entry->at, entry->len);
	queue->count--;
	secret_wipe(entry, sizeof(*entry));
	return line;
}

/*
 * The line that would be served last, which is the last of the address with
 * most of them: turns of an address follow one another.
 */
static struct queue_entry *
find_last(struct queue *queue)
{
	struct queue_entry *last = &queue->entry[0];

	for (size_t i = 1; i < QUEUE_MOST; i++)
		if (goes_before(last, &queue->entry[i]))
			last = &queue->entry[i];
	return last;
}

struct str
queue_add(struct queue *queue, uint32_t from, struct str line, char *room)
{
	const uint64_t turn = turn_for(queue, from);
	struct queue_entry *entry = free_entry(queue);
	struct str out = { room, 0 };

	if (line.len == 0 || line.len > QUEUE_LINE)
		return line;
	if (entry == NULL) {
		entry = find_last(queue);
		if (entry->turn <= turn)
			return line; /* it would be the last itself */
		out = take_out(queue, entry, room);
	}
	*entry = (struct queue_entry) { .turn = turn,
		.number = ++queue->number,
		.from = from,
		.len = line.len };
	memcpy(entry->at, line.at, line.len);
	queue->count++;
	return out;
}

struct str
queue_take(struct queue *queue, char *room)
{
	struct queue_entry *next = NULL;

	for (size_t i = 0; i < QUEUE_MOST; i++) {
		struct queue_entry *entry = &queue->entry[i];
		if (entry->turn != 0 &&
		    (next == NULL || goes_before(entry, next)))
			next = entry;
	}
	if (next == NULL)
		return (struct str) { room, 0 };
	if (next->turn > queue->turn)
		queue->turn = next->turn;
	*place_of(queue, next->from) =
	    (struct queue_served) { next->turn, next->from };
	return take_out(queue, next, room);
}
