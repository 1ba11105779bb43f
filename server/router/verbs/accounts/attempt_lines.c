/*
 * The lines of waiting clients: see attempt_lines.h. A line holds the accounts
 * that are tried from its address, and each account holds its clients.
 */
#include "router/verbs/accounts/attempt_lines.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/chain.h"
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

/* A line for each client that waits, and for each guess without its client. */
#define LEFT_MOST CLIENTS_MAX
#define LINES ((size_t)CLIENTS_MAX + LEFT_MOST)

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
	uint32_t line;
	enum lane lane;
	struct key key;
	struct list clients;
};

struct line {
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
 * stand in line again, unless the keeper was asked. Questions of clients that
 * have left are forgotten, as they are when a keeper ends.
 */
static struct {
	struct waiter *client;
	struct link *client_link;
	struct target *targets;
	struct link *target_link;
	struct rows target_rows;
	struct line *line;
	struct rows lines;
	struct index by_network; /* lines */
	struct chain by_account; /* tried accounts */
	struct index by_question; /* lines with left set */
	size_t left; /* how many such lines */
} lines;

void
attempt_lines_init(void)
{
	lines.client = arena_table(CLIENTS_MAX, sizeof(*lines.client));
	lines.client_link =
	    arena_table(CLIENTS_MAX, sizeof(*lines.client_link));
	lines.targets = arena_table(CLIENTS_MAX, sizeof(*lines.targets));
	lines.target_link =
	    arena_table(CLIENTS_MAX, sizeof(*lines.target_link));
	lines.line = arena_table(LINES, sizeof(*lines.line));
	rows_init(&lines.target_rows, CLIENTS_MAX);
	rows_init(&lines.lines, LINES);
	INDEX_INIT(&lines.by_network, lines.line, LINES, BUCKETS,
	    INDEX_BYTES(struct line, from.ip, from.ip));
	chain_init(&lines.by_account, BUCKETS, CLIENTS_MAX);
	INDEX_INIT(&lines.by_question, lines.line, LINES, BUCKETS,
	    INDEX_BYTES(struct line, left, left));
}

static struct str
text_of(const struct key *key)
{
	return (struct str) { key->at, key->len };
}

/* Makes a line. There is always a free row: see LINES. */
static uint32_t
make_line(const struct network *from)
{
	const uint32_t line = rows_alloc(&lines.lines);

	lines.line[line] = (struct line) { .from = *from, .current = NOBODY };
	index_add(&lines.by_network, line);
	return line;
}

static void
drop_line(uint32_t line)
{
	index_drop(&lines.by_network, line);
	rows_free(&lines.lines, line);
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
find_tried(uint32_t line, struct str key)
{
	const uint64_t hash = hash_of(&lines.line[line].from, key);
	uint32_t row = chain_first(&lines.by_account, hash);

	while (row != CHAIN_END &&
	    !(lines.targets[row].line == line &&
		str_caseeq(text_of(&lines.targets[row].key), key)))
		row = chain_next(&lines.by_account, row);
	return row;
}

static void
add_to_lane(uint32_t row, enum lane lane)
{
	struct target *target = &lines.targets[row];

	target->lane = lane;
	list_add(&lines.line[target->line].lane[lane], lines.target_link, row,
	    LIST_END);
}

static void
drop_from_lane(uint32_t row)
{
	const struct target *target = &lines.targets[row];

	list_drop(&lines.line[target->line].lane[target->lane],
	    lines.target_link, row);
}

/*
 * Makes a row for the account. There is always a free one, because each row has
 * a client.
 */
static uint32_t
make_tried(uint32_t line, struct str key)
{
	const struct network *from = &lines.line[line].from;
	const uint32_t row = rows_alloc(&lines.target_rows);
	struct target *target = &lines.targets[row];

	*target = (struct target) { .line = line, .key.len = (uint8_t)key.len };
	memcpy(target->key.at, key.at, key.len);
	chain_add(&lines.by_account, hash_of(from, key), row);
	add_to_lane(row, lane_of(from, key));
	return row;
}

static void
drop_tried(uint32_t row)
{
	const struct target *target = &lines.targets[row];

	drop_from_lane(row);
	chain_drop(&lines.by_account,
	    hash_of(&lines.line[target->line].from, text_of(&target->key)),
	    row);
	rows_free(&lines.target_rows, row);
}

/*
 * Returns the client of the account before which the newcomer goes: the first
 * one that has tried more often.
 */
static uint32_t
find_place(const struct list *clients, unsigned tries)
{
	uint32_t place = LIST_END, other = list_last(clients);

	while (other != LIST_END && lines.client[other].before > tries) {
		place = other;
		other = list_prev(lines.client_link, other);
	}
	return place;
}

void
attempt_lines_join(uint32_t who, const struct network *from, struct str account,
    unsigned tries)
{
	const struct str key = auth_backoff_key(account);
	uint32_t line = index_find(&lines.by_network, STR_BYTES(from->ip)), row;
	struct list *clients;

	if (line == CHAIN_END)
		line = make_line(from);
	row = find_tried(line, key);
	if (row == CHAIN_END)
		row = make_tried(line, key);
	lines.client[who] = (struct waiter) { true, row, tries };
	clients = &lines.targets[row].clients;
	list_add(clients, lines.client_link, who, find_place(clients, tries));
}

bool
attempt_lines_has(uint32_t who)
{
	return lines.client[who].waits;
}

static uint32_t
first_client(uint32_t row)
{
	return list_first(&lines.targets[row].clients);
}

/* Returns any client of the line; once woken, it asks whose turn it is. */
static uint32_t
find_anybody(const struct line *line)
{
	for (unsigned lane = 0; lane < LANES; lane++)
		if (line->lane[lane].count > 0)
			return first_client(list_first(&line->lane[lane]));
	return NOBODY;
}

/* Wakes a client of the line, or drops a line in which nobody waits. */
static void
go_on(uint32_t number)
{
	const struct line *line = &lines.line[number];
	uint32_t next;

	if (line->left != 0 || line->current != NOBODY)
		return;
	next = find_anybody(line);
	if (next == NOBODY)
		drop_line(number);
	else
		keeper_client_wake(next);
}

/* Notes that the keeper is busy with a guess whose client no longer waits. */
static void
leave_question(uint32_t number, const struct key *key, uint64_t question)
{
	struct line *line = &lines.line[number];

	if (question == 0 || lines.left == LEFT_MOST)
		return;
	line->left = question;
	line->left_key = *key;
	line->until = ticks_mono() + config_now()->hold_time;
	lines.left++;
	index_add(&lines.by_question, number);
}

void
attempt_lines_leave(uint32_t who, uint64_t question)
{
	const uint32_t row = lines.client[who].target;
	struct target *target = &lines.targets[row];
	const uint32_t number = target->line;
	struct line *line = &lines.line[number];

	if (!lines.client[who].waits)
		return;
	if (line->current == who) {
		line->current = NOBODY;
		leave_question(number, &target->key, question);
		drop_from_lane(row); /* other accounts have their turn now */
		add_to_lane(row, target->lane);
	}
	list_drop(&target->clients, lines.client_link, who);
	lines.client[who].waits = false;
	if (target->clients.count == 0)
		drop_tried(row);
	go_on(number);
}

/* Moves accounts at the lane's head that no longer belong in it. */
static void
tidy_lane(struct line *line, enum lane lane)
{
	uint32_t row;

	while ((row = list_first(&line->lane[lane])) != LIST_END) {
		const enum lane now =
		    lane_of(&line->from, text_of(&lines.targets[row].key));
		if (now == lane)
			break;
		drop_from_lane(row);
		add_to_lane(row, now);
	}
}

/* Returns the account whose delay ends first. */
static uint32_t
find_soonest(const struct line *line)
{
	const struct list *lane = &line->lane[LANE_FAILED];
	uint32_t soonest = LIST_END;
	usec least = 0;

	for (uint32_t row = list_first(lane); row != LIST_END;
	     row = list_next(lines.target_link, row)) {
		const usec wait = auth_backoff_wait_account(&line->from,
		    text_of(&lines.targets[row].key), ticks_mono());
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
choose(struct line *line, usec *wait)
{
	const enum lane order[] = { shares[line->step % COUNT(shares)],
		LANE_KNOWN, LANE_NEW, LANE_FAILED };
	uint32_t best = NOBODY;

	*wait = 0;
	tidy_lane(line, LANE_KNOWN);
	tidy_lane(line, LANE_NEW);
	for (size_t i = 0; i < COUNT(order); i++) {
		const uint32_t row = order[i] == LANE_FAILED ?
		    find_soonest(line) :
		    list_first(&line->lane[order[i]]);
		usec time;
		if (row == LIST_END)
			continue;
		time = auth_backoff_wait(&line->from,
		    text_of(&lines.targets[row].key), ticks_mono());
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
attempt_lines_settle(uint32_t number)
{
	struct line *line = &lines.line[number];

	index_drop(&lines.by_question, number);
	line->left = 0;
	lines.left--;
	go_on(number);
}

/* Gives the turn, which nobody has now; returns whether this client has it. */
static bool
take_turn(uint32_t who, struct line *line, usec *when)
{
	usec wait;
	const uint32_t next = choose(line, &wait);

	if (wait == 0) {
		line->current = next;
		line->step++;
	}
	if (next != who)
		keeper_client_wake(next);
	else
		*when = ticks_mono() + wait;
	return line->current == who;
}

bool
attempt_lines_is_turn(uint32_t who, usec *when)
{
	const uint32_t number = lines.targets[lines.client[who].target].line;
	struct line *line = &lines.line[number];

	*when = ALARMS_NEVER;
	if (line->current != NOBODY)
		return line->current == who;
	if (line->left != 0 && line->until > ticks_mono()) {
		*when = line->until;
		return false;
	}
	if (line->left != 0)
		attempt_lines_settle(number); /* the keeper may never answer */
	return take_turn(who, line, when);
}

/* Counts a wrong secret, although its client has gone. */
static void
count_wrong(const struct line *line)
{
	reject_log_add(REJECT_LOG_REFUSED, NETWORK_STR(&line->from).at,
	    STR("wrong secret"));
	(void)auth_backoff_failed(
	    &line->from, text_of(&line->left_key), ticks_mono());
}

void
attempt_lines_answered(uint64_t question, bool wrong)
{
	const uint32_t line =
	    index_find(&lines.by_question, STR_BYTES(question));

	if (line == CHAIN_END)
		return;
	if (wrong)
		count_wrong(&lines.line[line]);
	attempt_lines_settle(line);
}

void
attempt_lines_keeper_started(void)
{
	for (uint32_t line = 0; line < lines.lines.ever; line++)
		if (lines.line[line].left != 0)
			attempt_lines_settle(line);
}
