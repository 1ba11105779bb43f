/* Questions to the journal: see journal_ask.h. */
#include "router/history/journal_ask.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/list.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/delivery/unstored.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/verbs/accounts/keeper_client.h"

/* Questions that are under way at a time. */
#define OPEN_MOST 64

/* Lines of one answer: 64 events with their tags, or a line for each file. */
#define PARTS_MOST 65536

/* Journals that may die of one question. */
#define DEATHS_MOST 3

/* The longest end of an answer. */
#define TEXT_MOST ((size_t)300)

struct row {
	enum { NOTHING, WAITS, HAS_ASKED, IS_ANSWERED } phase;
	bool ticket; /* it is in use */
	bool called; /* its turn has come */
	uint8_t deaths; /* of journals that it has asked */
	uint64_t number; /* of its question; 0: none */
	uint64_t line; /* of the client that asks, from 1 */
	uint64_t covers;
	uint32_t parts; /* of the answer, so far */
	usec until; /* ticks_mono: it waits no longer without a journal */
	journal_take *take;
	enum code code;
	bool more;
	size_t len; /* of the text */
	char text[TEXT_MOST];
};

/* Not saved: the next program asks again. */
static struct {
	struct row *row; /* by asker */
	struct ring waiting; /* askers; some may be done */
	uint64_t asked; /* questions so far */
	size_t open; /* questions under way, also of those who have gone */
	uint32_t slot; /* of the journal; SLOT_NONE: none */
} asks = { .slot = SLOT_NONE };

static struct row *
row_of(uint32_t asker)
{
	return &asks.row[asker];
}

static bool
is_open(void)
{
	return asks.slot != SLOT_NONE &&
	    slots_get(asks.slot)->state == SLOT_OPEN;
}

/* Has the asker ask again, in this turn or the next. */
static void
wake(uint32_t asker)
{
	if (asker < CLIENTS_MAX)
		keeper_client_wake(asker);
	else
		watch_no_wait();
}

/* Calls those who have waited longest, as many as there are places. */
static void
call_waiting(void)
{
	size_t places = asks.open < OPEN_MOST ? OPEN_MOST - asks.open : 0;
	uint32_t asker;

	while (is_open() && places > 0 &&
	    (asker = ring_take(&asks.waiting, JOURNAL_ASKERS)) != RING_NONE) {
		if (row_of(asker)->phase != WAITS)
			continue;
		row_of(asker)->called = true;
		wake(asker);
		places--;
	}
}

void
journal_ask_cancel(uint32_t asker)
{
	const uint64_t number = row_of(asker)->number;

	*row_of(asker) = (struct row) { .number = number };
}

/* Forgets what another line of the client has asked; it was refused. */
static void
drop_other(uint32_t asker)
{
	uint64_t line;

	if (asker >= CLIENTS_MAX)
		return;
	line = slots_get(clients_slot(asker))->up.lines + 1;
	if (row_of(asker)->line != line)
		journal_ask_cancel(asker);
	row_of(asker)->line = line;
}

bool
journal_ask_has_asked(uint32_t asker)
{
	drop_other(asker);
	return row_of(asker)->phase == HAS_ASKED ||
	    row_of(asker)->phase == IS_ANSWERED;
}

uint32_t
journal_ask_ticket(void)
{
	for (uint32_t asker = CLIENTS_MAX; asker < JOURNAL_ASKERS; asker++)
		if (!row_of(asker)->ticket) {
			row_of(asker)->ticket = true;
			return asker;
		}
	return JOURNAL_NOBODY;
}

/*
 * Sends "ask NUMBER WHAT ...". The number says who asks. Returns false if
 * there is no memory.
 */
static bool
put(uint32_t asker, struct words words)
{
	struct row *row = row_of(asker);
	struct str all[2 + 16] = { STR("ask"),
		DECIMAL(++asks.asked * JOURNAL_ASKERS + asker) };
	size_t count = 2;

	for (size_t i = 0; i < words.count && count < COUNT(all); i++)
		if (words.at[i].len > 0)
			all[count++] = words.at[i];
	fanout_settle(); /* an answer covers all events before the question */
	if (!fanout_secret(asks.slot, (struct words) { all, count }))
		return false;
	if (row->number == 0)
		asks.open++; /* else its former question has no reader */
	row->number = asks.asked * JOURNAL_ASKERS + asker;
	row->covers = unstored_last();
	row->parts = 0;
	row->phase = HAS_ASKED;
	return true;
}

/* Returns whether the asker should not wait any longer. */
static bool
is_over(const struct row *row)
{
	return !config_wants_journal(config_now()) ||
	    row->deaths >= DEATHS_MOST ||
	    (row->phase == WAITS && !is_open() && ticks_mono() >= row->until);
}

static void
begin_waiting(uint32_t asker)
{
	struct row *row = row_of(asker);

	row->phase = WAITS;
	row->until = ticks_mono() + config_now()->hold_time;
	row->called =
	    is_open() && asks.open < OPEN_MOST && asks.waiting.count == 0;
	if (!row->called)
		(void)ring_add(
		    &asks.waiting, JOURNAL_ASKERS, asker); /* or is there */
}

/* Has the asker look again when its time is over. */
static void
hold(uint32_t asker)
{
	const struct row *row = row_of(asker);
	const usec until = row->phase == WAITS && !is_open() ?
	    row->until :
	    ticks_mono() + config_now()->stall_time;

	if (asker < CLIENTS_MAX)
		slots_get(clients_slot(asker))->up.not_before = until;
	else
		alarms_at(ALARM_HELPERS, ticks_now() + until - ticks_mono());
}

bool
journal_ask(uint32_t asker, struct words words, journal_take *take,
    struct journal_answer *answer)
{
	struct row *row = row_of(asker);

	drop_other(asker);
	row->take = take;
	if (row->phase == NOTHING)
		begin_waiting(asker);
	*answer = (struct journal_answer) { .code = CODE_UNAVAILABLE,
		.text = STR("") };
	if (row->phase == IS_ANSWERED) {
		*answer = (struct journal_answer) { .code = row->code,
			.more = row->more,
			.covers = row->covers,
			.text = { row->text, row->len } };
	} else if (!is_over(row)) {
		if (row->phase == WAITS && row->called && is_open() &&
		    !put(asker, words)) {
			journal_ask_cancel(asker);
			return true;
		}
		hold(asker);
		return false;
	}
	row->phase = NOTHING;
	row->deaths = 0;
	row->called = false;
	return true;
}

/* Returns whether the word ends an answer, and how. */
static bool
is_end(struct str word, struct journal_answer *answer)
{
	answer->code = CODE_OK;
	answer->more = str_eq(word, STR("more"));
	return answer->more || str_eq(word, STR("done")) ||
	    code_find(word, &answer->code);
}

static void
end_answer(uint32_t asker, const struct journal_answer *answer)
{
	struct row *row = row_of(asker);
	const size_t len = answer->text.len;

	row->number = 0;
	asks.open--;
	if (row->phase == HAS_ASKED) {
		row->phase = IS_ANSWERED;
		row->code = answer->code;
		row->more = answer->more;
		row->len = len < TEXT_MOST ? len : TEXT_MOST;
		if (row->len > 0)
			memcpy(row->text, answer->text.at, row->len);
		wake(asker);
	}
	call_waiting();
}

/* Takes "answer NUMBER WORD [TEXT]"; one to nobody's question is dropped. */
struct str
journal_ask_answered(const struct command *command)
{
	struct journal_answer answer = {
		.text = command->count > 2 ? command->arg[2] : STR("")
	};
	uint64_t number = 0;
	uint32_t asker;
	struct row *row;

	(void)str_to_number(
	    command->arg[0], UINT64_MAX, &number); /* always a number */
	asker = (uint32_t)(number % JOURNAL_ASKERS);
	row = row_of(asker);
	if (number == 0 || row->number != number)
		return STR("");
	if (is_end(command->arg[1], &answer))
		end_answer(asker, &answer);
	else if (row->parts++ == PARTS_MOST)
		return STR("an answer without an end");
	else if (row->phase == HAS_ASKED && row->take != NULL)
		row->take(asker, command->arg[1], answer.text);
	return STR("");
}

void
journal_ask_open(uint32_t slot)
{
	asks.slot = slot;
	call_waiting();
}

void
journal_ask_shut(bool guilty)
{
	asks.slot = SLOT_NONE;
	asks.open = 0;
	for (uint32_t asker = 0; asker < JOURNAL_ASKERS; asker++) {
		struct row *row = row_of(asker);
		row->number = 0;
		if (row->phase != HAS_ASKED && row->phase != WAITS)
			continue;
		if (guilty && row->phase == HAS_ASKED)
			row->deaths++;
		begin_waiting(asker);
		wake(asker);
	}
}

size_t
journal_ask_open_questions(void)
{
	return asks.open;
}

size_t
journal_ask_questions(void)
{
	return asks.open + asks.waiting.count;
}

MODULE(journal_ask) = { TABLES(TABLE(asks.row, JOURNAL_ASKERS),
			    TABLE(asks.waiting.has, JOURNAL_ASKERS),
			    TABLE(asks.waiting.row, JOURNAL_ASKERS)),
	.leave = journal_ask_cancel };
