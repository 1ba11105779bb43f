/*
 * The queues of waiting clients: see attempt_queues.h. A queue holds the
 * accounts that are tried from its address, and each account holds its clients.
 */
#include "router/verbs/accounts/attempt_queues.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/hash.h"
#include "base/data/index.h"
#include "base/data/list.h"
#include "base/data/rank.h"
#include "base/data/rows.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "policy/auth_backoff.h"
#include "policy/login_history.h"
#include "policy/origins.h"
#include "policy/reject_log.h"
#include "router/model/clients.h"
#include "router/verbs/accounts/keeper_client.h"
#include "shared/limits.h"
#include "shared/names.h"

#define BUCKETS 16384
#define NOBODY CLIENT_NONE

/* A queue for each client that waits, and for each guess without its client. */
#define LEFT_MOST CLIENTS_MAX
#define QUEUES ((size_t)CLIENTS_MAX + LEFT_MOST)

/* The lanes' turns, repeated; a lane in which nobody waits is passed over. */
static const enum lane shares[] = { LANE_KNOWN, LANE_NEW, LANE_KNOWN, LANE_NEW,
	LANE_FAILED };

/* An account's name, or the key that stands for it. */
struct key {
	uint8_t len;
	char at[LIMIT_NAME];
};

struct waiter {
	bool waits;
	uint32_t target;
	unsigned before; /* secrets that it has tried in vain */
};

/* An account that is tried from an address. */
struct target {
	uint32_t queue;
	enum lane lane;
	struct key key;
	struct list clients;
};

struct queue {
	struct network from;
	struct list lane[LANES]; /* of accounts */
	uint32_t current; /* client whose secret is checked, or NOBODY */
	unsigned step; /* position in the shares */
	uint64_t left; /* question of a client that has left; 0: none */
	usec until; /* ticks_mono: how long to wait for its answer */
	struct key left_key;
};

/*
 * Nothing here is saved. In the next program, waiting commands run again and
 * queue again, unless the keeper was asked. Questions of clients that
 * have left are forgotten, as they are when a keeper ends.
 */
static struct {
	struct waiter *client;
	struct link *client_link;
	struct target *targets;
	struct link *target_link;
	struct rows target_rows;
	struct queue *queue;
	struct rows queues;
	struct index by_network; /* queues */
	struct hash_chains by_account; /* tried accounts */
	struct index by_question; /* queues with left set */
	size_t left; /* how many such queues */
} queues;

void
attempt_queues_init(void)
{
	queues.client = arena_table(CLIENTS_MAX, sizeof(*queues.client));
	queues.client_link =
	    arena_table(CLIENTS_MAX, sizeof(*queues.client_link));
	queues.targets = arena_table(CLIENTS_MAX, sizeof(*queues.targets));
	queues.target_link =
	    arena_table(CLIENTS_MAX, sizeof(*queues.target_link));
	queues.queue = arena_table(QUEUES, sizeof(*queues.queue));
	rows_init(&queues.target_rows, CLIENTS_MAX);
	rows_init(&queues.queues, QUEUES);
	INDEX_INIT(&queues.by_network, queues.queue, QUEUES, BUCKETS,
	    INDEX_BYTES(struct queue, from.ip, from.ip));
	hash_chains_init(&queues.by_account, BUCKETS, CLIENTS_MAX);
	INDEX_INIT(&queues.by_question, queues.queue, QUEUES, BUCKETS,
	    INDEX_BYTES(struct queue, left, left));
}

static struct str
text_of(const struct key *key)
{
	return (struct str) { key->at, key->len };
}

/* Makes a queue. There is always a free row: see QUEUES. */
static uint32_t
make_queue(const struct network *from)
{
	const uint32_t queue = rows_alloc(&queues.queues);

	queues.queue[queue] =
	    (struct queue) { .from = *from, .current = NOBODY };
	index_add(&queues.by_network, queue);
	return queue;
}

static void
drop_queue(uint32_t queue)
{
	index_drop(&queues.by_network, queue);
	rows_free(&queues.queues, queue);
}

static enum lane
lane_of(const struct network *from, struct str account)
{
	const usec now = ticks_mono();
	uint32_t times;

	if (auth_backoff_recent_account(from, account, now) > 0)
		return LANE_FAILED;
	return login_history_has(from, account, now, &times) ? LANE_KNOWN :
							       LANE_NEW;
}

static uint64_t
hash_of(const struct network *from, struct str key)
{
	return origins_hash(from) ^ hash_name(key);
}

static uint32_t
find_tried(uint32_t queue, struct str key)
{
	const uint64_t hash = hash_of(&queues.queue[queue].from, key);
	uint32_t row = hash_chains_first(&queues.by_account, hash);

	while (row != HASH_CHAINS_END &&
	    !(queues.targets[row].queue == queue &&
		str_caseeq(text_of(&queues.targets[row].key), key)))
		row = hash_chains_next(&queues.by_account, row);
	return row;
}

static void
add_to_lane(uint32_t row, enum lane lane)
{
	struct target *target = &queues.targets[row];

	target->lane = lane;
	list_add(&queues.queue[target->queue].lane[lane], queues.target_link,
	    row, LIST_END);
}

static void
drop_from_lane(uint32_t row)
{
	const struct target *target = &queues.targets[row];

	list_drop(&queues.queue[target->queue].lane[target->lane],
	    queues.target_link, row);
}

/*
 * Makes a row for the account. There is always a free one, because each row has
 * a client.
 */
static uint32_t
make_tried(uint32_t queue, struct str key)
{
	const struct network *from = &queues.queue[queue].from;
	const uint32_t row = rows_alloc(&queues.target_rows);
	struct target *target = &queues.targets[row];

	*target =
	    (struct target) { .queue = queue, .key.len = (uint8_t)key.len };
	memcpy(target->key.at, key.at, key.len);
	hash_chains_add(&queues.by_account, hash_of(from, key), row);
	add_to_lane(row, lane_of(from, key));
	return row;
}

static void
drop_tried(uint32_t row)
{
	const struct target *target = &queues.targets[row];

	drop_from_lane(row);
	hash_chains_drop(&queues.by_account,
	    hash_of(&queues.queue[target->queue].from, text_of(&target->key)),
	    row);
	rows_free(&queues.target_rows, row);
}

/*
 * Returns the client of the account before which the newcomer goes: the first
 * one that has tried more often.
 */
static uint32_t
find_place(const struct list *clients, unsigned tries)
{
	uint32_t place = LIST_END, other = list_last(clients);

	while (other != LIST_END && queues.client[other].before > tries) {
		place = other;
		other = list_prev(queues.client_link, other);
	}
	return place;
}

void
attempt_queues_join(uint32_t who, const struct network *from,
    struct str account, unsigned tries)
{
	const struct str key = auth_backoff_key(account);
	uint32_t queue = index_find(&queues.by_network, STR_BYTES(from->ip)),
		 row;
	struct list *clients;

	if (queue == HASH_CHAINS_END)
		queue = make_queue(from);
	row = find_tried(queue, key);
	if (row == HASH_CHAINS_END)
		row = make_tried(queue, key);
	queues.client[who] = (struct waiter) { true, row, tries };
	clients = &queues.targets[row].clients;
	list_add(clients, queues.client_link, who, find_place(clients, tries));
}

bool
attempt_queues_has(uint32_t who)
{
	return queues.client[who].waits;
}

static uint32_t
first_client(uint32_t row)
{
	return list_first(&queues.targets[row].clients);
}

/* Returns any client of the queue; once woken, it asks whose turn it is. */
static uint32_t
find_anybody(const struct queue *queue)
{
	for (unsigned lane = 0; lane < LANES; lane++)
		if (queue->lane[lane].count > 0)
			return first_client(list_first(&queue->lane[lane]));
	return NOBODY;
}

/* Wakes a client of the queue, or drops a queue in which nobody waits. */
static void
go_on(uint32_t number)
{
	const struct queue *queue = &queues.queue[number];
	uint32_t next;

	if (queue->left != 0 || queue->current != NOBODY)
		return;
	next = find_anybody(queue);
	if (next == NOBODY)
		drop_queue(number);
	else
		keeper_client_wake(next);
}

/* Notes that the keeper is busy with a guess whose client no longer waits. */
static void
leave_question(uint32_t number, const struct key *key, uint64_t question)
{
	struct queue *queue = &queues.queue[number];

	if (question == 0 || queues.left == LEFT_MOST)
		return;
	queue->left = question;
	queue->left_key = *key;
	queue->until = ticks_mono() + config_now()->hold_time;
	queues.left++;
	index_add(&queues.by_question, number);
}

void
attempt_queues_leave(uint32_t who, uint64_t question)
{
	const uint32_t row = queues.client[who].target;
	struct target *target = &queues.targets[row];
	const uint32_t number = target->queue;
	struct queue *queue = &queues.queue[number];

	if (!queues.client[who].waits)
		return;
	if (queue->current == who) {
		queue->current = NOBODY;
		leave_question(number, &target->key, question);
		drop_from_lane(row); /* other accounts have their turn now */
		add_to_lane(row, target->lane);
	}
	list_drop(&target->clients, queues.client_link, who);
	queues.client[who].waits = false;
	if (target->clients.count == 0)
		drop_tried(row);
	go_on(number);
}

/* Moves accounts at the lane's head that no longer belong in it. */
static void
tidy_lane(struct queue *queue, enum lane lane)
{
	uint32_t row;

	while ((row = list_first(&queue->lane[lane])) != LIST_END) {
		const enum lane now =
		    lane_of(&queue->from, text_of(&queues.targets[row].key));
		if (now == lane)
			break;
		drop_from_lane(row);
		add_to_lane(row, now);
	}
}

/* Returns the account whose delay ends first. */
static uint32_t
find_soonest(const struct queue *queue)
{
	const struct list *lane = &queue->lane[LANE_FAILED];
	uint32_t soonest = LIST_END;
	usec least = 0;

	for (uint32_t row = list_first(lane); row != LIST_END;
	     row = list_next(queues.target_link, row)) {
		const usec wait = auth_backoff_wait_account(&queue->from,
		    text_of(&queues.targets[row].key), ticks_mono());
		if (soonest == LIST_END || wait < least) {
			soonest = row;
			least = wait;
		}
	}
	return soonest;
}

/*
 * Returns the client whose turn it is, if *wait is 0, or will be after that
 * time; NOBODY if nobody waits. A wait of 0 counts as a try
 * (auth_backoff_wait).
 */
static uint32_t
choose(struct queue *queue, usec *wait)
{
	const enum lane order[] = { shares[queue->step % COUNT(shares)],
		LANE_KNOWN, LANE_NEW, LANE_FAILED };
	uint32_t best = NOBODY;

	*wait = 0;
	tidy_lane(queue, LANE_KNOWN);
	tidy_lane(queue, LANE_NEW);
	for (size_t i = 0; i < COUNT(order); i++) {
		const uint32_t row = order[i] == LANE_FAILED ?
		    find_soonest(queue) :
		    list_first(&queue->lane[order[i]]);
		usec time;
		if (row == LIST_END)
			continue;
		time = auth_backoff_wait(&queue->from,
		    text_of(&queues.targets[row].key), ticks_mono());
		if (best == NOBODY || time < *wait) {
			best = first_client(row);
			*wait = time;
		}
		if (time == 0)
			break;
	}
	return best;
}

static void
attempt_queues_settle(uint32_t number)
{
	struct queue *queue = &queues.queue[number];

	index_drop(&queues.by_question, number);
	queue->left = 0;
	queues.left--;
	go_on(number);
}

/* Gives the turn, which nobody has now; returns whether this client has it. */
static bool
take_turn(uint32_t who, struct queue *queue, usec *when)
{
	usec wait;
	const uint32_t next = choose(queue, &wait);

	if (wait == 0) {
		queue->current = next;
		queue->step++;
	}
	if (next != who)
		keeper_client_wake(next);
	else
		*when = ticks_mono() + wait;
	return queue->current == who;
}

bool
attempt_queues_is_turn(uint32_t who, usec *when)
{
	const uint32_t number = queues.targets[queues.client[who].target].queue;
	struct queue *queue = &queues.queue[number];

	*when = ALARMS_NEVER;
	if (queue->current != NOBODY)
		return queue->current == who;
	if (queue->left != 0 && queue->until > ticks_mono()) {
		*when = queue->until;
		return false;
	}
	if (queue->left != 0)
		attempt_queues_settle(number); /* the keeper may never answer */
	return take_turn(who, queue, when);
}

/* Counts a wrong secret, although its client has gone. */
static void
count_wrong(const struct queue *queue)
{
	reject_log_add(REJECT_LOG_REFUSED, NETWORK_STR(&queue->from).at,
	    STR("wrong secret"));
	(void)auth_backoff_failed(
	    &queue->from, text_of(&queue->left_key), ticks_mono());
}

void
attempt_queues_answered(uint64_t question, bool wrong)
{
	const uint32_t queue =
	    index_find(&queues.by_question, STR_BYTES(question));

	if (queue == HASH_CHAINS_END)
		return;
	if (wrong)
		count_wrong(&queues.queue[queue]);
	attempt_queues_settle(queue);
}

void
attempt_queues_keeper_started(void)
{
	for (uint32_t queue = 0; queue < queues.queues.ever; queue++)
		if (queues.queue[queue].left != 0)
			attempt_queues_settle(queue);
}
