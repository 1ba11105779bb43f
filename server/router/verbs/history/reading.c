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
#include "router/verbs/history/reading_pace.h"
#include "shared/clock.h"

/* The most lines of tags of one event: a long one is recorded in parts. */
#define TAGS_MOST (2 * FANOUT_TAGS)

/* The time after which the journal is asked again whether it has forgotten. */
#define ASK_PAUSE (100 * MSEC)

struct row {
	bool busy;
	uint64_t line; /* number of the client's line that asks, from 1 */
	bool ended; /* this half: there are no more events */
	bool wrong; /* it has sent a line that was not asked for */
	bool second; /* the half that begins at the ID of "around" */
	uint32_t found; /* events so far, or lines */
	bool in_lines; /* of a wish in lines */
	uint32_t step; /* events in this answer */
	uint32_t most; /* that it may have */
	size_t lines; /* for the reader, of these events */
	uint32_t gaps; /* in this answer */
	uint64_t first; /* the ID of the first event; 0: none yet */
	uint64_t latest; /* of the latest event that was sent */
	uint64_t last; /* of the last one looked at, in this half */
	uint64_t low, high; /* the bounds of further IDs; high 0: none */
	bool down; /* in falling order */
	uint64_t tagged; /* the event that the last tags belong to */
	uint32_t tags; /* lines of its tags that were sent */
	uint32_t tags_seen; /* of those, in this answer */
	uint32_t tag_lines; /* of all events, in this answer */
	bool is_author; /* the client has sent the message that was found */
	char where[PAST_WHERE + 1]; /* empty: anywhere */
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

	return !row->wrong && row->line == present_line(who);
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

	rest.count = end > row->found ? end - row->found : 0;
	if (row->second) {
		rest.way = WISH_FORWARD;
		rest.after = wish->before - 1;
		rest.before = 0;
	}
	if (row->last == 0)
		return rest;
	if (rest.way == WISH_FIND) {
		rest.before = row->last;
	} else {
		rest.way = WISH_FORWARD;
		rest.after = row->last;
	}
	return rest;
}

/*
 * Returns whether the record is one that was asked for, and comes in turn. That
 * of a new name has the former one.
 */
static bool
is_in_turn(const struct row *row, const struct past_line *past)
{
	return past->number > row->low &&
	    (row->high == 0 || past->number < row->high) &&
	    (row->where[0] == '\0' || str_eq(past->word, STR("rename")) ||
		str_caseeq(past->where, str_from(row->where)));
}

/*
 * Takes tags, which come before their event. Those that were sent already, and
 * whose event an earlier journal still owed, are not sent twice. An answer has
 * no more of them than its events can have, whatever IDs they are of.
 */
static bool
take_tags(struct row *row, const struct past_line *past, bool *is_new)
{
	if (past->number != row->tagged) {
		row->tagged = past->number;
		row->tags = row->tags_seen = 0;
	}
	row->tags_seen++;
	*is_new = row->tags_seen > row->tags;
	if (*is_new)
		row->tags++;
	return row->tags_seen <= TAGS_MOST &&
	    ++row->tag_lines <= TAGS_MOST * READING_STEP;
}

/* Takes an event; false if the answer should have ended before it. */
static bool
take_event(struct row *row, const struct past_line *past)
{
	const bool has_room =
	    row->step < row->most && row->lines < READING_STEP;

	if (row->first == 0)
		row->first = past->number;
	row->latest = row->last = past->number;
	if (row->down)
		row->high = past->number;
	else
		row->low = past->number;
	row->found += row->in_lines && past->texts > 0 ? past->texts : 1;
	row->step++;
	row->lines += 1 + past->texts;
	return has_room;
}

/*
 * Returns whether it is the last event again: an account that has quit is in
 * the past of each of its groups.
 */
static bool
is_repeated(const struct row *row, const struct past_line *past)
{
	return row->where[0] == '\0' && past->is_event &&
	    past->number == row->latest;
}

/* Notes the record; false if it was not asked for. */
static bool
note_past(struct row *row, const struct past_line *past, bool *is_new)
{
	*is_new = !is_repeated(row, past);
	if (!*is_new)
		return true;
	if (past->is_gap)
		return str_eq(past->where, STR("*")) &&
		    ++row->gaps <= READING_STEP + 1;
	if (!is_in_turn(row, past))
		return false;
	if (!past->is_event)
		return take_tags(row, past, is_new);
	return take_event(row, past);
}

static void
take_record(uint32_t who, struct str word, struct str text, bool full)
{
	struct row *row = &readings.row[who];
	struct past_line past;
	bool is_new;

	if (!takes(who))
		return;
	row->wrong = !str_eq(word, STR("past")) ||
	    !past_line_read(text, &past) || !note_past(row, &past, &is_new);
	if (!row->wrong && is_new && listing_has_reader(who))
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
	row->wrong = !str_eq(word, STR("talk")) ||
	    !past_line_read_talk(text, identity_account(who), &talk) ||
	    !is_in_turn(row, &talk) || row->found == WISH_MOST;
	if (row->wrong)
		return;
	(void)take_event(row, &talk); /* the journal has counted them */
	if (listing_has_reader(who))
		past_line_tell_talk(who, &talk);
}

/* Takes the record with the ID that the client wants to delete. */
static void
take_looked(uint32_t who, struct str word, struct str text)
{
	struct row *row = &readings.row[who];
	struct past_line past;

	row->wrong = row->wrong || !str_eq(word, STR("past")) ||
	    !past_line_read(text, &past) || !is_in_turn(row, &past);
	if (row->wrong || !past.is_event)
		return;
	row->ended = true;
	row->found = past_line_is_message(&past);
	row->is_author = row->found > 0 && past_line_is_by(&past, who);
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

/* Sets the bounds of the IDs in the answer to a new question. */
static void
expect(struct row *row, const struct wish *rest)
{
	row->lines = 0;
	row->step = row->gaps = row->tags_seen = row->tag_lines = 0;
	row->most = rest->count < READING_STEP ? rest->count : READING_STEP;
	row->low = rest->after;
	row->high = rest->before;
	row->down = rest->way == WISH_FIND;
	row->in_lines = rest->in_lines;
}

/*
 * Takes LASTID, up to which all has been looked at. Returns false if that is no
 * progress: the question would be the same again.
 */
static bool
take_last(struct row *row, struct str text)
{
	const struct str word = str_word(&text);
	uint64_t id;

	if (!str_to_number(word, UINT64_MAX, &id))
		return false;
	if (row->step == 0 &&
	    (row->down ? row->high != 0 && id >= row->high : id <= row->low))
		return false;
	if (row->last == 0 || (row->down ? id < row->last : id > row->last))
		row->last = id;
	return row->last != 0;
}

/* Takes the end of an answer. Returns CODE_OK, or why there is none. */
static enum code
take_end(struct row *row, const struct journal_answer *answer)
{
	if (answer->code != CODE_OK)
		return answer->code;
	row->ended = row->ended || !answer->more;
	if (!row->ended && !row->wrong)
		row->wrong = !take_last(row, answer->text);
	if (!row->wrong)
		return CODE_OK;
	LOG_AT(LEVEL_ERR,
	    STR("broken: journal sent an answer that was not asked for"));
	return CODE_UNAVAILABLE;
}

/* Returns whether all has been read; goes on to the second half, if any. */
static bool
is_over(struct row *row, const struct wish *wish)
{
	if (!row->ended && row->found < part_end(row, wish))
		return false;
	if (!wish->around || row->second)
		return true;
	row->second = true;
	row->ended = false;
	row->last = 0;
	return false;
}

/* Returns whether other readers come first; then the line is run again. */
static bool
must_wait_in_turn(uint32_t who)
{
	const usec turn = reading_pace_wait(who, READING_STEP);

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
		if (listing_must_wait(who) || must_wait_in_turn(who))
			return false;
		expect(row, &rest);
	}
	if (!ask(who, target, &rest, &answer))
		return false;
	budget_charge(WORK_LINE, row->lines);
	reading_pace_note(who, row->lines);
	*code = take_end(row, &answer);
	return true;
}

/* Notes the end of a request, and forgets it. */
static bool
finish(uint32_t who, const struct wish *wish, enum code code,
    struct reading_end *end)
{
	const struct row *row = &readings.row[who];

	*end = (struct reading_end) { .code = code, .found = row->found };
	end->is_author = row->is_author;
	end->last = wish->resumes_at_first ? row->first : row->latest;
	if (end->found == 0)
		end->last = wish->asked;
	readings.row[who] = (struct row) { .busy = false };
	return true;
}

/* Begins a request, at its second half if the first is empty. */
static void
begin(struct row *row, const struct target *target, const struct wish *wish)
{
	*row = (struct row) { .busy = true, .line = row->line };
	row->second = wish->around && wish->count / 2 == 0;
	if (target->where.len > 0)
		memcpy(row->where, target->where.at, target->where.len);
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

	if (row->busy && row->line != 0 && row->line != line) {
		journal_client_cancel(who);
		*row = (struct row) { .busy = false };
	}
	row->line = line;
}

/*
 * Returns whether the request is still for the same target: meanwhile, the
 * other of a talk may have logged in.
 */
static bool
is_same(const struct row *row, const struct target *target)
{
	return str_caseeq(str_from(row->where), target->where);
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
	if (!listing_has_reader(who) || code != CODE_OK) {
		journal_client_cancel(who);
		return finish(who, wish, code, end);
	}
	while (code == CODE_OK &&
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
	readings.row[who].wrong = true;
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
	if (readings.row[who].busy)
		journal_client_cancel(who);
	readings.row[who] = (struct row) { .busy = false };
}

static const struct field saved[] = {
	FIELD(BOOL, struct row, busy),
	FIELD(BOOL, struct row, second),
	FIELD(NUMBER, struct row, found),
	FIELD(NUMBER, struct row, first),
	FIELD(NUMBER, struct row, latest),
	FIELD(NUMBER, struct row, last),
	FIELD(NUMBER, struct row, tagged),
	FIELD(NUMBER, struct row, tags),
	FIELD(TEXT, struct row, where),
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
