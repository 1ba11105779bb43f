/* Clients' questions to the keeper: see keeper_client.h. */
#include "router/verbs/accounts/keeper_client.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/slots.h"

/* The longest text of an answer: a name, and a message of SASL. */
#define TEXT_MOST ((size_t)512)

/* The askers, one of which is part of each question's number. */
#define ASKERS ((uint64_t)KEEPER_CLIENT_MODULE + KEEPER_CLIENT_TAGS)

enum phase { NOTHING, WAITS, HAS_ASKED, IS_ANSWERED, PHASES };

struct row {
	enum phase state;
	uint64_t number; /* of its last question */
	usec until; /* ticks_mono */
	bool writes; /* its question changes the file */
	enum code code;
	bool more;
	struct str answer; /* in the text */
	char text[TEXT_MOST];
};

static struct keeper_client {
	struct row *row; /* one for each client and operator */
	uint64_t asked; /* questions so far */
	uint64_t keeper; /* counts those that came or went */
	uint32_t ticket; /* last one given out */
	uint32_t slot; /* of the keeper; SLOT_NONE: there is none */
	bool is_ready; /* has reported everything */
	bool comes; /* a keeper is here, or will be soon */
	bool wanted; /* a keeper is needed, and there is none */
	uint64_t owed; /* answers, by this keeper */
	usec heard; /* ticks_now: last line, or since when it owes one */
	bool silent;
} keeper_client = { .ticket = 1U << 31, .slot = SLOT_NONE, .comes = true };

void
keeper_client_cancel(uint32_t client)
{
	keeper_client.row[client].state = NOTHING;
	keeper_client.row[client].number = 0;
}

bool
keeper_client_call_pending(uint32_t client)
{
	return keeper_client.row[client].state != NOTHING;
}

bool
keeper_client_has_asked(uint32_t client)
{
	return keeper_client.row[client].state >= HAS_ASKED;
}

uint64_t
keeper_client_number(uint32_t client)
{
	const struct row *row = &keeper_client.row[client];

	return row->state == HAS_ASKED ? row->number : 0;
}

/* Returns whether there is a keeper that is not about to end. */
bool
keeper_client_is_connected(void)
{
	return keeper_client.is_ready && keeper_client.slot != SLOT_NONE &&
	    slots_get(keeper_client.slot)->state == SLOT_OPEN;
}

bool
keeper_client_is_awaited(void)
{
	return keeper_client.comes && !keeper_client_is_connected();
}

/*
 * Sends "ask NUMBER WHAT ...". Returns the number, or 0 if that is impossible
 * now.
 */
static uint64_t
send_words(uint64_t who, struct words words)
{
	const uint64_t number = ++keeper_client.asked * ASKERS + who;
	struct str all[2 + 8] = { STR("ask"), DECIMAL(number) };
	size_t count = 2;

	if (!keeper_client_is_connected())
		return 0;
	for (size_t i = 0; i < words.count && count < COUNT(all); i++)
		if (words.at[i].len > 0)
			all[count++] = words.at[i];
	if (!fanout_secret(keeper_client.slot, (struct words) { all, count }))
		return 0;
	if (keeper_client.owed++ == 0)
		keeper_client.heard = ticks_now();
	return number;
}

/* Puts the client's question to the keeper. Returns false if that fails. */
static bool
send_for(uint32_t client, struct row *row, struct words words)
{
	row->writes = client >= KEEPER_CLIENT_OPERATOR ||
	    str_eq(words.at[0], STR("make")) ||
	    str_eq(words.at[0], STR("flags"));
	row->number = send_words(client, words);
	row->state = HAS_ASKED;
	return row->number != 0;
}

void
keeper_client_request_keeper(void)
{
	if (keeper_client.slot != SLOT_NONE || keeper_client.wanted)
		return;
	keeper_client.wanted = true;
	watch_no_wait();
}

bool
keeper_client_is_over(usec until, uint64_t number)
{
	return ticks_mono() >= until || (!keeper_client.comes && number == 0);
}

/*
 * A question that an earlier keeper may have answered waits for the next
 * keeper. The client's line stays where it is until its time is over or it is
 * woken.
 */
bool
keeper_client_ask(uint32_t client, usec until, struct words words,
    struct keeper_client_answer *answer)
{
	struct row *row = &keeper_client.row[client];

	if (row->state == NOTHING) {
		row->state = WAITS;
		row->until = until;
		keeper_client_request_keeper();
	}
	if (row->state == IS_ANSWERED) {
		*answer = (struct keeper_client_answer) { .code = row->code,
			.more = row->more,
			.number = row->number,
			.text = row->answer };
	} else if (keeper_client_is_over(row->until, row->number) ||
	    (row->state == WAITS && keeper_client_is_connected() &&
		!send_for(client, row, words))) {
		*answer =
		    (struct keeper_client_answer) { .code = CODE_UNAVAILABLE };
	} else {
		if (client < KEEPER_CLIENT_OPERATOR)
			slots_get(clients_slot(client))->up.not_before =
			    row->until;
		return false;
	}
	keeper_client_cancel(client);
	return true;
}

uint64_t
keeper_client_send(struct words words)
{
	return send_words(KEEPER_CLIENT_BANS, words);
}

uint64_t
keeper_client_post(uint32_t tag, struct words words)
{
	keeper_client_request_keeper();
	return send_words(KEEPER_CLIENT_MODULE + tag, words);
}

uint32_t
keeper_client_ticket(void)
{
	return ++keeper_client.ticket;
}

uint64_t
keeper_client_generation(void)
{
	return keeper_client.keeper;
}

void
keeper_client_wake(uint32_t client)
{
	uint32_t number;
	struct uplink *up;

	if (client >= KEEPER_CLIENT_OPERATOR) {
		watch_no_wait();
		return;
	}
	number = clients_slot(client);
	up = &slots_get(number)->up;
	up->not_before = 0;
	if (up->resumes != 0)
		up->resumes = ticks_now();
	alarms_at(number, ticks_now());
}

static void
tell_unwritten(struct str text)
{
	if (text.len == 0)
		return;
	LOG_AT(LEVEL_ERR, STR("keeper: cannot write: {reason}"), text);
	stats_trouble(SCORE_UNWRITTEN, true);
}

/* Gives the answer to the client, if it still waits for this very one. */
static void
deliver(uint32_t client, const struct keeper_client_answer *answer)
{
	struct row *row = &keeper_client.row[client];
	if (row->state != HAS_ASKED || row->number != answer->number)
		return;
	if (row->writes && answer->code == CODE_OK)
		stats_trouble(SCORE_UNWRITTEN, false);
	row->state = IS_ANSWERED;
	row->code = answer->code;
	row->more = answer->more;
	row->answer = (struct str) { row->text,
		answer->text.len < TEXT_MOST ? answer->text.len : TEXT_MOST };
	if (row->answer.len > 0)
		memcpy(row->text, answer->text.at, row->answer.len);
	keeper_client_wake(client);
}

/* Takes "answer NUMBER WORD [TEXT]". Modules ask only for changes of the file.
 */
uint32_t
keeper_client_receive(
    const struct command *command, struct keeper_client_answer *answer)
{
	const struct str word = command->arg[1];
	uint32_t asker;

	*answer = (struct keeper_client_answer) { .code = CODE_OK,
		.more = str_eq(word, STR("more")),
		.text = command->count > 2 ? command->arg[2] : STR("") };
	(void)str_to_number(
	    command->arg[0], UINT64_MAX, &answer->number); /* always a number */
	if (keeper_client.owed > 0) /* else the old program asked */
		keeper_client.owed--;
	if (!str_eq(word, STR("done")) && !answer->more &&
	    !code_find(word, &answer->code))
		answer->code = CODE_UNAVAILABLE;
	if (answer->code == CODE_UNAVAILABLE)
		tell_unwritten(answer->text);
	asker = (uint32_t)(answer->number % ASKERS);
	if (asker < KEEPER_CLIENT_BANS)
		deliver(asker, answer);
	else if (answer->code == CODE_OK)
		stats_trouble(SCORE_UNWRITTEN, false);
	return asker;
}

/* Wakes the clients that wait for a keeper or for its answer. */
static void
wake_all(void)
{
	FOR_EACH_CLIENT(client) {
		const enum phase state = keeper_client.row[client].state;
		if (state == WAITS || state == HAS_ASKED)
			keeper_client_wake(client);
	}
}

/* A keeper of the program before, which is about to end, may still report. */
void
keeper_client_reported(void)
{
	if (keeper_client.slot == SLOT_NONE)
		return;
	keeper_client.is_ready = true;
	wake_all();
	watch_no_wait(); /* clients that wait for a name had their turn */
}

static void
ask_again(uint32_t client)
{
	if (keeper_client.row[client].state == HAS_ASKED)
		keeper_client.row[client].state = WAITS;
}

static void
ask_all_again(void)
{
	FOR_EACH_CLIENT(client)
		ask_again(client);
	for (uint32_t i = 0; i < KEEPER_CLIENT_OPERATORS; i++)
		ask_again(KEEPER_CLIENT_OPERATOR + i);
}

/*
 * Questions to an earlier keeper will not be answered, so they are asked again.
 */
void
keeper_client_keeper_started(uint32_t slot)
{
	ask_all_again();
	keeper_client.keeper++;
	keeper_client.slot = slot;
	keeper_client.owed = 0;
	keeper_client.heard = ticks_now();
	keeper_client.comes = true;
	keeper_client.wanted = keeper_client.is_ready = false;
}

void
keeper_client_keeper_ended(bool soon)
{
	keeper_client.keeper++;
	keeper_client.slot = SLOT_NONE;
	keeper_client.comes = soon;
	keeper_client.is_ready = false;
	ask_all_again();
	watch_no_wait(); /* clients that wait for a name had their turn */
	if (!soon)
		wake_all();
}

static void
set_silent(bool silent)
{
	keeper_client.silent = silent;
	stats_trouble(SCORE_SILENT, silent);
}

void
keeper_client_note_line(void)
{
	keeper_client.heard = ticks_now();
	if (!keeper_client.silent)
		return;
	LOG_AT(LEVEL_NOTICE, STR("keeper: replies again"));
	set_silent(false);
}

void
keeper_client_watch(bool wanted)
{
	const usec limit = config_now()->hold_time;

	if (!wanted && keeper_client.silent)
		set_silent(false);
	if (!wanted || keeper_client.silent ||
	    keeper_client.slot == SLOT_NONE ||
	    (keeper_client.is_ready && keeper_client.owed == 0))
		return;
	if (ticks_now() < keeper_client.heard + limit) {
		alarms_at(ALARM_HELPERS, keeper_client.heard + limit);
		return;
	}
	LOG_AT(LEVEL_ERR, STR("keeper: no reply for {#seconds} s"),
	    DECIMAL(limit / SEC));
	set_silent(true);
}

bool
keeper_client_wants_keeper(void)
{
	return keeper_client.wanted;
}

bool
keeper_client_available(void)
{
	return keeper_client.comes;
}

bool
keeper_client_is_lasting(void)
{
	return config_now()->accounts && config_now()->state != NULL;
}

static const struct field saved[] = {
	FIELD(NUMBER, struct keeper_client, asked),
	FIELD(NUMBER, struct keeper_client, ticket),
};

/* The keys must differ from those of accounts.c, whose section they share. */
static const struct field saved_row[] = {
	FIELD_UPTO(NUMBER, struct row, state, PHASES - 1),
	FIELD(NUMBER, struct row, number),
	FIELD(REAL, struct row, until),
	FIELD_UPTO(NUMBER, struct row, code, CODE_COUNT - 1),
	FIELD(BOOL, struct row, more),
};

void
keeper_client_save_row(struct state *state, uint32_t who)
{
	const struct row *row = &keeper_client.row[who];

	if (row->state == NOTHING)
		return;
	fields_put(state, FIELDS(saved_row), row);
	if (row->state == IS_ANSWERED && row->answer.len > 0)
		state_put_bytes(state, STR("answer:"), row->answer);
}

void
keeper_client_save(struct state *state)
{
	if (keeper_client.asked > 0)
		fields_put(state, FIELDS(saved), &keeper_client);
}

void
keeper_client_load(struct state *state)
{
	fields_get(state, FIELDS(saved), &keeper_client);
}

void
keeper_client_load_row(struct state *state, uint32_t who)
{
	struct row *row = &keeper_client.row[who];
	size_t len;

	if (!state_is(state, STR("answer:")))
		fields_get(state, FIELDS(saved_row), row);
	else if (state_length(state, sizeof(row->text), &len) &&
	    state_bytes(state, row->text, len))
		row->answer = (struct str) { row->text, len };
}

MODULE(
    keeper_client) = { TABLES(TABLE(keeper_client.row, KEEPER_CLIENT_BANS)) };
