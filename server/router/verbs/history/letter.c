/* Letters on their way into a mailbox: see letter.h. */
#include "router/verbs/history/letter.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/index.h"
#include "base/data/list.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/fanout.h"
#include "router/delivery/kept_log.h"
#include "router/delivery/mail_log.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/verbs/accounts/account_feed.h"
#include "router/verbs/accounts/keeper_client.h"
#include "router/verbs/history/journal_client.h"
#include "router/verbs/history/journal_link.h"
#include "router/verbs/history/mailbox.h"
#include "shared/names.h"

/* The time after which a client that waits looks itself. */
#define LOOKS SEC

#define BUCKETS 1024

#define REFUSAL STR("not connected, and the server cannot keep letters now")

enum phase {
	NOTHING,
	WAITS, /* for another that asks about the same mailbox */
	ASKS,
	IS_KEPT /* it is logged */
};

struct row {
	enum phase phase;
	uint64_t line; /* number of the client's line, from 1; 0: the first */
	uint64_t id; /* of the letter that is kept */
	uint64_t logged; /* ID of its line in the log */
	bool stored;
	struct list waiters; /* for this one, which asks */
	usec until; /* ticks_mono: it waits for others, or for a journal that
		       can write; or 0 */
	char box[LIMIT_NAME + 1]; /* for whom it is */
};

static struct {
	struct row *row; /* one for each client */
	struct index by_box; /* those that ask, one for a mailbox at most */
	struct list kept; /* those whose letter is not stored, as logged */
	struct link *link; /* in one of the lists, by client */
} letters;

static void
letters_init(void)
{
	letters.row = arena_table(CLIENTS_MAX, sizeof(*letters.row));
	letters.link = arena_table(CLIENTS_MAX, sizeof(*letters.link));
	INDEX_INIT(&letters.by_box, letters.row, CLIENTS_MAX, BUCKETS,
	    INDEX_TEXT(struct row, box));
}

static struct row *
row_of(uint32_t who)
{
	return &letters.row[who];
}

/* Returns the number of the line that the client waits for, from 1. */
static uint64_t
present_line(uint32_t who)
{
	return slots_get(clients_slot(who))->up.lines + 1;
}

/* Returns the client that asks about the mailbox, or INDEX_NONE. */
static uint32_t
asker_of(struct str box)
{
	return index_find(&letters.by_box, box);
}

/* Notes that the client asks about its mailbox. */
static void
add_asker(uint32_t who)
{
	row_of(who)->phase = ASKS;
	index_add(&letters.by_box, who);
}

/* The client asks no more: the first of those who wait for it is next. */
static void
drop_asker(uint32_t who)
{
	struct list *waiters = &row_of(who)->waiters;
	const uint32_t next = list_first(waiters);

	index_drop(&letters.by_box, who);
	if (next == LIST_END)
		return;
	list_drop(waiters, letters.link, next);
	row_of(next)->waiters = *waiters;
	*waiters = (struct list) { 0 };
	add_asker(next);
	keeper_client_wake(next);
}

/* Puts the client among those whose letters are not stored, as logged. */
static void
add_kept(uint32_t who)
{
	const uint64_t logged = row_of(who)->logged;
	uint32_t before = LIST_END, last = list_last(&letters.kept);

	for (; last != LIST_END && row_of(last)->logged > logged;
	     last = list_prev(letters.link, last))
		before = last;
	row_of(who)->phase = IS_KEPT;
	list_add(&letters.kept, letters.link, who, before);
}

/*
 * Leaves the phase in which the client is, and ends its question. Nobody sees
 * any more when its letter is stored, so its mailbox is looked at now.
 */
static void
leave(uint32_t who)
{
	struct row *row = row_of(who);
	const enum phase phase = row->phase;

	row->phase = NOTHING;
	if (phase == IS_KEPT && !row->stored) {
		list_drop(&letters.kept, letters.link, who);
		mailbox_has_new(str_from(row->box));
	} else if (phase == WAITS) {
		list_drop(&row_of(asker_of(str_from(row->box)))->waiters,
		    letters.link, who);
	} else if (phase == ASKS) {
		journal_client_cancel(who);
		drop_asker(who);
	}
}

/* Forgets what another line of the client has waited for. */
static void
drop_other(uint32_t who)
{
	struct row *row = row_of(who);
	const uint64_t line = present_line(who);

	if (row->line != 0 && row->line != line)
		leave(who);
	row->line = line;
}

/* Returns whether the text is for the other's program (CTCP), unless for it to
 * show. */
static bool
is_for_program(struct str text)
{
	return text.at[0] == '\001' && !str_begins(text, STR("\001ACTION "));
}

bool
letter_is_due(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];

	drop_other(who);
	if (row_of(who)->phase == IS_KEPT)
		return true;
	if (clients_find(name) == CLIENT_NONE &&
	    config_wants_journal(config_now()) &&
	    identity_account(who).len > 0 &&
	    (account_names_find(name).len > 0 || account_feed_is_unknown()) &&
	    !is_for_program(command->arg[1]))
		return true;
	leave(who);
	return false;
}

static enum outcome
wait_until(uint32_t who, usec until)
{
	slots_get(clients_slot(who))->up.not_before = until;
	return OUTCOME_WAIT;
}

/* Waits until it looks again, or its time is over. */
static enum outcome
wait_looking(uint32_t who)
{
	return wait_until(
	    who, usec_earlier(row_of(who)->until, ticks_mono() + LOOKS));
}

/* Returns whether there is a journal that can write. */
static bool
can_store(void)
{
	return journal_link_is_ready() && !journal_link_is_failing();
}

static enum outcome
refuse(uint32_t who, const struct command *command, enum code code,
    struct str text)
{
	leave(who);
	if (code != CODE_TOO_MANY || text.len == 0)
		return answers_refuse_saying(
		    who, command, CODE_UNAVAILABLE, REFUSAL);
	return answers_refuse_saying(who, command, code, text);
}

/*
 * Takes a letter back that is logged and cannot be stored. Returns false if it
 * has to be called again.
 */
static bool
take_back(uint32_t who, const struct row *row)
{
	const struct str box = str_from(row->box);

	return record_letter_void(who, account_names_find(box), row->id) &&
	    mail_log_take_back(box, row->id);
}

static enum outcome
finish(uint32_t who, const struct command *command)
{
	const struct row *row = row_of(who);

	leave(who);
	return answers_ok(who, command,
	    WORDS(STR("kept"), DECIMAL(row->id), str_from(row->box)));
}

/* Waits until the letter is stored, while there is a journal that can write. */
static enum outcome
await(uint32_t who, const struct command *command)
{
	struct row *row = row_of(who);

	if (row->stored)
		return finish(who, command);
	if (row->until == 0 || can_store())
		row->until = ticks_mono() + config_now()->hold_time;
	if (ticks_mono() < row->until)
		return wait_until(who, row->until);
	if (!take_back(who, row))
		return wait_until(who, ticks_mono() + LOOKS);
	return refuse(who, command, CODE_UNAVAILABLE, STR(""));
}

/* Logs the letter, as the history does if it has the talk. */
static bool
log_letter(uint32_t who, const struct command *command, struct row *row)
{
	const struct str box = str_from(row->box), text = command->arg[1];

	identity_note_speech(who);
	row->id = event_ids_next_number();
	if (row->id <= account_names_made(box))
		return false; /* the clock was set back since it was made */
	if (!record_letter(who, account_names_find(box),
		EVENT(NO_WORDS,
		    WORDS(
			STR("tell"), DECIMAL(row->id), FANOUT_ACTOR, box, text),
		    who)))
		return false;
	if (!mail_log_put(box, row->id, identity_actor(who), text)) {
		/* Or it is read, and refused. */
		(void)record_letter_void(who, account_names_find(box), row->id);
		return false;
	}
	row->logged = kept_log_last();
	return true;
}

static enum outcome
keep(uint32_t who, const struct command *command)
{
	struct row *row = row_of(who);

	if (!log_letter(who, command, row))
		return refuse(who, command, CODE_UNAVAILABLE, STR(""));
	leave(who);
	row->stored = false;
	row->until = 0;
	add_kept(who);
	if (log_verbose())
		LOG(STR("{name}: {event:letter} {account}"), clients_name(who),
		    str_from(row->box));
	return await(who, command);
}

/* Takes no line of the answer: there is none. */
static void
take_nothing(uint32_t who, struct str word, struct str text)
{
	(void)who;
	(void)word;
	(void)text;
}

/*
 * Waits for the answer, and for a journal that gives it and can write: for
 * hold_time in all, with the time for which it has waited for others.
 */
static enum outcome
await_answer(uint32_t who, const struct command *command)
{
	struct row *row = row_of(who);
	const usec now = ticks_mono();

	if (can_store()) {
		row->until = now + config_now()->hold_time;
		return OUTCOME_WAIT;
	}
	if (now < row->until)
		return wait_looking(who);
	return refuse(who, command, CODE_UNAVAILABLE, STR(""));
}

/* Asks whether the mailbox has room for the letter. */
static enum outcome
ask(uint32_t who, const struct command *command)
{
	const struct str box = str_from(row_of(who)->box);
	const size_t size = identity_actor(who).len + 1 + command->arg[1].len;
	struct journal_answer answer;

	/* A letter that was logged now might have to be taken back. */
	if (journal_link_is_failing())
		return await_answer(who, command);
	if (!journal_client_ask_rows(who,
		WORDS(STR("fits"), mail_log_where(box),
		    DECIMAL(account_names_made(box)), identity_account(who),
		    DECIMAL(size)),
		take_nothing, &answer))
		return await_answer(who, command);
	if (answer.code != CODE_OK)
		return refuse(who, command, answer.code, answer.text);
	return keep(who, command);
}

/*
 * Sees to it that the client that asks about the mailbox, if there is one, goes
 * on. One that does not read would not take the answer, for as long as it
 * likes: its turn is over, and it asks anew once it reads.
 */
static void
pass_over(struct str box)
{
	const uint32_t who = asker_of(box);

	if (who != INDEX_NONE && slots_client_over_mark(who))
		leave(who);
}

static void
set_box(struct row *row, struct str box)
{
	memcpy(row->box, box.at, box.len);
	row->box[box.len] = '\0';
}

/* Begins with a letter to that mailbox, or waits behind others to it. */
static void
begin(uint32_t who, struct str box)
{
	struct row *row = row_of(who);
	uint32_t asker;

	set_box(row, box);
	row->until = ticks_mono() + config_now()->hold_time;
	row->waiters = (struct list) { 0 };
	pass_over(box);
	asker = asker_of(box);
	if (asker == INDEX_NONE) {
		add_asker(who);
		return;
	}
	row->phase = WAITS;
	list_add(&row_of(asker)->waiters, letters.link, who, LIST_END);
}

/* Waits for another that asks about the mailbox, for hold_time at most. */
static enum outcome
await_others(uint32_t who, const struct command *command)
{
	if (ticks_mono() >= row_of(who)->until)
		return refuse(who, command, CODE_UNAVAILABLE, STR(""));
	return wait_looking(who);
}

/* Logs the letter: if the mailbox takes it, the journal records it, too. */
static void
offer(uint32_t who, struct str box, struct str text)
{
	const uint64_t since = account_names_made(box),
		       id = event_ids_next_number();
	const struct str sender =
	    record_has_letter(who, account_names_find(box)) ?
	    identity_account(who) :
	    STR("-");

	identity_note_speech(who);
	/* If the log is full, it is lost, as an event would be. */
	if (id > since) /* or the clock was set back */
		(void)mail_log_offer(
		    box, since, id, sender, identity_actor(who), text);
}

/*
 * Logs a letter of which nobody will be told any more whether the mailbox takes
 * it: the worker has died. If nobody knows yet whether there is that account,
 * the letter is lost: it cannot wait, and the journal would keep it for nobody.
 */
static enum outcome
leave_behind(uint32_t who, const struct command *command)
{
	const struct str box = account_names_find(command->arg[0]);

	leave(who);
	if (box.len > 0)
		offer(who, box, command->arg[1]);
	return OUTCOME_DONE;
}

enum outcome
letter_send(uint32_t who, const struct command *command)
{
	const struct str box = account_names_find(command->arg[0]);
	const struct row *row = row_of(who);

	if (row->phase == IS_KEPT)
		return await(who, command);
	if (slots_get(clients_slot(who))->up.forced)
		return leave_behind(who, command);
	if (account_feed_is_awaited())
		return OUTCOME_WAIT;
	if (box.len == 0)
		return refuse(who, command, CODE_UNAVAILABLE, STR(""));
	if (row->phase == WAITS)
		pass_over(str_from(row->box));
	else if (row->phase != ASKS)
		begin(who, box);
	if (row->phase == WAITS)
		return await_others(who, command);
	return ask(who, command);
}

void
letter_turn(void)
{
	uint32_t who;

	while ((who = list_first(&letters.kept)) != LIST_END &&
	    kept_log_is_stored(row_of(who)->logged)) {
		list_drop(&letters.kept, letters.link, who);
		row_of(who)->stored = true;
		mailbox_has_new(str_from(row_of(who)->box));
		keeper_client_wake(who);
	}
}

static void
letters_leave(uint32_t who)
{
	leave(who);
	*row_of(who) = (struct row) { .phase = NOTHING };
}

static const struct field saved[] = {
	FIELD(NUMBER, struct row, id),
	FIELD(NUMBER, struct row, logged),
	FIELD_CHECKED(struct row, box, "box", name_spelling),
};

/* Saves "letter CLIENT" and its fields for each that is logged. */
static void
letters_save(struct state *state)
{
	FOR_EACH_CLIENT(who) {
		if (row_of(who)->phase != IS_KEPT)
			continue;
		state_put(state, STR("letter"), who);
		fields_put(state, FIELDS(saved), row_of(who));
	}
}

static void
letters_load(struct state *state)
{
	uint32_t who = CLIENT_NONE;

	while (state_next(state))
		if (state_is(state, STR("letter"))) {
			who = clients_read(state);
			if (who != CLIENT_NONE)
				row_of(who)->phase = IS_KEPT;
		} else if (who != CLIENT_NONE) {
			fields_get(state, FIELDS(saved), row_of(who));
		}
	FOR_EACH_CLIENT(client)
		if (row_of(client)->phase == IS_KEPT)
			add_kept(client);
}

MODULE(letters) = { .init = letters_init,
	SECTION("letters", letters, MODULE_MAY_LACK),
	.leave = letters_leave };
