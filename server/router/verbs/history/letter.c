/* Letters on their way into a mailbox: see letter.h. */
#include "router/verbs/history/letter.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/index.h"
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
#include "router/verbs/history/mailbox_names.h"
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
	uint32_t place; /* in those that are kept and not stored */
	usec until; /* ticks_mono: it waits for others, or for a journal that
		       can write; or 0 */
	char box[LIMIT_NAME + 1]; /* for whom it is */
};

static struct {
	struct row *row; /* one for each client */
	struct index by_box; /* those that ask, or wait */
	uint32_t *kept; /* clients whose letter is not stored */
	size_t count; /* of these */
} letters;

static void
letters_init(void)
{
	letters.row = arena_table(CLIENTS_MAX, sizeof(*letters.row));
	letters.kept = arena_table(CLIENTS_MAX, sizeof(*letters.kept));
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
	uint32_t who = index_find(&letters.by_box, box);

	while (who != INDEX_NONE && row_of(who)->phase != ASKS)
		who = index_next(&letters.by_box, box, who);
	return who;
}

/* Has one of those who wait for the mailbox look again. */
static void
wake_next(struct str box)
{
	const uint32_t who = index_find(&letters.by_box, box);

	if (who != INDEX_NONE)
		keeper_client_wake(who);
}

static void
add_kept(uint32_t who)
{
	row_of(who)->phase = IS_KEPT;
	row_of(who)->place = (uint32_t)letters.count;
	letters.kept[letters.count++] = who;
}

static void
drop_kept(uint32_t who)
{
	const uint32_t place = row_of(who)->place;
	const uint32_t last = letters.kept[--letters.count];

	letters.kept[place] = last;
	row_of(last)->place = place;
}

/*
 * Leaves the phase in which the client is. Nobody sees any more when its letter
 * is stored, so its mailbox is looked at now.
 */
static void
leave(uint32_t who)
{
	struct row *row = row_of(who);
	const enum phase phase = row->phase;

	row->phase = NOTHING;
	if (phase == IS_KEPT && !row->stored) {
		drop_kept(who);
		mailbox_has_new(str_from(row->box));
	}
	if (phase != WAITS && phase != ASKS)
		return;
	index_drop(&letters.by_box, who);
	if (phase == ASKS)
		wake_next(str_from(row->box));
}

/* Forgets what another line of the client has waited for. */
static void
drop_other(uint32_t who)
{
	struct row *row = row_of(who);
	const uint64_t line = present_line(who);

	if (row->phase != NOTHING && row->line != 0 && row->line != line) {
		if (row->phase == ASKS)
			journal_client_cancel(who);
		leave(who);
	}
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
	    mailbox_names_sender(who).len > 0 &&
	    (mailbox_names_has(name) || account_feed_is_unknown()) &&
	    !is_for_program(command->arg[1]))
		return true;
	if (row_of(who)->phase == ASKS)
		journal_client_cancel(who);
	leave(who);
	return false;
}

static enum outcome
wait_until(uint32_t who, usec until)
{
	slots_get(clients_slot(who))->up.not_before = until;
	return OUTCOME_WAIT;
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
take_back(const struct row *row)
{
	if (!kept_log_void(row->id))
		return false;
	(void)mail_log_cut(str_from(row->box), row->id); /* or it comes once */
	return true;
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
	if (row->until == 0 ||
	    (journal_link_is_ready() && !journal_link_is_failing()))
		row->until = ticks_mono() + config_now()->hold_time;
	if (ticks_mono() < row->until)
		return wait_until(who, row->until);
	if (!take_back(row))
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
	if (row->id <= mailbox_names_since(box))
		return false; /* the clock was set back since it was made */
	if (!record_letter(who, account_names_find(box),
		EVENT(NO_WORDS,
		    WORDS(
			STR("tell"), DECIMAL(row->id), FANOUT_ACTOR, box, text),
		    who)))
		return false;
	if (!mail_log_put(box, row->id, identity_actor(who), text)) {
		(void)kept_log_void(row->id); /* or it is read, and refused */
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
 * Waits for the answer, and for a journal that gives it: for hold_time in all,
 * with the time for which it has waited for others.
 */
static enum outcome
await_answer(uint32_t who, const struct command *command)
{
	struct row *row = row_of(who);
	usec *later = &slots_get(clients_slot(who))->up.not_before;

	if (journal_link_is_ready()) {
		row->until = ticks_mono() + config_now()->hold_time;
		return OUTCOME_WAIT;
	}
	if (ticks_mono() >= row->until) {
		journal_client_cancel(who);
		return refuse(who, command, CODE_UNAVAILABLE, STR(""));
	}
	if (*later > row->until)
		*later = row->until;
	return OUTCOME_WAIT;
}

/* Asks whether the mailbox has room for the letter. */
static enum outcome
ask(uint32_t who, const struct command *command)
{
	const struct str box = str_from(row_of(who)->box);
	const size_t size = identity_actor(who).len + 1 + command->arg[1].len;
	struct journal_answer answer;

	if (!journal_client_ask_rows(who,
		WORDS(STR("fits"), mail_log_where(box),
		    DECIMAL(mailbox_names_since(box)),
		    mailbox_names_sender(who), DECIMAL(size)),
		take_nothing, &answer))
		return await_answer(who, command);
	if (answer.code != CODE_OK)
		return refuse(who, command, answer.code, answer.text);
	return keep(who, command);
}

/*
 * Returns whether another client asks about the mailbox. One that does not read
 * would not take the answer, for as long as it likes: its turn is over, and it
 * asks anew once it reads.
 */
static bool
is_asked(struct str box)
{
	const uint32_t who = asker_of(box);

	if (who == INDEX_NONE || !slots_client_over_mark(who))
		return who != INDEX_NONE;
	journal_client_cancel(who);
	leave(who);
	return false;
}

/* Begins with a letter, or waits for others to the same mailbox. */
static void
begin(uint32_t who, struct str name)
{
	struct row *row = row_of(who);
	const struct str account = account_names_find(name);
	const struct str box = account.len > 0 ? account : name;

	if (row->phase != WAITS)
		row->until = ticks_mono() + config_now()->hold_time;
	leave(who);
	memcpy(row->box, box.at, box.len);
	row->box[box.len] = '\0';
	row->phase = is_asked(box) ? WAITS : ASKS;
	index_add(&letters.by_box, who);
}

/* Waits for another that asks about the mailbox, for hold_time at most. */
static enum outcome
await_others(uint32_t who, const struct command *command)
{
	const usec until = row_of(who)->until, now = ticks_mono();

	if (now >= until)
		return refuse(who, command, CODE_UNAVAILABLE, STR(""));
	return wait_until(who, until < now + LOOKS ? until : now + LOOKS);
}

enum outcome
letter_send(uint32_t who, const struct command *command)
{
	const struct row *row = row_of(who);

	if (row->phase == IS_KEPT)
		return await(who, command);
	if (account_feed_is_awaited())
		return OUTCOME_WAIT;
	if (!mailbox_names_has(command->arg[0]))
		return refuse(who, command, CODE_UNAVAILABLE, STR(""));
	if (row->phase != ASKS)
		begin(who, command->arg[0]);
	if (row->phase == WAITS)
		return await_others(who, command);
	return ask(who, command);
}

void
letter_turn(void)
{
	for (size_t i = letters.count; i-- > 0;) {
		const uint32_t who = letters.kept[i];
		if (!kept_log_is_stored(row_of(who)->logged))
			continue;
		drop_kept(who);
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
			if (who != CLIENT_NONE && row_of(who)->phase == NOTHING)
				add_kept(who);
		} else if (who != CLIENT_NONE) {
			fields_get(state, FIELDS(saved), row_of(who));
		}
}

MODULE(letters) = { .init = letters_init,
	SECTION("letters", letters, MODULE_MAY_LACK),
	.leave = letters_leave };
