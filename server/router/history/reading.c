/* Requests for the past that are under way: see reading.h. */
#include "router/history/reading.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/history/past_line.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"

/* The most records of an answer to export, with their tags. */
#define EXPORTED_MOST (8 * READING_STEP)

/* The most lines of tags in an answer. */
#define TAGS_MOST (FANOUT_TAGS * (READING_STEP + 1))

/*
 * A request, and how far it has come. A captured journal can only reply to what
 * was asked: a line that was not asked for makes the answer wrong.
 */
struct row {
	bool busy;
	uint64_t line; /* number of the client's line that asks, from 1 */
	bool second; /* the half that begins at the ID of "around" */
	bool is_author; /* the client has sent the message that was found */
	bool is_talk;
	char where[TOKEN_MOST + 1]; /* the token that is read */
	char name[LIMIT_GROUP + 1]; /* of the place; empty: it is none */
	uint64_t asked; /* of export: records up to that ID are not wanted */
	bool wrong; /* a line has come that was not asked for */
	bool ended; /* there are no more events, in this half */
	uint32_t found; /* events so far, or lines */
	uint64_t first; /* the ID of the first event; 0: none yet */
	uint64_t latest; /* of the latest event that was taken */
	uint64_t last; /* of the last one looked at, in this half; 0: none */
	/* Of the answer at hand: */
	uint64_t low, high; /* the bounds of further IDs; high 0: none */
	bool down; /* in falling order */
	bool in_lines; /* of a wish in lines */
	uint32_t step, most; /* its events, and how many it may have */
	size_t lines; /* for the reader, of these events */
	uint32_t others; /* lines of tags, and gaps */
};

/*
 * Not saved: an upgrade waits until all are over; those of clients that do not
 * read end with what they have.
 */
static struct {
	struct row *row; /* one for each client */
} readings;

/* Asks the journal for what is still to be read: asks_journal. */
typedef bool ask_rest(uint32_t who, const struct target *target,
    const struct wish *rest, struct asks_answer *answer);

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

/* Sets what is read: a token, and what it stands for. */
static void
set_place(struct row *row, struct str where, struct past_place place)
{
	memset(row->where, 0, sizeof(row->where));
	memset(row->name, 0, sizeof(row->name));
	if (where.len > 0 && where.len < sizeof(row->where))
		memcpy(row->where, where.at, where.len);
	if (place.name.len > 0 && place.name.len < sizeof(row->name))
		memcpy(row->name, place.name.at, place.name.len);
	row->is_talk = place.is_talk;
}

static struct past_place
place_of(const struct row *row)
{
	return (struct past_place) { row->is_talk, str_from(row->name) };
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

/* Sets the bounds of an answer to a new question, which is the rest of a wish.
 */
static void
expect(struct row *row, const struct wish *rest)
{
	row->lines = 0;
	row->step = row->others = 0;
	row->most = rest->count < READING_STEP ? rest->count : READING_STEP;
	row->low = rest->after;
	row->high = rest->before;
	row->down = rest->way == WISH_FIND;
	row->in_lines = rest->in_lines;
}

/*
 * Takes a record. Returns false if it was not asked for, or the answer should
 * have ended before it. Tags come before their event.
 */
static bool
take_record(struct row *row, const struct past_line *past)
{
	const bool has_room = row->step < row->most;

	if (past->number <= row->low ||
	    (row->high != 0 && past->number >= row->high))
		return false;
	if (!past->is_event)
		return ++row->others <= TAGS_MOST;
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

/* Takes a record of the place that is read. */
static void
take_past(uint32_t who, struct str word, struct str text)
{
	struct row *row = &readings.row[who];
	struct past_line past;

	if (!takes(who))
		return;
	row->wrong = !str_eq(word, STR("past")) ||
	    !past_line_read(text, place_of(row), &past) ||
	    !take_record(row, &past);
	if (!row->wrong && listing_has_reader(who))
		past_line_tell(who, &past, false);
}

/*
 * Takes "where TOKEN": the records after it are of that place. The group may
 * have another registration by now.
 */
static void
take_where(uint32_t who, struct row *row, struct str token)
{
	struct past_place place;

	row->wrong = !token_is_valid(token) ||
	    (!target_place(token, identity_account(who), &place) &&
		place.is_talk);
	if (row->wrong)
		return;
	if (!str_eq(token, str_from(row->where)))
		row->last = 0;
	set_place(row, token, place);
}

static void
take_exported(uint32_t who, struct str word, struct str text)
{
	struct row *row = &readings.row[who];
	struct past_line past;

	if (!takes(who))
		return;
	if (str_eq(word, STR("where"))) {
		take_where(who, row, text);
		return;
	}
	row->wrong = !str_eq(word, STR("past")) ||
	    !past_line_read(text, place_of(row), &past) ||
	    past.number < row->last || ++row->step > EXPORTED_MOST;
	if (row->wrong)
		return;
	row->last = past.number;
	if (past.number <= row->asked)
		return;
	row->lines++;
	row->found += past.is_event;
	if (row->latest < past.number)
		row->latest = past.number;
	if (listing_has_reader(who))
		past_line_tell(who, &past, true);
}

/* Takes "talk WHERE ID". */
static void
take_talk(uint32_t who, struct str word, struct str text)
{
	struct row *row = &readings.row[who];
	const struct str token = str_word(&text);
	struct past_place place;
	uint64_t id = 0;

	if (!takes(who))
		return;
	row->wrong = !str_eq(word, STR("talk")) || !token_is_valid(token) ||
	    text.len > LIMIT_ID || !str_to_number(text, UINT64_MAX, &id) ||
	    id <= row->low || (row->high != 0 && id >= row->high) ||
	    ++row->step > WISH_MOST;
	if (row->wrong || !target_place(token, identity_account(who), &place))
		return;
	row->found++;
	row->lines++;
	if (listing_has_reader(who))
		past_line_tell_talk(who, place, text);
}

/* Takes the record with the ID that the client wants to delete. */
static void
take_looked(uint32_t who, struct str word, struct str text)
{
	struct row *row = &readings.row[who];
	struct past_line past;

	row->wrong = row->wrong || !str_eq(word, STR("past")) ||
	    !past_line_read(text, place_of(row), &past) ||
	    past.number != row->asked + 1;
	if (row->wrong || !past.is_event)
		return;
	row->ended = true;
	row->found = past_line_is_message(&past);
	row->is_author = row->found > 0 && past_line_is_by(&past, who);
}

static bool
ask_history(uint32_t who, const struct target *target, const struct wish *rest,
    struct asks_answer *answer)
{
	const bool joined = config_now()->history_for == HISTORY_FOR_JOINED;

	return asks_journal(who,
	    WORDS(wish_way_word(rest->way), target->where,
		target->token.len > 0 ? target->token : STR("*"),
		DECIMAL(target->joined), wish_how_word(rest, joined),
		DECIMAL(rest->after), DECIMAL(rest->before),
		DECIMAL(rest->count), rest->text),
	    take_past, answer);
}

static bool
ask_export(uint32_t who, const struct target *target, const struct wish *rest,
    struct asks_answer *answer)
{
	const struct row *row = &readings.row[who];

	(void)rest;
	return asks_journal(who,
	    WORDS(STR("export"), target->token, target->account,
		row->where[0] == '\0' ? STR("-") : str_from(row->where),
		DECIMAL(row->last), DECIMAL(READING_STEP)),
	    take_exported, answer);
}

static bool
ask_talks(uint32_t who, const struct target *target, const struct wish *rest,
    struct asks_answer *answer)
{
	return asks_journal(who,
	    WORDS(STR("talks"), target->token, DECIMAL(rest->after),
		DECIMAL(rest->before), DECIMAL(rest->count)),
	    take_talk, answer);
}

static bool
ask_look(uint32_t who, const struct target *target, const struct wish *rest,
    struct asks_answer *answer)
{
	return asks_journal(who,
	    WORDS(STR("look"), target->where, DECIMAL(rest->after + 1)),
	    take_looked, answer);
}

/* Reads "WHERE ID", the place in an export from where to go on. */
static bool
read_place(struct row *row, struct str text)
{
	const struct str token = str_word(&text);
	uint64_t id = 0;

	if (!token_is_valid(token) || !str_to_number(text, UINT64_MAX, &id) ||
	    (id <= row->last && str_eq(token, str_from(row->where)) &&
		row->step == 0))
		return false;
	if (!str_eq(token, str_from(row->where)))
		set_place(row, token, (struct past_place) { .name = STR("") });
	row->last = id;
	return true;
}

/* Takes the end of an answer. Returns CODE_OK, or why there is none. */
static enum code
take_end(struct row *row, bool exports, const struct asks_answer *answer)
{
	if (answer->code != CODE_OK)
		return answer->code;
	row->ended = row->ended || !answer->more;
	if (!row->wrong &&
	    (row->ended ||
		(exports ? read_place(row, answer->text) :
			   take_last(row, answer->text))))
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
	struct asks_answer answer;

	if (!asks_has_asked(who)) {
		if (asks_is_cut(who)) {
			*code = CODE_UNAVAILABLE;
			return true;
		}
		if (listing_must_wait(who))
			return false;
		expect(row, &rest);
	}
	if (!ask(who, target, &rest, &answer))
		return false;
	budget_charge(WORK_LINE, row->lines);
	*code = take_end(row, ask == ask_export, &answer);
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
		asks_cancel(who);
	readings.row[who] = (struct row) { .busy = false };
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
	forget(who);
	return true;
}

/* Begins a request, at its second half if the first is empty. */
static void
begin(struct row *row, const struct target *target, const struct wish *wish)
{
	*row = (struct row) { .busy = true, .line = row->line };
	row->second = wish->around && wish->count / 2 == 0;
	row->asked = wish->after;
	set_place(row, target->where, target->place);
}

/*
 * Drops a request whose line is not the present one: it was refused while it
 * waited.
 */
static void
drop_other(uint32_t who)
{
	struct row *row = &readings.row[who];
	const uint64_t line = present_line(who);

	if (row->line != line)
		forget(who);
	row->line = line;
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
	while (listing_has_reader(who) && code == CODE_OK &&
	    (asks_has_asked(who) || !is_over(row, wish)))
		if (!read_some(who, target, wish, ask, &code))
			return false;
	return finish(who, wish, code, end);
}

bool
reading_go_on(uint32_t who, const struct target *target,
    const struct wish *wish, struct reading_end *end)
{
	struct row *row = &readings.row[who];

	/* Meanwhile the other of a talk may have logged in to another account.
	 */
	if (row->busy && row->line == present_line(who) &&
	    !str_eq(str_from(row->where), target->where))
		return finish(who, wish, CODE_UNAVAILABLE, end);
	return go_on(who, target, wish, ask_history, end);
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

static void
readings_leave(uint32_t who)
{
	forget(who);
}

MODULE(readings) = { TABLES(TABLE(readings.row, CLIENTS_MAX)),
	.leave = readings_leave };
