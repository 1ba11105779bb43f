/* Mailboxes: see mailbox.h. */
#include "router/verbs/history/mailbox.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/delivery/listing.h"
#include "router/delivery/mail_log.h"
#include "router/model/account_names.h"
#include "router/model/arrivals.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/verbs/accounts/account_feed.h"
#include "router/verbs/accounts/keeper_client.h"
#include "router/verbs/history/journal_client.h"
#include "router/verbs/history/journal_link.h"
#include "router/verbs/history/mailbox_line.h"
#include "router/verbs/history/mailbox_queue.h"
#include "router/verbs/history/past_line.h"
#include "router/verbs/history/reading.h"
#include "shared/names.h"

/* Questions for letters at a time, and letters in an answer. */
#define COURIERS 8
#define STEP 64

/* Clients of the queue that are looked at in a turn. */
#define LOOKS 64

/* The time until those who had no room are looked at again. */
#define PAUSE (100 * MSEC)

/* The time until the journal is asked again after it could not answer. */
#define AGAIN (10 * SEC)

#define LETTERS STR("letters")

/* A client's mailbox. */
struct row {
	char account[LIMIT_NAME + 1]; /* empty: none */
	uint64_t after; /* ID of the last letter that was sent */
	bool read; /* all letters were sent */
	uint64_t news; /* not saved; how often there was a new one */
	uint64_t open; /* lines "past" are letters: ID of the last; 0: no */
	uint64_t first, last; /* IDs that it may finish: sent and not done */
};

struct courier {
	uint32_t ticket; /* JOURNAL_NOBODY: idle */
	uint32_t client; /* CLIENT_NONE: it has gone, or has another mailbox */
	bool wrong; /* a line was not asked for */
	uint64_t news; /* those of the mailbox that its question has seen */
	unsigned lines; /* of the answer */
};

static struct {
	struct row *row; /* one for each client */
	struct courier courier[COURIERS];
	usec again; /* ticks_now: no question before then */
	bool begun; /* the first turn has come */
} mailboxes;

static struct row *
row_of(uint32_t who)
{
	return &mailboxes.row[who];
}

/* Has the client looked at in the next turn. */
static void
enlist(uint32_t who)
{
	mailbox_queue_add(who);
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

/* Returns an idle courier, with a ticket; null: there is none. */
static struct courier *
idle_courier(void)
{
	for (size_t i = 0; i < COURIERS; i++)
		if (mailboxes.courier[i].ticket == JOURNAL_NOBODY) {
			mailboxes.courier[i].ticket = journal_client_ticket();
			return mailboxes.courier[i].ticket != JOURNAL_NOBODY ?
			    &mailboxes.courier[i] :
			    NULL;
		}
	return NULL;
}

static void
release(struct courier *courier)
{
	journal_client_cancel(courier->ticket);
	*courier = (struct courier) { .ticket = JOURNAL_NOBODY,
		.client = CLIENT_NONE };
}

/* Tells the client that the letters so far were the last, if it got any. */
static void
close_block(uint32_t who)
{
	struct row *row = row_of(who);

	if (row->open != 0 && listing_has_reader(who))
		fanout_client(who, WORDS(LETTERS, DECIMAL(row->open)));
	row->open = 0;
}

/* Leaves what is under way for the client. Returns whether anything was. */
static bool
stop_courier(uint32_t who)
{
	struct courier *courier = courier_for(who);

	if (courier != NULL)
		courier->client = CLIENT_NONE;
	return courier != NULL;
}

/*
 * Looks whether the client has another mailbox than before, or wants its
 * letters again. Then it begins anew.
 */
static void
review(uint32_t who)
{
	struct row *row = row_of(who);
	const bool here = clients_name(who).len > 0;
	const struct str account = here ? identity_account(who) : STR("");

	if (!identity_interests(who)->letters &&
	    str_caseeq(str_from(row->account), account))
		return;
	identity_interests(who)->letters = false;
	close_block(who);
	if (stop_courier(who))
		keeper_client_wake(who);
	*row = (struct row) { .open = 0 };
	if (account.len == 0)
		return;
	memcpy(row->account, account.at, account.len);
	row->account[account.len] = '\0';
	enlist(who);
}

void
mailbox_has_new(struct str name)
{
	uint32_t cursor = IDENTITY_FIRST;
	uint32_t who;

	while (
	    (who = identity_next_with_account(name, &cursor)) != CLIENT_NONE) {
		if (!str_caseeq(str_from(row_of(who)->account), name))
			continue;
		row_of(who)->read = false;
		row_of(who)->news++;
		enlist(who);
	}
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

/* Returns whether the client has got letters that it has not done. */
static bool
has_undone(const struct row *row)
{
	return row->first != 0 && row->first <= row->last;
}

/* Sends a letter, as an event of the past. */
static void
tell(uint32_t who, const struct command *event, uint64_t id)
{
	const struct past_line past = { .is_known = true, .event = *event };
	struct row *row = row_of(who);

	if (row->open == 0)
		fanout_client(who, WORDS(LETTERS));
	row->open = id;
	past_line_tell(who, &past, false);
	if (!has_undone(row))
		row->first = id;
	row->last = id;
}

/* Takes a line with a letter. Returns false if it was not asked for. */
static bool
take_letter(uint32_t who, struct str text)
{
	struct row *row = row_of(who);
	struct command event;
	uint64_t id;

	if (!mailbox_line_read(str_from(row->account), text, &id, &event) ||
	    id <= row->after)
		return false;
	row->after = id;
	if (listing_has_reader(who))
		tell(who, &event, id);
	return true;
}

/*
 * Takes a line of the answer to a courier. The client may have logged out since
 * it was asked for.
 */
static void
take(uint32_t asker, struct str word, struct str text)
{
	struct courier *courier = mailboxes.courier;

	while (courier->ticket != asker)
		courier++;
	if (courier->client != CLIENT_NONE)
		review(courier->client);
	if (courier->client == CLIENT_NONE || courier->wrong)
		return;
	courier->wrong = ++courier->lines > STEP ||
	    !str_eq(word, STR("past")) || !take_letter(courier->client, text);
}

/*
 * Takes the end of an answer: goes on with what is left, if there is more, or
 * later if the journal could not answer.
 */
static void
end_answer(const struct courier *courier, const struct journal_answer *answer)
{
	const uint32_t who = courier->client;
	struct row *row = row_of(who);
	struct str text = answer->text;
	bool goes_on = courier->lines > 0;
	uint64_t last;

	row->read = answer->code == CODE_OK && !answer->more &&
	    courier->news == row->news;
	if (answer->more && str_to_number(str_word(&text), UINT64_MAX, &last) &&
	    last > row->after) {
		row->after = last; /* a letter there is damaged */
		goes_on = true;
	}
	if (courier->wrong || (answer->more && !goes_on)) {
		LOG_AT(LEVEL_ERR,
		    STR("broken: journal sent an answer that was not asked "
			"for"));
		row->read = true;
	}
	if (answer->code != CODE_OK)
		mailboxes.again = ticks_now() + AGAIN;
	close_block(who);
	budget_charge(WORK_LINE, courier->lines);
	enlist(who);
	keeper_client_wake(who); /* a request for the past may wait */
}

/* Puts the courier's question, or waits for the rest of the answer. */
static void
serve(struct courier *courier)
{
	struct journal_answer answer;
	struct row *row;
	struct str name;

	if (courier->client == CLIENT_NONE) {
		release(courier);
		return;
	}
	row = row_of(courier->client);
	name = str_from(row->account);
	/* Those before were for an earlier account of the name. */
	row->after = usec_later(row->after, account_names_made(name));
	if (!journal_client_has_asked(courier->ticket)) {
		courier->news = row->news;
		courier->lines = 0;
	}
	if (!journal_client_ask_rows(courier->ticket,
		WORDS(LETTERS, mail_log_where(name), DECIMAL(row->after)), take,
		&answer))
		return;
	end_answer(courier, &answer);
	release(courier);
}

/* Returns whether letters can be sent to the client now. */
static bool
has_room(uint32_t who)
{
	return listing_has_reader(who) && !listing_must_wait(who) &&
	    !reading_is_open(who) && courier_for(who) == NULL;
}

/*
 * Sends a courier for the letters of a client, or has it wait. Returns false if
 * there is no courier.
 */
static bool
send_courier(uint32_t who)
{
	struct courier *courier;

	review(who);
	if (row_of(who)->account[0] == '\0' || row_of(who)->read)
		return true;
	if (!has_room(who)) {
		mailbox_queue_add(who);
		return true;
	}
	courier = idle_courier();
	if (courier == NULL) {
		mailbox_queue_add(who);
		return false;
	}
	courier->client = who;
	serve(courier);
	return true;
}

/* Looks at those who wait, each once. */
static void
serve_queue(void)
{
	const size_t count = mailbox_queue_count();
	size_t looks = count < LOOKS ? count : LOOKS;

	if (!journal_link_is_ready() || account_feed_is_unknown())
		return; /* there is a turn when it is, and they are known */
	if (ticks_now() < mailboxes.again)
		looks = 0;
	while (looks-- > 0 && send_courier(mailbox_queue_take()))
		continue;
	if (mailbox_queue_count() > 0)
		alarms_at(ALARM_HELPERS,
		    usec_later(mailboxes.again, ticks_now() + PAUSE));
}

static void
mailboxes_leave(uint32_t who)
{
	(void)stop_courier(who);
	*row_of(who) = (struct row) { .open = 0 };
}

/*
 * Has all clients looked at that another program has left, or that came while
 * there were no mailboxes.
 */
static void
begin(void)
{
	if (mailboxes.begun)
		return;
	mailboxes.begun = true;
	FOR_EACH_CLIENT(who)
		arrivals_add(who);
}

/* Ends what is under way: its client waits for the end of its letters. */
static void
dismiss(struct courier *courier)
{
	const uint32_t who = courier->client;

	if (courier->ticket == JOURNAL_NOBODY)
		return;
	release(courier);
	if (who == CLIENT_NONE)
		return;
	close_block(who);
	mailboxes_leave(who);
	keeper_client_wake(who);
}

/* Forgets who waits for letters: nothing is stored on this server. */
static void
rest(void)
{
	for (size_t i = 0; i < COURIERS; i++)
		dismiss(&mailboxes.courier[i]);
	mailboxes.begun = false;
	while (arrivals_next() != CLIENT_NONE)
		continue;
	while (mailbox_queue_count() > 0)
		mailboxes_leave(mailbox_queue_take());
}

static void
serve_clients(void)
{
	uint32_t who;

	while ((who = arrivals_next()) != CLIENT_NONE)
		review(who);
	if (mailbox_queue_count() > 0)
		serve_queue();
}

void
mailbox_turn(void)
{
	if (!journal_link_is_wanted()) {
		rest();
		return;
	}
	begin();
	if (!account_feed_is_unknown())
		serve_clients();
	/* Whose answer ends now is looked at in the next turn: before that, its
	   line may ask for the past. */
	for (size_t i = 0; i < COURIERS; i++)
		if (mailboxes.courier[i].ticket != JOURNAL_NOBODY)
			serve(&mailboxes.courier[i]);
}

bool
mailbox_may_have(uint32_t who, uint64_t id)
{
	const struct row *row = row_of(who);

	return has_undone(row) && id >= row->first && id <= row->last;
}

bool
mailbox_finish(uint32_t who, uint64_t id)
{
	struct row *row = row_of(who);

	if (!mail_log_cut_upto(str_from(row->account), id))
		return false;
	row->first = id + 1;
	return true;
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
	FIELD(BOOL, struct row, read),
	FIELD(NUMBER, struct row, open),
	FIELD(NUMBER, struct row, first),
	FIELD(NUMBER, struct row, last),
};

/*
 * Saves "mailbox CLIENT" and its fields for each that has got letters, or is to
 * get some.
 */
static void
mailboxes_save(struct state *state)
{
	FOR_EACH_CLIENT(who) {
		const struct row *row = row_of(who);
		if (row->account[0] == '\0' ||
		    (row->last == 0 && !mailbox_queue_has(who) &&
			courier_for(who) == NULL))
			continue;
		state_put(state, STR("mailbox"), who);
		fields_put(state, FIELDS(saved), row);
	}
}

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
			fields_get(state, FIELDS(saved), row_of(who));
		}
}

MODULE(mailboxes) = { TABLES(TABLE(mailboxes.row, CLIENTS_MAX)),
	.init = mailboxes_init,
	SECTION("mailboxes", mailboxes, MODULE_MAY_LACK),
	.leave = mailboxes_leave };
