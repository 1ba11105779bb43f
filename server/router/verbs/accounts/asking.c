/* What clients ask the keeper: see asking.h. */
#include "router/verbs/accounts/asking.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/slots.h"

/* What an answer says, at most: a name, and what SASL has to say. */
#define TEXT_MOST ((size_t)512)

/*
 * A number has in it who has asked: a client, an operator, or a module with
 * its tag.
 */
#define OPERATOR ((uint64_t)CLIENTS_MAX)
#define TAGS (OPERATOR + 1)
#define ASKERS (TAGS + ASKING_TAGS)

enum phase { NOTHING, WAITS, HAS_ASKED, IS_ANSWERED, PHASES };

struct row {
	enum phase state;
	bool again; /* a keeper that has gone was asked, and may have done it */
	uint64_t number; /* of what it has asked last */
	usec until; /* ticks_mono */
	enum code code;
	bool more;
	bool writes; /* what it has asked for is kept in the file */
	size_t len;
	char text[TEXT_MOST];
};

static struct asking {
	struct row *row; /* a client each */
	asking_posted *posted;
	asking_sent *sent;
	uint64_t asked; /* ever */
	uint64_t keeper; /* so many have come and gone */
	uint32_t ticket; /* the last */
	uint32_t slot; /* the keeper's; SLOT_NONE: there is none */
	bool is_ready; /* it has told all */
	bool comes; /* one is there, or soon will be */
	bool wanted; /* though there is none */
	uint64_t owed; /* answers, by this keeper */
	usec heard; /* of the loop's clock: it has said something, or could */
	bool silent;
} asking = { .ticket = 1U << 31, .slot = SLOT_NONE, .comes = true };

static bool
asking_init(void)
{
	asking.row = arena_table(CLIENTS_MAX, sizeof(*asking.row));
	return asking.row != NULL;
}

void
asking_go(uint32_t client)
{
	asking.row[client].state = NOTHING;
	asking.row[client].again = false;
	asking.row[client].number = 0;
}

bool
asking_is_on(uint32_t client)
{
	return asking.row[client].state != NOTHING;
}

uint64_t
asking_number(uint32_t client)
{
	const struct row *row = &asking.row[client];

	return row->state == HAS_ASKED ? row->number : 0;
}

/* The asker, as the keeper is told. */
struct asker {
	struct str from;
	struct rank rank;
	bool again;
};

/* The operator has a turn of his own, and so has what nobody waits for. */
static const struct asker nobody = { .from = LIT("-"),
	.rank = { LANE_OPERATOR, 0 } };

/* "ask NUMBER FROM RANK ROUNDS [again] ...". */
static bool
send_words(uint64_t number, const struct asker *asker, struct words words)
{
	struct str all[6 + 8] = { STR("ask") };
	char digits[STR_DIGITS], rounds[STR_DIGITS], rank[RANK_TEXT];
	size_t count = 5;

	all[1] = str_number(number, digits);
	all[2] = asker->from;
	all[3] = rank_text(asker->rank, rank);
	all[4] = str_number(config_now()->hash_rounds, rounds);
	if (asker->again)
		all[count++] = STR("again");
	for (size_t i = 0; i < words.count && count < COUNT(all); i++)
		if (words.at[i].len > 0)
			all[count++] = words.at[i];
	if (!fan_secret(asking.slot, (struct words) { all, count }))
		return false;
	if (asking.owed++ == 0)
		asking.heard = ticks_now();
	return true;
}

/* Names the place that a client counts as. */
static struct str
origin(uint32_t client, char room[NETWORK_TEXT])
{
	const struct network from = clients_network(client);

	network_text(&from, room);
	return str_from(room);
}

static uint64_t
next_number(uint64_t asker)
{
	return ++asking.asked * ASKERS + asker;
}

static bool
is_writing(struct str what)
{
	static const struct str all[] = { LIT("make"), LIT("change"),
		LIT("remove"), LIT("put"), LIT("cut"), LIT("older") };

	for (size_t i = 0; i < COUNT(all); i++)
		if (str_eq(what, all[i]))
			return true;
	return false;
}

static bool
send_for(uint32_t client, struct row *row, struct rank rank, struct words words)
{
	char room[NETWORK_TEXT];
	const struct asker asker = { origin(client, room), rank, row->again };

	row->writes = is_writing(words.at[0]);
	row->number = next_number(client);
	row->state = HAS_ASKED;
	return send_words(row->number, &asker, words);
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
	row->again = false;
	row->number = 0;
	*answer = (struct asking_answer) { .code = CODE_UNAVAILABLE };
	return true;
}

static bool
give(struct row *row, struct asking_answer *answer)
{
	row->state = NOTHING;
	row->again = false;
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
bool
asking_can_now(void)
{
	return asking.is_ready && asking.slot != SLOT_NONE &&
	    slots_get(asking.slot)->state == SLOT_OPEN;
}

/*
 * True: there is an answer, that there is none. What may have been done by a
 * keeper that has gone waits for the next, however long that takes to come.
 */
static bool
go_on(uint32_t client, struct asking_turn turn, struct words words,
    struct asking_answer *answer)
{
	struct row *row = &asking.row[client];

	if (row->state == NOTHING) {
		row->state = WAITS;
		row->until = turn.until;
		want_keeper();
	}
	if (is_late(row) || (!asking.comes && !row->again))
		return is_unavailable(row, answer);
	if (row->state == WAITS && asking_can_now() &&
	    !send_for(client, row, turn.rank, words))
		return is_unavailable(row, answer);
	return false;
}

bool
asking_ask(uint32_t client, struct asking_turn turn, struct words words,
    struct asking_answer *answer)
{
	struct row *row = &asking.row[client];

	if (row->state == IS_ANSWERED)
		return give(row, answer);
	return go_on(client, turn, words, answer) || stay(client, row);
}

uint64_t
asking_send(bool again, struct words words)
{
	const uint64_t number = next_number(OPERATOR);
	const struct asker asker = { nobody.from, nobody.rank, again };

	return asking_can_now() && send_words(number, &asker, words) ? number :
								       0;
}

uint32_t
asking_ticket(void)
{
	return ++asking.ticket;
}

void
asking_want(void)
{
	want_keeper();
}

uint64_t
asking_keeper(void)
{
	return asking.keeper;
}

uint64_t
asking_post(uint32_t tag, struct words words)
{
	const uint64_t number = next_number(TAGS + tag);

	want_keeper();
	return asking_can_now() && send_words(number, &nobody, words) ? number :
									0;
}

void
asking_on_sent(asking_sent *sent)
{
	asking.sent = sent;
}

void
asking_on_posted(asking_posted *posted)
{
	asking.posted = posted;
}

void
asking_wake(uint32_t client)
{
	const uint32_t number = clients_slot(client);
	struct uplink *up = &slots_get(number)->up;

	up->later = 0;
	if (up->resumes != 0)
		up->resumes = ticks_now();
	alarms_at(number, ticks_now());
}

static void
tell_unwritten(struct str text)
{
	if (text.len == 0)
		return;
	LOG_AT(
	    LEVEL_ERR, STR("keeper: cannot write: "), LOG_KEY("reason"), text);
	stats_trouble(SCORE_UNWRITTEN, true);
}

static void
keep_answer(struct row *row, const struct asking_answer *answer)
{
	if (row->writes && answer->code == CODE_OK)
		stats_trouble(SCORE_UNWRITTEN, false);
	row->state = IS_ANSWERED;
	row->code = answer->code;
	row->more = answer->more;
	row->len = answer->text.len < TEXT_MOST ? answer->text.len : TEXT_MOST;
	if (row->len > 0)
		memcpy(row->text, answer->text.at, row->len);
}

/* To an operator, or for a ban. */
static void
deliver_to_operator(const struct asking_answer *answer)
{
	if (answer->code == CODE_OK) /* they ask for nothing but changes */
		stats_trouble(SCORE_UNWRITTEN, false);
	if (asking.sent != NULL)
		asking.sent(answer);
}

static void
deliver_to_module(uint32_t tag, const struct asking_answer *answer)
{
	if (answer->code == CODE_OK) /* all that is posted is kept */
		stats_trouble(SCORE_UNWRITTEN, false);
	if (asking.posted != NULL)
		asking.posted(tag, answer->number, answer);
}

static void
deliver_to_client(uint32_t client, const struct asking_answer *answer)
{
	struct row *row = &asking.row[client];

	if (row->state != HAS_ASKED || row->number != answer->number)
		return;
	keep_answer(row, answer);
	asking_wake(client);
}

/* To whoever waits for this very answer; or it is lost. */
static void
deliver(const struct asking_answer *answer)
{
	const uint64_t asker = answer->number % ASKERS;

	if (asker >= TAGS)
		deliver_to_module((uint32_t)(asker - TAGS), answer);
	else if (asker == OPERATOR)
		deliver_to_operator(answer);
	else
		deliver_to_client((uint32_t)asker, answer);
}

/* "answer NUMBER WORD [TEXT]". */
void
asking_take(const struct command *command)
{
	const struct str word = command->arg[1];
	struct asking_answer answer = { .code = CODE_OK,
		.more = str_eq(word, STR("more")),
		.text = command->count > 2 ? command->arg[2] : STR("") };

	(void)str_to_number(
	    command->arg[0], UINT64_MAX, &answer.number); /* is one */
	if (asking.owed > 0) /* or it is one of the program before */
		asking.owed--;
	if (!str_eq(word, STR("done")) && !answer.more &&
	    !code_find(word, &answer.code))
		answer.code = CODE_UNAVAILABLE;
	if (answer.code == CODE_UNAVAILABLE)
		tell_unwritten(answer.text);
	deliver(&answer);
}

/* Those who have waited for a keeper, or for that one. */
static void
wake_all(void)
{
	for (uint32_t client = clients_next(0); client != CLIENT_NONE;
	     client = clients_next(client + 1)) {
		const enum phase state = asking.row[client].state;
		if (state == WAITS || state == HAS_ASKED)
			asking_wake(client);
	}
}

/* One that is to go, of the program before, may still tell. */
void
asking_ready(void)
{
	if (asking.slot == SLOT_NONE)
		return;
	asking.is_ready = true;
	wake_all();
	watch_hurry(); /* who waits for a name has had his turn */
}

static void
ask_again(struct row *row)
{
	if (row->state != HAS_ASKED)
		return;
	row->state = WAITS;
	row->again = true;
}

static void
ask_all_again(void)
{
	for (uint32_t client = clients_next(0); client != CLIENT_NONE;
	     client = clients_next(client + 1))
		ask_again(&asking.row[client]);
}

/* What was asked of one that nobody knows is not answered any more. */
void
asking_keeper_comes(uint32_t slot)
{
	ask_all_again();
	asking.keeper++;
	asking.slot = slot;
	asking.owed = 0;
	asking.heard = ticks_now();
	asking.comes = true;
	asking.wanted = asking.is_ready = false;
}

void
asking_keeper_goes(bool soon)
{
	asking.keeper++;
	asking.slot = SLOT_NONE;
	asking.comes = soon;
	asking.is_ready = false;
	ask_all_again();
	watch_hurry(); /* who waits for a name has had his turn */
	if (!soon)
		wake_all();
}

static void
set_silent(bool silent)
{
	asking.silent = silent;
	stats_trouble(SCORE_SILENT, silent);
}

void
asking_heard(void)
{
	asking.heard = ticks_now();
	if (!asking.silent)
		return;
	LOG_AT(LEVEL_NOTICE, STR("keeper: replies again"));
	set_silent(false);
}

static void
be_silent(usec limit)
{
	char seconds[STR_DIGITS];

	LOG_AT(LEVEL_ERR, STR("keeper: no reply for "), LOG_COUNT("seconds"),
	    str_number(limit / SEC, seconds), STR(" s"));
	set_silent(true);
}

void
asking_watch(bool wanted)
{
	const usec limit = config_now()->hold_time;

	if (!wanted && asking.silent)
		set_silent(false);
	if (!wanted || asking.silent || asking.slot == SLOT_NONE ||
	    (asking.is_ready && asking.owed == 0))
		return;
	if (ticks_now() >= asking.heard + limit)
		be_silent(limit);
	else
		alarms_at(ALARM_HELPERS, asking.heard + limit);
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

static const struct field saved[] = {
	FIELD(NUMBER, struct asking, asked),
	FIELD(NUMBER, struct asking, ticket),
};

/* Keys that accounts.c does not have. */
static const struct field saved_row[] = {
	FIELD_UPTO(NUMBER, struct row, state, PHASES - 1),
	FIELD(BOOL, struct row, again),
	FIELD(NUMBER, struct row, number),
	FIELD(REAL, struct row, until),
	FIELD_UPTO(NUMBER, struct row, code, CODE_COUNT - 1),
	FIELD(BOOL, struct row, more),
};

void
asking_save_row(struct state *state, uint32_t who)
{
	const struct row *row = &asking.row[who];

	if (row->state == NOTHING)
		return;
	fields_put(state, FIELDS(saved_row), row);
	if (row->state == IS_ANSWERED && row->len > 0)
		state_put_bytes(state, STR("answer:"),
		    (struct str) { row->text, row->len });
}

void
asking_save(struct state *state)
{
	if (asking.asked > 0)
		fields_put(state, FIELDS(saved), &asking);
}

void
asking_load(struct state *state)
{
	fields_get(state, FIELDS(saved), &asking);
}

void
asking_load_row(struct state *state, uint32_t who)
{
	struct row *row = &asking.row[who];
	size_t len;

	if (!state_is(state, STR("answer:")))
		fields_get(state, FIELDS(saved_row), row);
	else if (state_length(state, sizeof(row->text), &len) &&
	    state_bytes(state, row->text, len))
		row->len = len;
}

MODULE(asking) = { .init = asking_init };
