/* The lines that are not stored yet: see unstored.h. */
#include "router/delivery/unstored.h"

#include "base/config/config.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/queue/outq.h"
#include "shared/grammar.h"

/* Words of a line before REST, and the most of REST. */
#define HEAD_WORDS 4
#define REST_WORDS 10

/* The stored lines that are dropped in a turn, also in a busy one. */
#define LEAST 1024

static struct unstored {
	struct stream stream;
	struct outq queue;
	uint64_t count; /* of its lines */
	uint32_t slot; /* of the journal; SLOT_NONE: none takes lines */
	uint64_t last; /* ID of the last line */
	uint64_t upto; /* not saved; all lines below that ID are stored */
	bool reported; /* not saved; the last line was reported as stored */
	bool met; /* this server has had a journal */
	usec full; /* not saved; ticks_now: since when more than half waits; 0:
		      not so */
} unstored = { .slot = SLOT_NONE };

bool
unstored_is_short(void)
{
	return unstored.queue.bytes <= config_now()->queue_max / 2;
}

/* Notes whether more than half of queue_max waits. */
static void
weigh(void)
{
	const bool over = !unstored_is_short();

	if (over && unstored.full == 0) {
		unstored.full = ticks_now();
		alarms_at(ALARM_HELPERS, ticks_now() + config_now()->hold_time);
	} else if (!over && unstored.full != 0) {
		unstored.full = 0;
		watch_no_wait(); /* lines that waited for this may run now */
	}
}

bool
unstored_holds(void)
{
	return unstored.full != 0 &&
	    ticks_now() - unstored.full < config_now()->hold_time;
}

/* Builds the line. Returns false if there is no memory, or it is too long. */
static bool
build(const struct unstored_line *line, uint64_t id, struct piece *piece)
{
	struct str words[HEAD_WORDS + 1 + REST_WORDS] = { STR("log"),
		DECIMAL(id), line->where, line->kind };
	struct buf *buf = stream_begin(&unstored.stream, 1);
	size_t count = HEAD_WORDS;

	if (line->verb.len > 0)
		words[count++] = line->verb;
	for (size_t i = 0; i < line->rest.count && count < COUNT(words); i++)
		words[count++] = line->rest.at[i];
	while (count > HEAD_WORDS && words[count - 1].len == 0)
		count--;
	if (buf == NULL || !buf_say(buf, words, count) ||
	    buf_len(buf) > LIMIT_LINE)
		return false;
	*piece = stream_end(&unstored.stream);
	return true;
}

bool
unstored_add(const struct unstored_line *line)
{
	const uint64_t id = line->id != 0 ? line->id : event_ids_next_number();
	const size_t most = line->must ?
	    SIZE_MAX :
	    config_now()->queue_max * (line->is_event ? 1 : 2);
	struct piece piece;

	if (id < unstored.last || line->where.len == 0 ||
	    unstored.queue.bytes >= most || !build(line, id, &piece) ||
	    !outq_push(&unstored.queue, piece, ticks_now()))
		return false;
	budget_charge(WORK_BYTE, piece.end - piece.start);
	budget_charge(WORK_RECEIVER, 1);
	unstored.count++;
	if (unstored.reported && id > unstored.last)
		unstored.upto = id; /* all before it is stored */
	unstored.last = id;
	unstored.reported = false;
	if (unstored.slot != SLOT_NONE)
		downlink_push(unstored.slot, piece, 1);
	weigh();
	return true;
}

uint64_t
unstored_last(void)
{
	return unstored.last;
}

/* Returns the ID of the first line; 0: there is none. */
static uint64_t
first_id(void)
{
	struct str line = outq_first_line(&unstored.queue);
	uint64_t id = 0;

	(void)str_word(&line); /* log */
	(void)str_to_number(str_word(&line), UINT64_MAX, &id); /* or 0 */
	return id;
}

static void
say(uint64_t id, struct str where, struct str kind)
{
	const struct unstored_line line = { .where = where, .kind = kind };
	struct piece piece;

	if (unstored.slot == SLOT_NONE || !build(&line, id, &piece))
		return;
	budget_charge(WORK_RECEIVER, 1);
	downlink_push(unstored.slot, piece, 1);
}

void
unstored_say(struct str where, struct str kind)
{
	unstored.last = event_ids_next_number();
	say(unstored.last, where, kind);
}

static void
send_piece(struct piece piece, void *slot)
{
	downlink_push(*(const uint32_t *)slot, piece, 1);
}

void
unstored_send_to(uint32_t slot)
{
	const uint64_t first = first_id();

	unstored.slot = slot;
	/* What is stored may have been erased since, and must not come back. */
	if (!unstored.reported) {
		if (unstored.met && first != 0)
			say(first, STR("-"), STR("again"));
		outq_pieces(&unstored.queue, send_piece, &slot);
	}
	unstored.met = true;
}

void
unstored_send_nowhere(void)
{
	unstored.slot = SLOT_NONE;
}

void
unstored_turn(void)
{
	const uint64_t before = unstored.count;
	size_t dropped = 0;
	uint64_t first;

	while ((first = first_id()) != 0 && first < unstored.upto) {
		outq_drop_line(&unstored.queue);
		unstored.count--;
		budget_charge(WORK_ROW, 1);
		if (++dropped < LEAST || !budget_turn_is_spent())
			continue;
		watch_no_wait();
		break;
	}
	if (dropped == 0)
		return;
	stats_add(SCORE_RECORDED, before - unstored.count);
	weigh();
}

bool
unstored_stored(uint64_t id)
{
	if (id > unstored.last)
		return false;
	if (id > unstored.upto)
		unstored.upto = id;
	unstored.reported = id == unstored.last;
	unstored_turn();
	return true;
}

uint64_t
unstored_count(void)
{
	return unstored.reported ? 0 : unstored.count;
}

size_t
unstored_bytes(void)
{
	return unstored.queue.bytes;
}

uint64_t
unstored_oldest(void)
{
	return unstored.reported ? 0 : first_id();
}

static const struct field saved[] = {
	FIELD(NUMBER, struct unstored, last),
	FIELD(BOOL, struct unstored, met),
};

static void
save_piece(struct piece piece, void *state)
{
	struct str text = { piece.segment->data + piece.start,
		piece.end - piece.start };

	while (text.len > 0)
		state_put_text(state, STR("line"), str_cut(&text, '\n'));
}

static void
unstored_save(struct state *state)
{
	fields_put(state, FIELDS(saved), &unstored);
	outq_pieces(&unstored.queue, save_piece, state);
}

static void
load_line(struct state *state)
{
	struct command command;
	struct buf *buf;

	if (grammar_parse(state->value, FROM_ROUTER, &command) != CODE_OK ||
	    command.rule->verb != VERB_LOG) {
		state_wrong(state, "invalid line for the journal");
		return;
	}
	buf = stream_begin(&unstored.stream, 1);
	if (buf == NULL || !BUF_CAT(buf, state->value, STR("\n")) ||
	    !outq_push(
		&unstored.queue, stream_end(&unstored.stream), ticks_now()))
		state_wrong(state, "out of memory");
	else
		unstored.count++;
}

static void
unstored_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("line")))
			load_line(state);
		else
			fields_get(state, FIELDS(saved), &unstored);
}

MODULE(unstored) = { SECTION("unstored", unstored) };
