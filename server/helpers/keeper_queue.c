/*
 * The keeper's queue: see keeper_queue.h. Each line has a turn, which comes
 * after the last turn of its address.
 */
#include "helpers/keeper_queue.h"

#include "shared/crypto/secret.h"

/* The lanes' turns, over and over: a half, a third, and a sixth. */
static const enum lane shares[] = { LANE_KNOWN, LANE_NEW, LANE_KNOWN, LANE_NEW,
	LANE_KNOWN, LANE_FAILED };

/* Compares two lines of a lane: negative if the first goes first. */
static int
compare_turns(const struct queue_key *one, const struct queue_key *other)
{
	const uint32_t order = one->asker.rank.order;
	const uint32_t other_order = other->asker.rank.order;

	if (order != other_order)
		return order < other_order ? -1 : 1;
	return (one->turn > other->turn) - (one->turn < other->turn);
}

/* Compares the claims of two lines to give way: the greater gives way. */
static int
compare_claims(const struct queue_key *one, const struct queue_key *other)
{
	const enum lane lane = one->asker.rank.lane;
	const enum lane other_lane = other->asker.rank.lane;

	if ((one->before > 0) != (other->before > 0))
		return one->before > 0 ? 1 : -1;
	if (lane != other_lane)
		return lane < other_lane ? -1 : 1;
	return compare_turns(one, other);
}

static struct queue_served *
place_of(struct queue *queue, uint32_t from)
{
	return &queue->served[from % QUEUE_SERVED];
}

/*
 * Returns the key of a new line. Its turn comes after those of its address. An
 * address that has had no turn lately goes before all others, which have just
 * had theirs, but only once.
 */
static struct queue_key
make_key(struct queue *queue, struct queue_asker asker)
{
	const struct queue_served *served = place_of(queue, asker.from);
	struct queue_key key = { .turn = queue->turn > 1 ? queue->turn - 1 : 1,
		.number = ++queue->number,
		.asker = asker };

	if (served->from == asker.from && served->turn >= key.turn)
		key.turn = served->turn + 1;
	for (size_t i = 0; i < QUEUE_MOST; i++) {
		const struct queue_key *other = &queue->entry[i].key;
		if (other->turn == 0 || other->asker.from != asker.from)
			continue;
		key.before++;
		if (other->turn >= key.turn)
			key.turn = other->turn + 1;
	}
	return key;
}

static struct queue_entry *
free_entry(struct queue *queue)
{
	for (size_t i = 0; i < QUEUE_MOST; i++)
		if (queue->entry[i].key.turn == 0)
			return &queue->entry[i];
	return NULL;
}

/* Copies an entry's line to room, and wipes the entry. */
static struct str
keeper_queue_take_out(
    struct queue *queue, struct queue_entry *entry, char *room)
{
	const struct queue_key gone = entry->key;
	const struct str line = { room, entry->len };

	memcpy(room, entry->at, entry->len);
	queue->count--;
	secret_wipe(entry, sizeof(*entry));
	for (size_t i = 0; i < QUEUE_MOST; i++) {
		struct queue_key *key = &queue->entry[i].key;
		if (key->turn > gone.turn && key->asker.from == gone.asker.from)
			key->before--;
	}
	return line;
}

static uint64_t
distance(uint64_t one, uint64_t other)
{
	return one > other ? one - other : other - one;
}

/*
 * Finds the line in the middle of those that have to give way equally: the
 * first has waited longest, and the last may have just come.
 */
static struct queue_entry *
find_middle(struct queue *queue, const struct queue_key *claim)
{
	uint64_t first = UINT64_MAX, last = 0, best = UINT64_MAX;
	struct queue_entry *middle = NULL;

	for (size_t i = 0; i < QUEUE_MOST; i++) {
		const struct queue_key *key = &queue->entry[i].key;
		if (compare_claims(key, claim) != 0)
			continue;
		first = key->number < first ? key->number : first;
		last = key->number > last ? key->number : last;
	}
	for (size_t i = 0; i < QUEUE_MOST; i++) {
		struct queue_entry *entry = &queue->entry[i];
		const uint64_t from_middle =
		    distance(2 * entry->key.number, first + last);
		if (compare_claims(&entry->key, claim) != 0 ||
		    from_middle >= best)
			continue;
		best = from_middle;
		middle = entry;
	}
	return middle;
}

/*
 * Returns the entry of a full queue that gives way to the newcomer, or null if
 * the newcomer does.
 */
static struct queue_entry *
find_place(struct queue *queue, const struct queue_key *newcomer)
{
	const struct queue_key *greatest = &queue->entry[0].key;
	int order;

	for (size_t i = 1; i < QUEUE_MOST; i++)
		if (compare_claims(&queue->entry[i].key, greatest) > 0)
			greatest = &queue->entry[i].key;
	order = compare_claims(greatest, newcomer);
	if (order < 0 || (order == 0 && newcomer->before > 0))
		return NULL;
	return find_middle(queue, greatest);
}

struct str
queue_add(
    struct queue *queue, struct queue_asker asker, struct str line, char *room)
{
	struct queue_key key = make_key(queue, asker);
	struct queue_entry *entry = free_entry(queue);
	struct str out = { room, 0 };

	if (line.len == 0 || line.len > QUEUE_LINE)
		return line;
	if (entry == NULL) {
		entry = find_place(queue, &key);
		if (entry == NULL)
			return line;
		out = keeper_queue_take_out(queue, entry, room);
		key = make_key(queue,
		    asker); /* the line taken out may be of the same address */
	}
	entry->key = key;
	entry->len = line.len;
	memcpy(entry->at, line.at, line.len);
	queue->count++;
	return out;
}

/*
 * Returns the lane whose turn it is, or else the first one in which somebody
 * waits.
 */
static enum lane
choose_lane(struct queue *queue)
{
	const enum lane wanted = shares[queue->step++ % COUNT(shares)];
	enum lane first = LANES;
	bool waits = false;

	for (size_t i = 0; i < QUEUE_MOST; i++) {
		const struct queue_key *key = &queue->entry[i].key;
		const enum lane lane = key->asker.rank.lane;
		if (key->turn == 0)
			continue;
		waits = waits || lane == wanted;
		first = lane < first ? lane : first;
	}
	return waits && first != LANE_OPERATOR ? wanted : first;
}

/* The first and the last to come among the lines of a lane that go first. */
struct queue_peers {
	struct queue_entry *first, *last;
};

static struct queue_peers
find_equals(struct queue *queue, enum lane lane)
{
	struct queue_peers equals = { NULL, NULL };

	for (size_t i = 0; i < QUEUE_MOST; i++) {
		struct queue_entry *entry = &queue->entry[i];
		const struct queue_key *key = &entry->key;
		int order = -1;
		if (key->turn == 0 || key->asker.rank.lane != lane)
			continue;
		if (equals.first != NULL)
			order = compare_turns(key, &equals.first->key);
		if (order < 0)
			equals = (struct queue_peers) { entry, entry };
		else if (order == 0 && key->number < equals.first->key.number)
			equals.first = entry;
		else if (order == 0 && key->number > equals.last->key.number)
			equals.last = entry;
	}
	return equals;
}

static struct queue_entry *
find_next(struct queue *queue)
{
	const enum lane lane = choose_lane(queue);
	const struct queue_peers equals = find_equals(queue, lane);
	const bool last_first = queue->last_first[lane];

	if (equals.first != equals.last)
		queue->last_first[lane] = !last_first;
	return last_first ? equals.last : equals.first;
}

struct str
queue_take(struct queue *queue, char *room)
{
	struct queue_entry *next;

	if (queue->count == 0)
		return (struct str) { room, 0 };
	next = find_next(queue);
	if (next->key.turn > queue->turn)
		queue->turn = next->key.turn;
	*place_of(queue, next->key.asker.from) =
	    (struct queue_served) { next->key.turn, next->key.asker.from };
	return keeper_queue_take_out(queue, next, room);
}
