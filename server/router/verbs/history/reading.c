/* Requests for the past that are under way: see reading.h. */
#include "router/verbs/history/reading.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/delivery/listing.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/queue/budget.h"
#include "router/verbs/history/journal_client.h"
#include "router/verbs/history/past_line.h"
#include "router/verbs/history/reading_check.h"
#include "router/verbs/history/reading_pace.h"
#include "shared/clock.h"

/* The time after which the journal is asked again whether it has forgotten. */
#define ASK_PAUSE (100 * MSEC)

struct row {
	bool busy;
	uint64_t line; /* number of the client's line that asks, from 1 */
	bool second; /* the half that begins at the ID of "around" */
	bool is_author; /* the client has sent the message that was found */
	struct reading_check check; /* of this half; found is of both */
};

static struct {
	struct row *row; /* one for each client */
} readings;

/* Asks the journal for what is still to be read: journal_client_ask. */
typedef bool ask_rest(uint32_t who, const struct target *target,
    const struct wish *rest, struct journal_answer *answer);

/* Returns the number of the line that the client waits for, from 1. */
static uint64_t
present_line(uint32_t who)
{
	return slots_get(clients_slot(who))->up.lines + 1;
}

/*
 * Returns whether the line of the answer is to be taken: it is right so far,
 * and the client's line still waits for it. A line that was refused meanwhile
 * has its answer.
 */
static bool
takes(uint32_t who)
{
	const struct row *row = &readings.row[who];

	return !row->check.wrong && row->line == present_line(who);
}

/* Returns the number of events after which this part of the request ends. */
static uint32_t
part_end(const struct row *row, const struct wish *wish)
{
	return wish->around && !row->second ? wish->count / 2 : wish->count;
}

/* Returns what is still to be read of this part. */
static struct wish
rest_of(const struct row *row, const struct wish *wish)
{
	const uint32_t end = part_end(row, wish);
	struct wish rest = *wish;

	rest.count = end > row->check.found ? end - row->check.found : 0;
	if (row->second) {
		rest.way = WISH_FORWARD;
		rest.after = wish->before - 1;
		rest.before = 0;
	}
	if (row->check.last == 0)
		return rest;
	if (rest.way == WISH_FIND) {
		rest.before = row->check.last;
	} else {
		rest.way = WISH_FORWARD;
		rest.after = row->check.last;
	}
	return rest;
}

static void
take_record(uint32_t who, struct str word, struct str text, bool full)
{
	struct row *row = &readings.row[who];
	struct past_line past;
	bool is_new;

	if (!takes(who))
		return;
	row->check.wrong = !str_eq(word, STR("past")) ||
	    !past_line_read(text, &past) ||
	    !reading_check_record(&row->check, &past, &is_new);
	if (!row->check.wrong && is_new && listing_has_reader(who))
		past_line_tell(who, &past, full);
}

static void
take_past(uint32_t who, struct str word, struct str text)
{
	take_record(who, word, text, false);
}

static void
take_exported(uint32_t who, struct str word, struct str text)
{
	take_record(who, word, text, true);
}

/* Takes "talk WHERE ID". */
static void
take_talk(uint32_t who, struct str word, struct str text)
{
	struct row *row = &readings.row[who];
	struct past_line talk;

	if (!takes(who))
		return;
	row->check.wrong = !str_eq(word, STR("talk")) ||
	    !past_line_read_talk(text, identity_account(who), &talk) ||
	    !reading_check_has(&row->check, &talk) ||
	    row->check.found == WISH_MOST;
	if (row->check.wrong)
		return;
	reading_check_take(&row->check, &talk);
	if (listing_has_reader(who))
		past_line_tell_talk(who, &talk);
}

/* Takes the record with the ID that the client wants to delete. */
static void
take_looked(uint32_t who, struct str word, struct str text)
{
	struct row *row = &readings.row[who];
	struct past_line past;

	row->check.wrong = row->check.wrong || !str_eq(word, STR("past")) ||
	    !past_line_read(text, &past) ||
	    !reading_check_has(&row->check, &past);
	if (row->check.wrong || !past.is_event)
		return;
	row->check.ended = true;
	row->check.found = past_line_is_message(&past);
	row->is_author = row->check.found > 0 && past_line_is_by(&past, who);
}

/* Returns the account as the journal is told it; "*" stands for none. */
static struct str
account_or_none(const struct target *target)
{
	return target->account.len > 0 ? target->account : STR("*");
}

static bool
ask_history(uint32_t who, const struct target *target, const struct wish *rest,
    struct journal_answer *answer)
{
	const bool joined = config_now()->history_for == HISTORY_FOR_JOINED;

	return journal_client_ask(who,
	    WORDS(wish_way_word(rest->way), target->where,
		account_or_none(target), DECIMAL(target->made),
		DECIMAL(target->joined), wish_how_word(rest, joined),
		DECIMAL(rest->after), DECIMAL(rest->before),
		DECIMAL(rest->count), rest->text),
	    take_past, answer);
}

/* An earlier account of that name was somebody else's. */
static bool
ask_export(uint32_t who, const struct target *target, const struct wish *rest,
    struct journal_answer *answer)
{
	const uint64_t before = target->made == 0 ? 0 : target->made - 1;

	return journal_client_ask(who,
	    WORDS(STR("export"), target->account,
		DECIMAL(usec_later(rest->after, before))),
	    take_exported, answer);
}

static bool
ask_talks(uint32_t who, const struct target *target, const struct wish *rest,
    struct journal_answer *answer)
{
	return journal_client_ask(who,
	    WORDS(STR("talks"), target->account, DECIMAL(target->made),
		DECIMAL(rest->after), DECIMAL(rest->before),
		DECIMAL(rest->count)),
	    take_talk, answer);
}

static bool
ask_look(uint32_t who, const struct target *target, const struct wish *rest,
    struct journal_answer *answer)
{
	return journal_client_ask(who,
	    WORDS(STR("look"), target->where, DECIMAL(rest->after + 1)),
	    take_looked, answer);
}

/* Takes the end of an answer. Returns CODE_OK, or why there is none. */
static enum code
take_end(struct row *row, const struct journal_answer *answer)
{
	if (answer->code != CODE_OK)
		return answer->code;
	if (reading_check_end(&row->check, answer->more, answer->text))
		return CODE_OK;
	LOG_AT(LEVEL_ERR,
	    STR("broken: journal sent an answer that was not asked for"));
	return CODE_UNAVAILABLE;
}

/* Returns whether all has been read; goes on to the second half, if any. */
static bool
is_over(struct row *row, const struct wish *wish)
{
	if (!row->check.ended && row->check.found < part_end(row, wish))
		return false;
	if (!wish->around || row->second)
		return true;
	row->second = true;
	row->check.ended = false;
	row->check.last = 0;
	return false;
}

/* Returns whether other readers come first; then the line is run again. */
static bool
must_wait_in_turn(uint32_t who, const struct wish *rest)
{
	const usec turn = reading_pace_wait(
	    who, rest->count < READING_STEP ? rest->count : READING_STEP);

	if (turn != 0)
		slots_get(clients_slot(who))->up.not_before = turn;
	return turn != 0;
}

/*
 * Asks for what is still missing, or waits for it. Lines are asked for only
 * while the client has room for them. Returns true when an answer has ended.
 */
static bool
read_some(uint32_t who, const struct target *target, const struct wish *wish,
    ask_rest *ask, enum code *code)
{
	struct row *row = &readings.row[who];
	const struct wish rest = rest_of(row, wish);
	struct journal_answer answer;

	if (!journal_client_has_asked(who)) {
		if (listing_must_wait(who) || must_wait_in_turn(who, &rest))
			return false;
		reading_check_expect(&row->check, &rest);
	}
	if (!ask(who, target, &rest, &answer))
		return false;
	budget_charge(WORK_LINE, row->check.lines);
	reading_pace_note(who, row->check.lines);
	*code = take_end(row, &answer);
	return true;
}

/*
 * Forgets a request, and with its question the journals that died of it: they
 * are no fault of the next one. Without a request it may be a letter that asks.
 */
static void
forget(uint32_t who)
{
	if (readings.row[who].busy)
		journal_client_cancel(who);
	readings.row[who] = (struct row) { .busy = false };
}

/* Notes the end of a request, and forgets it. */
static bool
finish(uint32_t who, const struct wish *wish, enum code code,
    struct reading_end *end)
{
	const struct row *row = &readings.row[who];

	*end = (struct reading_end) { .code = code, .found = row->check.found };
	end->is_author = row->is_author;
	end->last =
	    wish->resumes_at_first ? row->check.first : row->check.latest;
	if (end->found == 0)
		end->last = wish->asked;
	forget(who);
	return true;
}

/* Begins a request, at its second half if the first is empty. */
static void
begin(struct row *row, const struct target *target, const struct wish *wish)
{
	*row = (struct row) { .busy = true, .line = row->line };
	row->second = wish->around && wish->count / 2 == 0;
	if (target->where.len > 0)
		memcpy(row->check.where, target->where.at, target->where.len);
}

/*
 * Drops a request whose line is not the present one: it was refused while it
 * waited. One of a program before belongs to the first line that is run.
 */
static void
drop_other(uint32_t who)
{
	struct row *row = &readings.row[who];
	const uint64_t line = present_line(who);

	if (row->line != 0 && row->line != line)
		forget(who);
	row->line = line;
}

/*
 * Returns whether the request is still for the same target: meanwhile, the
 * other of a talk may have logged in.
 */
static bool
is_same(const struct row *row, const struct target *target)
{
	return str_caseeq(str_from(row->check.where), target->where);
}

/* Goes on with a request until it has to wait or has ended. */
static bool
go_on(uint32_t who, const struct target *target, const struct wish *wish,
    ask_rest *ask, struct reading_end *end)
{
	struct row *row = &readings.row[who];
	enum code code = CODE_OK;

	drop_other(who);
	if (!row->busy)
		begin(row, target, wish);
	if (!is_same(row, target))
		code = CODE_UNAVAILABLE;
	while (listing_has_reader(who) && code == CODE_OK &&
	    (journal_client_has_asked(who) || !is_over(row, wish)))
		if (!read_some(who, target, wish, ask, &code))
			return false;
	return finish(who, wish, code, end);
}

bool
reading_is_open(uint32_t who)
{
	const struct row *row = &readings.row[who];

	return row->busy && (row->line == 0 || row->line == present_line(who));
}

bool
reading_is_under_way(uint32_t who)
{
	drop_other(who);
	return readings.row[who].busy;
}

/* Nothing is read of an earlier group of that name. */
bool
reading_go_on(uint32_t who, const struct target *target,
    const struct wish *wish, struct reading_end *end)
{
	struct wish bounded = *wish;

	if (bounded.after < target->floor)
		bounded.after = target->floor - 1;
	if (bounded.around && bounded.before < target->floor)
		bounded.before = target->floor;
	return go_on(who, target, &bounded, ask_history, end);
}

bool
reading_export(uint32_t who, const struct target *target,
    const struct wish *wish, struct reading_end *end)
{
	return go_on(who, target, wish, ask_export, end);
}

bool
reading_talks(uint32_t who, const struct target *target,
    const struct wish *wish, struct reading_end *end)
{
	return go_on(who, target, wish, ask_talks, end);
}

bool
reading_look(uint32_t who, const struct target *target, uint64_t id,
    struct reading_end *end)
{
	const struct wish wish = { .way = WISH_FORWARD,
		.after = id - 1,
		.before = id + 1,
		.count = 1 };

	return go_on(who, target, &wish, ask_look, end);
}

/* Takes no line: there is none. */
static void
take_nothing(uint32_t who, struct str word, struct str text)
{
	(void)word;
	(void)text;
	readings.row[who].check.wrong = true;
}

bool
reading_forget(
    uint32_t who, const struct target *target, struct reading_end *end)
{
	const struct wish wish = { .count = 1 };
	struct journal_answer answer = { .code = CODE_OK };

	drop_other(who);
	if (!readings.row[who].busy)
		begin(&readings.row[who], target, &wish);
	if (listing_has_reader(who) &&
	    !journal_client_ask(who,
		WORDS(STR("look"), target->where, STR("1")), take_nothing,
		&answer))
		return false;
	if (answer.code != CODE_OK || !answer.more)
		return finish(who, &wish, answer.code, end);
	slots_get(clients_slot(who))->up.not_before = ticks_mono() + ASK_PAUSE;
	return false;
}

static void
readings_leave(uint32_t who)
{
	forget(who);
}

static const struct field saved[] = {
	FIELD(BOOL, struct row, busy),
	FIELD(BOOL, struct row, second),
	FIELD_KEY(NUMBER, struct row, check.found, "found"),
	FIELD_KEY(NUMBER, struct row, check.first, "first"),
	FIELD_KEY(NUMBER, struct row, check.latest, "latest"),
	FIELD_KEY(NUMBER, struct row, check.last, "last"),
	FIELD_KEY(NUMBER, struct row, check.tagged, "tagged"),
	FIELD_KEY(NUMBER, struct row, check.tags, "tags"),
	FIELD_KEY(TEXT, struct row, check.where, "where"),
};

/* Saves "reading CLIENT" and its fields for each request under way. */
static void
readings_save(struct state *state)
{
	FOR_EACH_CLIENT(who) {
		if (!readings.row[who].busy)
			continue;
		state_put(state, STR("reading"), who);
		fields_put(state, FIELDS(saved), &readings.row[who]);
	}
}

/*
 * A request goes on when its line is run again: it asks the next journal for
 * the rest.
 */
static void
readings_load(struct state *state)
{
	uint32_t who = CLIENT_NONE;

	while (state_next(state))
		if (state_is(state, STR("reading")))
			who = clients_read(state);
		else if (who != CLIENT_NONE)
			fields_get(state, FIELDS(saved), &readings.row[who]);
}

MODULE(readings) = { TABLES(TABLE(readings.row, CLIENTS_MAX)),
	SECTION("readings", readings, MODULE_MAY_LACK),
	.leave = readings_leave };
