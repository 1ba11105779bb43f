/* Mailboxes: see mailbox.h. */
#include "router/letters/mailbox.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/list.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/delivery/listing.h"
#include "router/delivery/record.h"
#include "router/history/journal_ask.h"
#include "router/history/journal_link.h"
#include "router/history/past_line.h"
#include "router/history/reading.h"
#include "router/model/arrivals.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/verbs/accounts/account_feed.h"
#include "router/verbs/accounts/keeper_client.h"
#include "shared/names.h"

/* Questions for letters at a time, and letters in an answer. */
#define COURIERS 8
#define STEP 64

/* Clients that are looked at in a turn. */
#define LOOKS 64

/* The time until those who had no room are looked at again. */
#define PAUSE (100 * MSEC)

/* The time until the journal is asked again after it could not answer. */
#define AGAIN (10 * SEC)

#define LETTERS STR("letters")

struct row {
	char account[LIMIT_NAME + 1]; /* whose letters it gets; or empty */
	uint64_t after; /* ID of the last letter that was told */
	uint64_t first; /* of those that it has not done; 0: none */
	bool told; /* not saved; all letters were */
};

struct courier {
	uint32_t ticket; /* JOURNAL_NOBODY: idle */
	uint32_t client; /* CLIENT_NONE: it has gone */
	bool opened; /* lines "past" are letters */
	bool wrong; /* a line was not asked for */
	unsigned lines; /* of the answer */
};

static struct {
	struct row *row; /* one for each client */
	struct ring waiting; /* clients that may have letters */
	struct courier courier[COURIERS];
	usec again; /* ticks_now: no question before then */
	bool begun; /* those who were here before are looked at */
	char *line; /* an event */
	char *token;
} mailboxes;

static void
enlist(uint32_t who)
{
	mailboxes.row[who].told = false;
	(void)ring_add(
	    &mailboxes.waiting, CLIENTS_MAX, who); /* or it is there */
	watch_no_wait();
}

static struct courier *
courier_for(uint32_t who)
{
	for (size_t i = 0; i < COURIERS; i++)
		if (mailboxes.courier[i].ticket != JOURNAL_NOBODY &&
		    mailboxes.courier[i].client == who)
			return &mailboxes.courier[i];
	return NULL;
}

/* Tells the client that the letters so far were the last, if it got any. */
static void
close_block(struct courier *courier)
{
	const uint32_t who = courier->client;

	if (courier->opened && listing_has_reader(who))
		fanout_client(
		    who, WORDS(LETTERS, DECIMAL(mailboxes.row[who].after)));
	courier->opened = false;
}

/* Leaves what is under way for the client. */
static void
stop_courier(uint32_t who)
{
	struct courier *courier = courier_for(who);

	if (courier == NULL)
		return;
	close_block(courier);
	courier->client = CLIENT_NONE;
	keeper_client_wake(who); /* a request for the past may wait */
}

/*
 * Looks whether the client has another account than before, or wants its
 * letters again. Then it begins anew.
 */
static void
review(uint32_t who)
{
	struct row *row = &mailboxes.row[who];
	const struct str account =
	    clients_name(who).len > 0 ? identity_account(who) : STR("");

	if (!identity_interests(who)->letters &&
	    str_caseeq(str_from(row->account), account))
		return;
	identity_interests(who)->letters = false;
	stop_courier(who);
	*row = (struct row) { .after = 0 };
	if (account.len == 0)
		return;
	memcpy(row->account, account.at, account.len);
	enlist(who);
}

void
mailbox_has_new(struct str account)
{
	uint32_t cursor = IDENTITY_FIRST, who;

	while (
	    (who = identity_next_with_account(account, &cursor)) != CLIENT_NONE)
		if (mailboxes.row[who].account[0] != '\0')
			enlist(who);
}

bool
mailbox_must_wait(uint32_t who)
{
	if (courier_for(who) == NULL || reading_is_open(who))
		return false;
	slots_get(clients_slot(who))->up.not_before =
	    ticks_mono() + config_now()->stall_time;
	return true;
}

/* Builds the event of "ID FROM ACTOR TEXT", and has the grammar check it. */
static bool
read_letter(
    struct str name, struct str text, uint64_t *id, struct command *event)
{
	const struct str number = str_word(&text), from = str_word(&text);
	const struct str actor = str_word(&text);
	struct buf line;

	buf_init(&line, mailboxes.line, LIMIT_LINE);
	return token_is_valid(from) && number.len <= LIMIT_ID &&
	    str_to_number(number, UINT64_MAX, id) &&
	    BUF_CAT(&line, STR("tell "), number, STR(" "), actor, STR(" "),
		name, STR(" "), text) &&
	    grammar_parse(buf_str(&line), FROM_SERVER, event) == CODE_OK;
}

/* Takes "letter ID FROM ACTOR TEXT" of the answer to a courier. */
static void
take(uint32_t asker, struct str word, struct str text)
{
	struct past_line past = { .is_known = true };
	struct courier *courier = mailboxes.courier;
	struct row *row;
	uint64_t id = 0;

	while (courier->ticket != asker)
		courier++;
	if (courier->client == CLIENT_NONE || courier->wrong)
		return;
	row = &mailboxes.row[courier->client];
	courier->wrong = ++courier->lines > STEP ||
	    !str_eq(word, STR("letter")) ||
	    !read_letter(str_from(row->account), text, &id, &past.event) ||
	    id <= row->after;
	if (courier->wrong)
		return;
	row->after = id;
	if (row->first == 0)
		row->first = id;
	if (!listing_has_reader(courier->client))
		return;
	if (!courier->opened)
		fanout_client(courier->client, WORDS(LETTERS));
	courier->opened = true;
	past_line_tell(courier->client, &past, false);
}

/* Takes the end of an answer: goes on with what is left, or later. */
static void
end_answer(struct courier *courier, const struct journal_answer *answer)
{
	const uint32_t who = courier->client;

	close_block(courier);
	if (courier->wrong || (answer->more && courier->lines == 0)) {
		LOG_AT(LEVEL_ERR,
		    STR("broken: journal sent an answer that was not asked "
			"for"));
		return;
	}
	if (answer->code != CODE_OK)
		mailboxes.again = ticks_now() + AGAIN;
	if (answer->code != CODE_OK || answer->more)
		enlist(who);
	budget_charge(WORK_LINE, courier->lines);
	keeper_client_wake(who); /* a request for the past may wait */
}

/* Puts the courier's question, or waits for the rest of the answer. */
static void
serve(struct courier *courier)
{
	const uint32_t who = courier->client;
	struct journal_answer answer;

	if (who != CLIENT_NONE) {
		const struct row *row = &mailboxes.row[who];
		if (!journal_ask(courier->ticket,
			WORDS(LETTERS,
			    record_account_token(
				str_from(row->account), mailboxes.token),
			    DECIMAL(row->after)),
			take, &answer))
			return;
		end_answer(courier, &answer);
	}
	journal_ask_cancel(courier->ticket);
	*courier = (struct courier) { .ticket = JOURNAL_NOBODY,
		.client = CLIENT_NONE };
}

/* Sends a courier to the client, or has it wait. False: there is no courier. */
static bool
send_courier(uint32_t who)
{
	struct courier *courier = mailboxes.courier;

	if (mailboxes.row[who].account[0] == '\0' || mailboxes.row[who].told)
		return true;
	while (courier < mailboxes.courier + COURIERS &&
	    courier->ticket != JOURNAL_NOBODY)
		courier++;
	if (courier == mailboxes.courier + COURIERS ||
	    !listing_has_reader(who) || listing_must_wait(who) ||
	    reading_is_open(who) || courier_for(who) != NULL) {
		(void)ring_add(&mailboxes.waiting, CLIENTS_MAX, who);
		return courier != mailboxes.courier + COURIERS;
	}
	*courier =
	    (struct courier) { .ticket = journal_ask_ticket(), .client = who };
	if (courier->ticket == JOURNAL_NOBODY) {
		(void)ring_add(&mailboxes.waiting, CLIENTS_MAX, who);
		return false;
	}
	mailboxes.row[who].told = true;
	serve(courier);
	return true;
}

/* Looks at those who wait, each once. */
static void
serve_waiting(void)
{
	size_t looks = mailboxes.waiting.count;

	if (looks == 0 || !journal_link_is_ready())
		return;
	if (looks > LOOKS)
		looks = LOOKS;
	while (looks-- > 0 && ticks_now() >= mailboxes.again &&
	    send_courier(ring_take(&mailboxes.waiting, CLIENTS_MAX)))
		continue;
	if (mailboxes.waiting.count > 0)
		alarms_at(ALARM_HELPERS,
		    usec_later(mailboxes.again, ticks_now() + PAUSE));
}

void
mailbox_turn(void)
{
	uint32_t who;

	if (account_feed_is_unknown())
		return;
	if (!mailboxes.begun)
		FOR_EACH_CLIENT(client)
			arrivals_add(client);
	mailboxes.begun = true;
	while ((who = arrivals_next()) != CLIENT_NONE)
		review(who);
	for (size_t i = 0; i < COURIERS; i++)
		if (mailboxes.courier[i].ticket != JOURNAL_NOBODY)
			serve(&mailboxes.courier[i]);
	serve_waiting();
}

bool
mailbox_may_have(uint32_t who, uint64_t id)
{
	const struct row *row = &mailboxes.row[who];

	return row->first != 0 && id >= row->first && id <= row->after;
}

/* Takes no line of the answer: there is none. */
static void
take_nothing(uint32_t who, struct str word, struct str text)
{
	(void)who;
	(void)word;
	(void)text;
}

bool
mailbox_finish(uint32_t who, uint64_t id, enum code *code)
{
	struct row *row = &mailboxes.row[who];
	struct journal_answer answer;

	if (!journal_ask(who,
		WORDS(STR("read-letters"),
		    record_account_token(
			str_from(row->account), mailboxes.token),
		    DECIMAL(id)),
		take_nothing, &answer))
		return false;
	*code = answer.code;
	if (answer.code == CODE_OK)
		row->first = id < row->after ? id + 1 : 0;
	return true;
}

static void
mailboxes_leave(uint32_t who)
{
	struct courier *courier = courier_for(who);

	if (courier != NULL)
		courier->client = CLIENT_NONE;
	mailboxes.row[who] = (struct row) { .after = 0 };
}

static void
mailboxes_init(void)
{
	for (size_t i = 0; i < COURIERS; i++)
		mailboxes.courier[i] =
		    (struct courier) { .ticket = JOURNAL_NOBODY,
			    .client = CLIENT_NONE };
}

static const struct field saved[] = {
	FIELD_CHECKED(struct row, account, "account", name_spelling),
	FIELD(NUMBER, struct row, after),
	FIELD(NUMBER, struct row, first),
};

/* Saves "mailbox CLIENT" and its fields for each that has letters to do. */
static void
mailboxes_save(struct state *state)
{
	FOR_EACH_CLIENT(who) {
		if (mailboxes.row[who].account[0] == '\0')
			continue;
		state_put(state, STR("mailbox"), who);
		fields_put(state, FIELDS(saved), &mailboxes.row[who]);
	}
}

/* More may have come, so the journal is asked again. */
static void
mailboxes_load(struct state *state)
{
	uint32_t who = CLIENT_NONE;

	while (state_next(state))
		if (state_is(state, STR("mailbox"))) {
			who = clients_read(state);
			if (who != CLIENT_NONE)
				enlist(who);
		} else if (who != CLIENT_NONE) {
			fields_get(state, FIELDS(saved), &mailboxes.row[who]);
		}
}

MODULE(mailboxes) = { TABLES(TABLE(mailboxes.row, CLIENTS_MAX),
			  TABLE(mailboxes.waiting.has, CLIENTS_MAX),
			  TABLE(mailboxes.waiting.row, CLIENTS_MAX),
			  TABLE(mailboxes.line, LIMIT_LINE),
			  TABLE(mailboxes.token, TOKEN_MOST)),
	.init = mailboxes_init, SECTION("mailboxes", mailboxes, 0),
	.leave = mailboxes_leave };
