/* What clients ask the keeper: see asking.h. */
#include "router/asking.h"

#include "base/alarms.h"
#include "base/arena.h"
#include "base/config.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/ticks.h"
#include "base/watch.h"
#include "router/clients.h"
#include "router/slots.h"

/* What an answer says, at most: a name, and what SASL has to say. */
#define TEXT_MOST ((size_t)512)

/* A number has the client that it is for in it, or that it is the operator. */
#define CLIENTS ((uint64_t)CLIENTS_MAX + 1)
#define OPERATOR CLIENTS_MAX

enum phase { NOTHING, WAITS, HAS_ASKED, IS_ANSWERED };

struct row {
	enum phase state;
	uint64_t number; /* of what it has asked last */
	usec until; /* ticks_mono */
	enum code code;
	bool more;
	size_t len;
	char text[TEXT_MOST];
};

/*
 * To be saved: nothing. A command that waits is run again, in the program that
 * comes next, and asks the next keeper.
 */
static struct {
	struct row *row; /* a client each, and the operator */
	uint64_t asked; /* ever */
	uint32_t ticket; /* the operator's last */
	uint32_t slot; /* the keeper's; SLOT_NONE: there is none */
	bool is_ready; /* it has told all */
	bool comes; /* one is there, or soon will be */
	bool wanted; /* though there is none */
} asking = { .ticket = 1U << 31, .slot = SLOT_NONE, .comes = true };

bool
asking_init(void)
{
	asking.row = arena_table(CLIENTS, sizeof(*asking.row));
	return asking.row != NULL;
}

void
asking_go(uint32_t client)
{
	asking.row[client].state = NOTHING;
	asking.row[client].number = 0;
}

bool
asking_is_on(uint32_t client)
{
	return asking.row[client].state != NOTHING;
}

/* "ask NUMBER FROM ROUNDS ...". */
static bool
send_words(uint64_t number, struct str from, struct words words)
{
	struct str all[4 + 8] = { STR("ask") };
	char digits[STR_DIGITS], rounds[STR_DIGITS];
	size_t count = 4;

	all[1] = str_number(number, digits);
	all[2] = from;
	all[3] = str_number(config_now()->hash_rounds, rounds);
	for (size_t i = 0; i < words.count && count < COUNT(all); i++)
		if (words.at[i].len > 0)
			all[count++] = words.at[i];
	return fan_slot(asking.slot, (struct words) { all, count });
}

/* Where it comes from, without the port: a word. */
static struct str
origin(uint32_t client)
{
	const struct str peer =
	    client == OPERATOR ? STR("/") : str_from(clients_get(client)->peer);
	size_t len = peer.len;

	while (len > 0 && peer.at[len - 1] != ':')
		len--;
	if (len < 2 || memchr(peer.at, '/', peer.len) != NULL)
		return STR("-");
	return (struct str) { peer.at, len - 1 };
}

static uint64_t
next_number(uint32_t client)
{
	return ++asking.asked * CLIENTS + client;
}

static bool
send_for(uint32_t client, struct row *row, struct words words)
{
	row->number = next_number(client);
	row->state = HAS_ASKED;
	return send_words(row->number, origin(client), words);
}

static bool
is_late(const struct row *row)
{
	return ticks_mono() >= row->until;
}

/* The line stays where it is until then, or until it is woken. */
static bool
stay(uint32_t client, const struct row *row)
{
	slots_get(clients_slot(client))->up.later = row->until;
	return false;
}

static bool
is_unavailable(struct row *row, struct asking_answer *answer)
{
	row->state = NOTHING;
	row->number = 0;
	*answer = (struct asking_answer) { .code = CODE_UNAVAILABLE };
	return true;
}

static bool
give(struct row *row, struct asking_answer *answer)
{
	row->state = NOTHING;
	*answer = (struct asking_answer) { .code = row->code,
		.more = row->more,
		.number = row->number,
		.text = { row->text, row->len } };
	return true;
}

static void
want_keeper(void)
{
	if (asking.slot != SLOT_NONE)
		return;
	asking.wanted = true;
	watch_hurry();
}

/* One that is to end is not asked any more. */
static bool
can_ask(void)
{
	return asking.is_ready && slots_get(asking.slot)->state == SLOT_OPEN;
}

/* True: there is an answer, that there is none. */
static bool
go_on(uint32_t client, struct row *row, struct words words,
    struct asking_answer *answer)
{
	if (row->state == NOTHING) {
		row->state = WAITS;
		row->until = ticks_mono() + config_now()->hold_time;
		want_keeper();
	}
	if (is_late(row) || !asking.comes)
		return is_unavailable(row, answer);
	if (row->state == WAITS && can_ask() && !send_for(client, row, words))
		return is_unavailable(row, answer);
	return false;
}

bool
asking_ask(uint32_t client, struct words words, struct asking_answer *answer)
{
	struct row *row = &asking.row[client];

	if (row->state == IS_ANSWERED)
		return give(row, answer);
	return go_on(client, row, words, answer) || stay(client, row);
}

bool
asking_order(uint32_t *ticket, struct words words, struct asking_answer *answer)
{
	struct row *row = &asking.row[OPERATOR];

	if (*ticket == 0 || *ticket != asking.ticket) {
		*answer = (struct asking_answer) { .code = CODE_SLOW_DOWN };
		if (row->state != NOTHING && !is_late(row))
			return true;
		row->state = NOTHING;
		*ticket = ++asking.ticket;
	}
	if (row->state == IS_ANSWERED)
		return give(row, answer);
	return go_on(OPERATOR, row, words, answer);
}

bool
asking_tell(struct words words)
{
	return can_ask() && send_words(next_number(OPERATOR), STR("-"), words);
}

/* Its line is run again in this turn, or in the one that follows. */
static void
wake(uint32_t client)
{
	uint32_t number;
	struct uplink *up;

	if (client == OPERATOR)
		return; /* who is asked in each turn */
	number = clients_slot(client);
	up = &slots_get(number)->up;

	up->later = 0;
	if (up->resumes != 0)
		up->resumes = ticks_now();
	alarms_at(number, ticks_now());
}

/* Of one who waits for this very answer. */
static struct row *
find(uint64_t number, uint32_t *client)
{
	struct row *row;

	*client = (uint32_t)(number % CLIENTS);
	row = &asking.row[*client];
	return row->state == HAS_ASKED && row->number == number ? row : NULL;
}

static void
log_unwritten(struct str text)
{
	if (text.len > 0)
		LOG_AT(LEVEL_ERR, STR("keeper: cannot write: "),
		    LOG_KEY("reason"), text);
}

/* "answer NUMBER WORD [TEXT]"; who does not wait for it any more is lost. */
void
asking_take(const struct command *command)
{
	const struct str word = command->arg[1];
	const struct str text =
	    command->count > 2 ? command->arg[2] : (struct str) { NULL, 0 };
	enum code code = CODE_OK;
	uint64_t number = 0;
	uint32_t client;
	struct row *row;

	(void)str_to_number(command->arg[0], UINT64_MAX, &number); /* is one */
	if (!str_eq(word, STR("done")) && !str_eq(word, STR("more")) &&
	    !code_find(word, &code))
		code = CODE_UNAVAILABLE;
	if (code == CODE_UNAVAILABLE)
		log_unwritten(text);
	row = find(number, &client);
	if (row == NULL)
		return;
	row->state = IS_ANSWERED;
	row->code = code;
	row->more = str_eq(word, STR("more"));
	row->len = text.len < TEXT_MOST ? text.len : TEXT_MOST;
	if (text.len > 0)
		memcpy(row->text, text.at, row->len);
	wake(client);
}

/* Those who have waited for a keeper, or for that one. */
static void
wake_all(void)
{
	for (uint32_t client = clients_next(0); client != CLIENT_NONE;
	     client = clients_next(client + 1)) {
		const enum phase state = asking.row[client].state;
		if (state == WAITS || state == HAS_ASKED)
			wake(client);
	}
}

void
asking_ready(void)
{
	asking.is_ready = true;
	wake_all();
	watch_hurry(); /* who waits for a name has had his turn */
}

void
asking_keeper_comes(uint32_t slot)
{
	asking.slot = slot;
	asking.comes = true;
	asking.wanted = asking.is_ready = false;
}

static void
ask_again(struct row *row)
{
	if (row->state == HAS_ASKED)
		row->state = WAITS;
}

/* What it was asked is asked again of the next one, if that comes soon. */
void
asking_keeper_goes(bool soon)
{
	asking.slot = SLOT_NONE;
	asking.comes = soon;
	asking.is_ready = false;
	ask_again(&asking.row[OPERATOR]);
	for (uint32_t client = clients_next(0); client != CLIENT_NONE;
	     client = clients_next(client + 1))
		ask_again(&asking.row[client]);
	watch_hurry(); /* as above */
	if (!soon)
		wake_all();
}

bool
asking_wants_keeper(void)
{
	return asking.wanted;
}

bool
asking_can(void)
{
	return asking.comes;
}
