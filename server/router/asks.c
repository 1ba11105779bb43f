/* Questions to helpers: see asks.h. */
#include "router/asks.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/conns.h"
#include "router/model/slots.h"

/* Lines of one answer: 64 events with their tags, or a line for each file. */
#define PARTS_MOST 1000000

/* Helpers that may die of one question. */
#define DEATHS_MOST 3

/* The longest text of the end of an answer: a name, and a message of SASL. */
#define TEXT_MOST ((size_t)512)

/* The longest place from which a question goes on. */
#define PLACE_MOST ((size_t)400)

/* Questions that are under way at a time; the others wait here, in a queue. */
static const size_t open_most[ASKS_HELPERS] = {
	[ASKS_KEEPER] = ASKERS, [ASKS_JOURNAL] = 64
};

struct row {
	enum phase { NOTHING, WAITS, HAS_ASKED, RESTS, IS_ANSWERED } phase;
	enum asks_of of;
	bool begun; /* something was asked for this line */
	bool counted; /* the line has counted as an attempt */
	bool writes;
	uint8_t deaths; /* of helpers that it has asked */
	uint64_t number; /* of its question, while it has asked */
	uint64_t line; /* of the client that asks; 0: none */
	uint32_t parts; /* of the answer, so far */
	usec until; /* ticks_mono: it waits no longer without a helper */
	asks_take *take;
	uint64_t kept;
	bool more; /* the last answer has left something to be asked for */
	char place[PLACE_MOST + 1]; /* it goes on from there; empty: begins */
	struct asks_answer answer; /* its text is in the room */
	char room[TEXT_MOST];
};

struct helper {
	uint32_t slot; /* SLOT_NONE: none that can be asked */
	bool comes; /* one is there, or will be soon */
	size_t open; /* questions under way, also of those who have gone */
	struct ring waiting; /* askers, until they are called; some are done */
	struct ring later; /* those whose questions go on; some are done */
	uint64_t late; /* the number of one that goes on now; 0: none */
};

/* Saved is only what goes on: an upgrade waits until nobody else has asked. */
static struct {
	struct row *row; /* by asker */
	char (*said)[LIMIT_LINE]; /* what each has asked, and NUL */
	uint64_t asked; /* questions so far */
	bool held;
	struct helper of[ASKS_HELPERS];
} asks = { .of = { { .slot = SLOT_NONE, .comes = true },
	       { .slot = SLOT_NONE, .comes = true } } };

uint64_t
asks_line(conn_id who)
{
	return slots_get(conns_slot(who))->up.lines + 1;
}

void
asks_cancel(uint32_t asker)
{
	asks.row[asker] = (struct row) { .phase = NOTHING };
}

static uint32_t
slot_of(uint32_t asker)
{
	return conns_slot((conn_id) { asker });
}

/*
 * Returns the asker's row, without what another line of the client has asked:
 * that was refused meanwhile.
 */
static struct row *
row_of(uint32_t asker)
{
	struct row *row = &asks.row[asker];

	if (asker < CLIENTS_MAX &&
	    row->line != asks_line((conn_id) { asker })) {
		asks_cancel(asker);
		row->line = asks_line((conn_id) { asker });
	}
	return row;
}

bool
asks_is_open(enum asks_of of)
{
	return asks.of[of].slot != SLOT_NONE &&
	    slots_get(asks.of[of].slot)->state == SLOT_OPEN;
}

bool
asks_is_coming(enum asks_of of)
{
	return of == ASKS_JOURNAL ? config_now()->state != NULL :
				    asks.of[of].comes;
}

uint64_t *
asks_kept(conn_id who)
{
	return &row_of(who.n)->kept;
}

bool
asks_is_pending(uint32_t asker)
{
	return row_of(asker)->phase != NOTHING;
}

bool
asks_has_asked(uint32_t asker)
{
	return row_of(asker)->phase >= HAS_ASKED;
}

uint64_t
asks_number(uint32_t asker)
{
	const struct row *row = &asks.row[asker];

	return row->phase == HAS_ASKED ? row->number : 0;
}

void
asks_wake(uint32_t asker)
{
	if (asker >= CLIENTS_MAX)
		watch_no_wait();
	else if (slot_of(asker) != SLOT_NONE)
		slots_resume(slot_of(asker));
}

/* Calls those who have waited longest, as many as there are places. */
static void
call_waiting(enum asks_of of)
{
	struct helper *helper = &asks.of[of];
	size_t places =
	    helper->open < open_most[of] ? open_most[of] - helper->open : 0;
	uint32_t asker;

	while (asks_is_open(of) && places > 0 &&
	    (asker = ring_take(&helper->waiting, ASKERS)) != RING_NONE) {
		if (asks.row[asker].phase != WAITS || asks.row[asker].of != of)
			continue;
		asks_wake(asker);
		places--;
	}
}

static bool
send_words(
    enum asks_of of, uint64_t number, struct str place, struct words words)
{
	struct str all[3 + 16] = { STR("ask"), DECIMAL(number), place };
	size_t count = place.len > 0 ? 3 : 2;

	for (size_t i = 0; i < words.count && count < COUNT(all); i++)
		if (words.at[i].len > 0)
			all[count++] = words.at[i];
	return fanout_secret(asks.of[of].slot, (struct words) { all, count });
}

bool
asks_say(enum asks_of of, struct words words)
{
	return asks_is_open(of) && send_words(of, 0, STR(""), words);
}

static void
begin_waiting(uint32_t asker, struct row *row)
{
	struct helper *helper = &asks.of[row->of];

	row->phase = WAITS;
	(void)ring_add(&helper->waiting, ASKERS, asker); /* or it is there */
	if (helper->slot == SLOT_NONE)
		watch_no_wait();
}

/*
 * Puts a question to the helper, from where it goes on; its number says who
 * asks. Returns false if that is impossible now.
 */
static bool
put(uint32_t asker, struct row *row, struct words words)
{
	const uint64_t number = ++asks.asked * ASKERS + asker;
	struct uplink *up =
	    asker < CLIENTS_MAX ? &slots_get(slot_of(asker))->up : NULL;

	if (!send_words(row->of, number, str_from(row->place), words))
		return false;
	/* Who reads on waits behind who begins: that is enough. */
	if (up != NULL && row->place[0] == '\0' && !row->more)
		up->cost += up->price;
	asks.of[row->of].open++;
	row->number = number;
	row->parts = 0;
	row->begun = true;
	row->phase = HAS_ASKED;
	return true;
}

/* Keeps the words of a question, which may have to go on. */
static void
keep_words(uint32_t asker, struct words words)
{
	struct buf said;

	buf_init(&said, asks.said[asker], LIMIT_LINE - 1);
	for (size_t i = 0; i < words.count; i++)
		if (words.at[i].len > 0)
			(void)BUF_CAT(&said,
			    buf_len(&said) > 0 ? STR(" ") : STR(""),
			    words.at[i]);
	asks.said[asker][buf_len(&said)] = '\0';
}

/*
 * Goes on with what has rested longest, or with that question: one at a time,
 * so that nobody waits for more than its next step.
 */
static void
go_on(enum asks_of of, uint32_t asker)
{
	struct helper *helper = &asks.of[of];

	while (asks_is_open(of) && !asks.held && helper->late == 0) {
		if (asker == RING_NONE)
			asker = ring_take(&helper->later, ASKERS);
		if (asker == RING_NONE)
			return;
		struct row *row = &asks.row[asker];
		if (row->phase == RESTS && row->of == of) {
			if (put(asker, row, WORDS(str_from(asks.said[asker]))))
				helper->late = row->number;
			else
				begin_waiting(asker, row);
		}
		asker = RING_NONE;
	}
}

/* Has the question go on when others have had their turn. */
static void
rest(uint32_t asker, struct row *row)
{
	row->begun = false; /* an upgrade may come between */
	row->phase = RESTS;
	(void)ring_add(&asks.of[row->of].later, ASKERS, asker);
}

/*
 * Puts the question; or has it rest, if it is for more, or another helper, or
 * program, has begun it. Returns false if that is impossible now.
 */
static bool
pose(uint32_t asker, struct row *row, const struct asks_question *question)
{
	fanout_settle(); /* an answer covers all events before the question */
	if (row->of == ASKS_JOURNAL)
		keep_words(asker, question->words);
	row->writes = question->writes;
	row->answer.covers = record_unstored()->last;
	if (row->place[0] == '\0' && !row->more)
		return put(asker, row, question->words);
	rest(asker, row);
	go_on(row->of, RING_NONE);
	return true;
}

/*
 * Returns how long the asker waits. The keeper may be slow because of others; a
 * journal that makes no progress is killed.
 */
static usec
patience(const struct row *row)
{
	return row->of == ASKS_KEEPER ||
		(row->phase == WAITS && !asks_is_open(row->of)) ?
	    row->until :
	    ALARMS_NEVER;
}

/* Returns whether the asker is called, and may ask. */
static bool
may_ask(uint32_t asker, const struct row *row)
{
	return row->phase == WAITS && !asks.of[row->of].waiting.has[asker] &&
	    asks_is_open(row->of) &&
	    (asker >= CLIENTS_MAX || !asks_must_wait((conn_id) { asker }));
}

/* Has the asker look again when its time is over, or from time to time. */
static void
hold(uint32_t asker, const struct row *row)
{
	const usec until = usec_earlier(
	    patience(row), ticks_mono() + config_now()->stall_time);

	if (asker < CLIENTS_MAX)
		slots_wait(slot_of(asker), until);
	else
		ticks_alarm(ALARM_HELPERS, ticks_now() + until - ticks_mono());
}

bool
asks_ask(uint32_t asker, const struct asks_question *question,
    struct asks_answer *answer)
{
	struct row *row = row_of(asker);

	row->take = question->take;
	if (row->phase == NOTHING) {
		row->of = question->of;
		row->until = ticks_mono() + config_now()->hold_time;
		row->begun = row->begun || question->is_made;
		begin_waiting(asker, row);
	}
	/* Whoever was called may have gone, or may not run now. */
	if (row->phase == WAITS)
		call_waiting(row->of);
	*answer = (struct asks_answer) { .code = CODE_UNAVAILABLE };
	if (row->phase == IS_ANSWERED) {
		*answer = row->answer;
	} else if (row->deaths < DEATHS_MOST &&
	    (row->begun || asks_is_coming(row->of)) &&
	    ticks_mono() < patience(row) &&
	    (!may_ask(asker, row) || pose(asker, row, question))) {
		hold(asker, row);
		return false;
	}
	row->phase = NOTHING;
	row->deaths = 0;
	row->place[0] = '\0';
	row->more = answer->more;
	return true;
}

bool
asks_journal(uint32_t asker, struct words words, asks_take *take,
    struct asks_answer *answer)
{
	return asks_ask(asker,
	    &(const struct asks_question) {
		.of = ASKS_JOURNAL, .words = words, .take = take },
	    answer);
}

/* Keeps the end of an answer until the asker takes it. */
static void
keep_answer(struct row *row, struct asks_answer answer)
{
	if (answer.text.len > TEXT_MOST)
		answer.text.len = TEXT_MOST;
	if (answer.text.len > 0)
		memcpy(row->room, answer.text.at, answer.text.len);
	answer.text.at = row->room;
	answer.covers = row->answer.covers;
	row->answer = answer;
	row->phase = IS_ANSWERED;
}

struct str
asks_answered(enum asks_of of, uint32_t slot, const struct command *command,
    struct asks_end *end)
{
	const struct str word = command->arg[1];
	const bool is_next = str_eq(word, STR("next"));
	const bool rests =
	    of == ASKS_JOURNAL && (is_next || str_eq(word, STR("later")));
	struct asks_answer answer = { .code = CODE_OK,
		.more = str_eq(word, STR("more")),
		.text = command->arg[2] };
	const bool ends = rests || answer.more || str_eq(word, STR("done")) ||
	    code_find(word, &answer.code);
	struct helper *helper = &asks.of[of];
	uint64_t number = 0;
	uint32_t asker;
	struct row *row;

	*end = (struct asks_end) { .number = 0 };
	(void)str_to_number(
	    command->arg[0], UINT64_MAX, &number); /* always a number */
	if (number == 0 || slot != helper->slot)
		return STR("");
	asker = (uint32_t)(number % ASKERS);
	row = &asks.row[asker];
	/* Whoever has gone reads none, and no helper answers for another. */
	const bool is_due =
	    row->phase == HAS_ASKED && row->of == of && row->number == number;
	if (!ends) {
		if (is_due && row->parts++ == PARTS_MOST)
			return STR("an answer without an end");
		if (is_due && row->take != NULL)
			row->take(asker, word, answer.text);
		return STR("");
	}
	if (rests && (answer.text.len == 0 || answer.text.len > PLACE_MOST))
		return STR("a place that is none");
	*end = (struct asks_end) { number, is_due && row->writes, answer };
	helper->open -= helper->open > 0;
	helper->late = helper->late == number ? 0 : helper->late;
	if (is_due && rests) {
		str_put(row->place, sizeof(row->place), answer.text);
		rest(asker, row);
	} else if (is_due) {
		keep_answer(row, answer);
		/* An upgrade may come before more is asked for. */
		row->begun = row->begun && !(answer.more && of == ASKS_JOURNAL);
		asks_wake(asker);
	}
	call_waiting(of);
	go_on(of, is_due && is_next ? asker : RING_NONE);
	return STR("");
}

void
asks_broken(enum asks_of of, struct str what)
{
	if (asks.of[of].slot != SLOT_NONE)
		disconnect_broken(asks.of[of].slot, what);
}

void
asks_open(enum asks_of of, uint32_t slot)
{
	asks.of[of].slot = slot;
	asks.of[of].comes = true;
	call_waiting(of);
	watch_no_wait();
}

void
asks_shut(enum asks_of of, bool soon, bool guilty)
{
	asks.of[of].slot = SLOT_NONE;
	asks.of[of].comes = soon;
	asks.of[of].open = 0;
	asks.of[of].late = 0;
	for (uint32_t asker = 0; asker < ASKERS; asker++) {
		struct row *row = &asks.row[asker];
		/* The rows of nobody are no memory until they are looked at. */
		if ((asker < CLIENTS_MAX && !conns_has(asker)) ||
		    row->of != of || row->phase == NOTHING ||
		    row->phase == IS_ANSWERED)
			continue;
		if (guilty && row->phase == HAS_ASKED)
			row->deaths++;
		if (of == ASKS_JOURNAL)
			row->until = ticks_mono() + config_now()->hold_time;
		begin_waiting(asker, row);
		asks_wake(asker);
	}
	watch_no_wait();
}

size_t
asks_questions(enum asks_of of)
{
	return asks.of[of].open + asks.of[of].waiting.count +
	    asks.of[of].later.count;
}

bool
asks_has_begun(conn_id who)
{
	return asks.row[who.n].begun && asks.row[who.n].line == asks_line(who);
}

void
asks_count(conn_id who)
{
	row_of(who.n)->counted = true;
}

/* Would the line do something twice if it ran again? */
static bool
has_done(conn_id who)
{
	const struct row *row = &asks.row[who.n];

	return (row->begun || row->counted) && row->line == asks_line(who);
}

bool
asks_must_wait(conn_id who)
{
	return asks.held && !has_done(who);
}

void
asks_hold(bool on)
{
	asks.held = on;
	FOR_EACH_CONN(who)
		asks_wake(who.n);
	go_on(ASKS_JOURNAL, RING_NONE);
}

bool
asks_are_over(bool late)
{
	/* Whoever guessed a secret and has gone is not to get off for it. */
	if (!late && asks.of[ASKS_KEEPER].open > 0)
		return false;
	FOR_EACH_CONN(who)
		if (has_done(who))
			return false;
	/* The next program asks for modules anew, but answers no operator. */
	for (uint32_t asker = CLIENTS_MAX; asker < ASKERS; asker++)
		if (asker < ASKS_OPERATORS ?
			asks.row[asker].phase == HAS_ASKED :
			asks.row[asker].begun)
			return false;
	return true;
}

/* Notes where the client's question goes on in the next program. */
static void
asks_save(struct state *state, conn_id who)
{
	const struct row *row = &asks.row[who.n];

	if (conns_slot(who) != SLOT_NONE && row->line == asks_line(who) &&
	    row->place[0] != '\0')
		STATE_PUT(state, STR("asks"), DECIMAL(row->line),
		    DECIMAL(row->kept), str_from(row->place));
}

static bool
asks_load(struct state *state, conn_id who)
{
	struct row *row = &asks.row[who.n];
	struct str place = STR("");

	if (!state_is(state, STR("asks")))
		return false;
	if (STATE_LINE(state, NUMBER_TO(&row->line, UINT64_MAX),
		NUMBER_TO(&row->kept, UINT64_MAX), TEXT_TO(&place, PLACE_MOST)))
		str_put(row->place, sizeof(row->place), place);
	else
		state_wrong(state, "invalid question");
	return true;
}

static void
asks_close(conn_id who)
{
	asks_cancel(who.n);
}

MODULE(asks) = { TABLES(TABLE(asks.row, ASKERS), TABLE(asks.said, ASKERS),
		     RING(asks.of[ASKS_KEEPER].waiting, ASKERS),
		     RING(asks.of[ASKS_JOURNAL].waiting, ASKERS),
		     RING(asks.of[ASKS_JOURNAL].later, ASKERS)),
	.save_client = asks_save, .load_client = asks_load,
	.close = asks_close };
