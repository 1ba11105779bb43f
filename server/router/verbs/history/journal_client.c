/* The router's side of the journal: see journal_client.h. */
#include "router/verbs/history/journal_client.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/ring.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/verbs/accounts/keeper_client.h"
#include "router/verbs/history/journal_questions.h"

/*
 * The most lines of one answer, which has 64 events, with their tags and the
 * gaps between them; or a line for each file of the history.
 */
#define PARTS_MOST 65536

/* Journals that may die of one question. */
#define DEATHS_MOST 3

/* How long a place is kept for who was called, and may be busy reading. */
#define CALL_TIME SEC

/* The longest end of an answer. */
#define TEXT_MOST ((size_t)256)

enum phase {
	NOTHING,
	WAITS, /* for a journal, or for a place */
	CALLED, /* a place is free for it */
	HAS_ASKED,
	IS_ANSWERED
};

struct row {
	enum phase state;
	bool ticket; /* an operator has it */
	bool of_rows; /* it needs no history */
	uint8_t deaths; /* of journals that it has asked */
	struct journal_question *question; /* under way */
	usec until; /* ticks_mono: it waits for a journal or its answer, or is
		       called */
	journal_take *take;
	enum code code;
	bool more;
	struct str answer; /* in the text */
	char text[TEXT_MOST];
};

static struct {
	struct row *row;
	struct ring waiting; /* askers */
	uint32_t calls[JOURNAL_QUESTIONS]; /* askers that have a place and have
					      not asked */
	size_t called; /* of these */
	uint32_t slot; /* of the journal that is asked; SLOT_NONE: none */
	bool failing; /* it cannot write, and so may read no more questions, or
			 has been missing for long */
} journal_client = { .slot = SLOT_NONE };

static struct row *
row_of(uint32_t asker)
{
	return &journal_client.row[asker];
}

static bool
is_client(uint32_t asker)
{
	return asker < CLIENTS_MAX;
}

/* Returns whether there is a journal that can be asked. */
static bool
is_open(void)
{
	return journal_client.slot != SLOT_NONE &&
	    slots_get(journal_client.slot)->state == SLOT_OPEN;
}

/* Has the asker ask again, in this turn or the next. */
static void
wake(uint32_t asker)
{
	if (is_client(asker))
		keeper_client_wake(asker);
	else
		watch_no_wait();
}

static void
list(uint32_t asker)
{
	(void)ring_add(&journal_client.waiting, JOURNAL_ASKERS, asker);
}

static bool
is_suspect(uint32_t asker)
{
	return row_of(asker)->deaths > 0;
}

/* Returns whether somebody asks who may have been the death of a journal. */
static bool
suspect_asks(void)
{
	uint32_t asker;

	for (size_t i = 0; i < JOURNAL_QUESTIONS; i++) {
		asker = journal_questions_asker(i);
		if (asker != JOURNAL_NOBODY && is_suspect(asker))
			return true;
	}
	for (size_t i = 0; i < journal_client.called; i++)
		if (is_suspect(journal_client.calls[i]))
			return true;
	return false;
}

static bool
has_place(void)
{
	return is_open() &&
	    journal_questions_count() + journal_client.called <
	    JOURNAL_QUESTIONS;
}

/*
 * Returns whether there is a place for that asker. Those whose questions were
 * under way when a journal died ask one after the other: otherwise all of them
 * would be refused for the one question that kills journals.
 */
static bool
has_place_for(uint32_t asker)
{
	return has_place() && (!is_suspect(asker) || !suspect_asks());
}

/*
 * Takes the next who may ask now off the list; JOURNAL_NOBODY: none may. There
 * are at most as many suspects as places, so few are passed over.
 */
static uint32_t
next_waiting(void)
{
	uint32_t asker;

	for (size_t left = journal_client.waiting.count; left > 0; left--) {
		asker = ring_take(&journal_client.waiting, JOURNAL_ASKERS);
		if (row_of(asker)->state != WAITS)
			continue;
		if (has_place_for(asker))
			return asker;
		list(asker);
	}
	return JOURNAL_NOBODY;
}

static void
call(uint32_t asker)
{
	struct row *row = row_of(asker);

	row->state = CALLED;
	row->until = ticks_mono() + CALL_TIME;
	journal_client.calls[journal_client.called++] = asker;
}

static void
uncall(uint32_t asker)
{
	uint32_t *calls = journal_client.calls;
	size_t i = 0;

	while (calls[i] != asker)
		i++;
	calls[i] = calls[--journal_client.called];
}

/* Gives the free places to those who have waited longest. */
static void
call_waiting(void)
{
	uint32_t asker;

	while (has_place() && (asker = next_waiting()) != JOURNAL_NOBODY) {
		call(asker);
		wake(asker);
	}
}

/* Leaves the state in which the asker is, and what it has there. */
static void
leave(uint32_t asker)
{
	struct row *row = row_of(asker);

	if (row->state == CALLED)
		uncall(asker);
	if (row->state == HAS_ASKED)
		row->question->asker = JOURNAL_NOBODY;
	row->state = NOTHING;
}

void
journal_client_cancel(uint32_t asker)
{
	struct row *row = row_of(asker);

	leave(asker);
	row->deaths = 0;
	row->ticket = false;
	call_waiting();
}

bool
journal_client_has_asked(uint32_t asker)
{
	const enum phase state = row_of(asker)->state;

	return state == HAS_ASKED || state == IS_ANSWERED;
}

uint32_t
journal_client_ticket(void)
{
	for (uint32_t asker = CLIENTS_MAX; asker < JOURNAL_ASKERS; asker++)
		if (!row_of(asker)->ticket) {
			row_of(asker)->ticket = true;
			return asker;
		}
	return JOURNAL_NOBODY;
}

/* Puts the question. Returns false without memory. */
static bool
put(uint32_t asker, struct words words)
{
	struct row *row = row_of(asker);
	struct journal_question *question =
	    journal_questions_put(journal_client.slot, asker, words);

	if (question == NULL)
		return false;
	leave(asker);
	row->state = HAS_ASKED;
	row->question = question;
	row->until = ticks_mono() + config_now()->hold_time;
	return true;
}

/*
 * Gives the asker a place, or has it wait at the end of the list. While a place
 * is free, nobody waits but suspects.
 */
static void
wait_in_line(uint32_t asker, struct row *row)
{
	if (has_place_for(asker)) {
		call(asker);
		return;
	}
	row->state = WAITS;
	row->until = ticks_mono() + config_now()->hold_time;
	list(asker);
}

/*
 * Returns whether the asker waits for hold_time at most: there is no journal,
 * or it cannot write, and reads nothing more once it has no room for records.
 */
static bool
is_bounded(const struct row *row)
{
	return row->state == WAITS ?
	    !is_open() || journal_client.failing :
	    row->state == HAS_ASKED && journal_client.failing;
}

/*
 * Returns whether a question would have to wait for a disk that is full, or for
 * a journal after others have waited for it in vain.
 */
static bool
is_stuck(void)
{
	return journal_client.failing &&
	    (!is_open() || slots_get(journal_client.slot)->down.full);
}

/* Returns whether the asker should not wait any longer. */
static bool
is_over(uint32_t asker, const struct row *row)
{
	const bool wanted = is_client(asker) && !row->of_rows ?
	    config_now()->history != HISTORY_NO :
	    config_wants_journal(config_now());

	if (!wanted || row->deaths >= DEATHS_MOST)
		return true;
	if (row->state == NOTHING)
		return is_stuck();
	return is_bounded(row) && ticks_mono() >= row->until;
}

static void
take_answer(const struct row *row, struct journal_answer *answer)
{
	*answer = (struct journal_answer) {
		.code = row->code, .more = row->more, .text = row->answer
	};
}

/*
 * A client's line stays where it is until it is woken, and an operator's order;
 * while it waits for hold_time only, at most until its time is over.
 */
static void
hold(uint32_t asker, const struct row *row)
{
	const usec until = is_bounded(row) ?
	    row->until :
	    ticks_mono() + config_now()->stall_time;

	if (is_client(asker))
		slots_get(clients_slot(asker))->up.not_before = until;
	else if (is_bounded(row))
		alarms_at(ALARM_HELPERS, ticks_now() + until - ticks_mono());
}

static bool
ask(uint32_t asker, struct words words, journal_take *take,
    struct journal_answer *answer)
{
	struct row *row = row_of(asker);

	row->take = take;
	if (row->state == NOTHING && !is_over(asker, row))
		wait_in_line(asker, row);
	if (row->state == IS_ANSWERED) {
		take_answer(row, answer);
	} else if (is_over(asker, row) ||
	    (row->state == CALLED && !put(asker, words))) {
		*answer = (struct journal_answer) { .code = CODE_UNAVAILABLE,
			.text = STR("") };
	} else {
		hold(asker, row);
		return false;
	}
	leave(asker);
	row->deaths = 0;
	call_waiting();
	return true;
}

bool
journal_client_ask(uint32_t asker, struct words words, journal_take *take,
    struct journal_answer *answer)
{
	row_of(asker)->of_rows = false;
	return ask(asker, words, take, answer);
}

bool
journal_client_ask_rows(uint32_t asker, struct words words, journal_take *take,
    struct journal_answer *answer)
{
	row_of(asker)->of_rows = true;
	return ask(asker, words, take, answer);
}

/* Gives the end of an answer to its asker, and its place to another. */
static void
end_answer(
    struct journal_question *question, const struct journal_answer *answer)
{
	const uint32_t asker = journal_questions_end(question);
	struct row *row;

	if (asker != JOURNAL_NOBODY) {
		row = row_of(asker);
		row->state = IS_ANSWERED;
		row->code = answer->code;
		row->more = answer->more;
		row->answer = (struct str) { row->text,
			answer->text.len < TEXT_MOST ? answer->text.len :
						       TEXT_MOST };
		if (row->answer.len > 0)
			memcpy(row->text, answer->text.at, row->answer.len);
		wake(asker);
	}
	call_waiting();
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

/*
 * Takes "answer NUMBER WORD [TEXT]". One to another number is to the question
 * of a program before, or of nobody.
 */
struct str
journal_client_answered(const struct command *command)
{
	struct journal_answer answer = {
		.text = command->count > 2 ? command->arg[2] : STR("")
	};
	struct journal_question *question;
	uint64_t number;

	(void)str_to_number(
	    command->arg[0], UINT64_MAX, &number); /* always a number */
	question = journal_questions_find(number);
	if (question == NULL)
		return STR("");
	if (is_end(command->arg[1], &answer)) {
		end_answer(question, &answer);
		return STR("");
	}
	if (question->parts++ == PARTS_MOST)
		return STR("an answer without an end");
	if (question->asker != JOURNAL_NOBODY)
		row_of(question->asker)
		    ->take(question->asker, command->arg[1], answer.text);
	return STR("");
}

void
journal_client_open(uint32_t slot)
{
	journal_client.slot = slot;
	call_waiting();
}

/* Has those whose call is over by then wait at the end of the line. */
static void
recall(usec now)
{
	for (size_t i = journal_client.called; i-- > 0;) {
		const uint32_t asker = journal_client.calls[i];
		if (now < row_of(asker)->until)
			continue;
		leave(asker);
		row_of(asker)->state = WAITS;
		list(asker);
	}
}

/* Has those who wait, wait anew for the next journal. */
static void
wait_anew(void)
{
	const struct ring *waiting = &journal_client.waiting;
	uint32_t asker;

	for (size_t i = 0; i < waiting->count; i++) {
		asker = waiting->row[(waiting->first + i) % JOURNAL_ASKERS];
		if (row_of(asker)->state != WAITS)
			continue;
		row_of(asker)->until = ticks_mono() + config_now()->hold_time;
		wake(asker);
	}
}

void
journal_client_set_failing(bool failing)
{
	const bool begins = failing && !journal_client.failing;

	journal_client.failing = failing;
	for (size_t i = 0; begins && i < JOURNAL_QUESTIONS; i++)
		if (journal_questions_asker(i) != JOURNAL_NOBODY)
			wake(journal_questions_asker(i));
	if (begins)
		wait_anew();
}

void
journal_client_shut(void)
{
	journal_client.slot = SLOT_NONE;
	recall(UINT64_MAX);
	wait_anew();
}

/* Has the asker put its question to the next journal. */
static void
ask_again(struct journal_question *question, bool guilty)
{
	const uint32_t asker = journal_questions_end(question);

	if (asker == JOURNAL_NOBODY)
		return;
	row_of(asker)->state = NOTHING;
	row_of(asker)->deaths += guilty;
	wake(asker);
}

/*
 * Without a history, no later journal can be asked, and no earlier one answers:
 * nothing is left that an older program would not know.
 */
void
journal_client_gone(bool guilty)
{
	struct journal_question *question;

	for (size_t i = 0; i < JOURNAL_QUESTIONS; i++)
		if ((question = journal_questions_at(i)) != NULL)
			ask_again(question, guilty);
	if (!config_wants_journal(config_now()))
		journal_questions_forget();
}

/*
 * Otherwise those who do not read, and so do not ask when they are called,
 * could keep all places.
 */
void
journal_client_turn(void)
{
	if (journal_client.called == 0)
		return;
	recall(ticks_mono());
	call_waiting();
	alarms_at(ALARM_HELPERS, ticks_now() + CALL_TIME);
}

bool
journal_client_is_owed(void)
{
	return journal_questions_count() > 0;
}

size_t
journal_client_questions(void)
{
	return journal_questions_count() + journal_client.called +
	    journal_client.waiting.count;
}

static void
journal_client_leave(uint32_t client)
{
	journal_client_cancel(client);
}

/* Nothing is saved: whoever asks, asks the next journal again. */
MODULE(
    journal_client) = { TABLES(TABLE(journal_client.row, JOURNAL_ASKERS),
			    TABLE(journal_client.waiting.has, JOURNAL_ASKERS),
			    TABLE(journal_client.waiting.row, JOURNAL_ASKERS)),
	.leave = journal_client_leave };
