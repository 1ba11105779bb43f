/* The lines that are not stored yet: see kept_log.h. */
#include "router/delivery/kept_log.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/downlink.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/kept/kept_gap.h"
#include "router/delivery/kept/kept_line.h"
#include "router/model/clients.h"
#include "router/queue/budget.h"
#include "router/queue/outq.h"

/* Words of a line before REST, and the most of REST. */
#define HEAD_WORDS 5
#define REST_WORDS 8

/* Where the '+' goes: behind "log o". */
#define MARK_AT 5

/* The stored lines that are dropped in a turn, also in a busy one. */
#define LEAST 1024

static struct kept_log {
	struct stream stream;
	struct outq queue;
	uint64_t count; /* of its lines */
	uint32_t slot; /* of the journal; SLOT_NONE: none takes lines */
	struct buf *open; /* last line of the batch, not ended; or null */
	enum kept_log_sort sort; /* of that line */
	bool has_last; /* not saved; the batch's last line is kept, or open */
	uint64_t id; /* of the batch */
	uint64_t last; /* ID of the last batch */
	uint64_t upto; /* not saved; lines up to that ID are stored */
	uint64_t known; /* the last ID that the journal had when it was ready */
	bool started; /* the journal was told that this server begins */
	bool met; /* this server has had a journal */
	bool had_history; /* as kept_log_note_history was told last */
	struct kept_gap gap; /* saved without told and again */
	uint64_t held; /* not saved; lines from that ID on stay; 0: none do */
	uint64_t ever; /* not saved; bytes that were ever kept */
	/* Not saved: where, in these, is what follows the last void record. */
	struct {
		uint64_t id;
		uint64_t at;
	} voided;
	usec full; /* ticks_now: since when more than half waits; 0: not so */
} kept_log = { .slot = SLOT_NONE };

/* Notes that a line of the batch is lost, the last one. */
static void
lose(enum kept_log_sort sort)
{
	kept_log.has_last = false;
	kept_gap_lose(&kept_log.gap, kept_log.id, sort == KEPT_LOG_CONTROL);
}

static bool
is_over_half(void)
{
	return kept_log.queue.bytes > config_now()->queue_max / 2;
}

/* Notes whether more than half of queue_max waits. */
static void
weigh(void)
{
	const bool over = is_over_half();

	if (over && kept_log.full == 0) {
		kept_log.full = ticks_now();
		alarms_at(ALARM_HELPERS, ticks_now() + config_now()->hold_time);
	} else if (!over && kept_log.full != 0) {
		kept_log.full = 0;
		watch_no_wait(); /* lines that waited for this may run now */
	}
}

bool
kept_log_holds(void)
{
	return kept_log.full != 0 &&
	    ticks_now() - kept_log.full < config_now()->hold_time;
}

bool
kept_log_has_room(void)
{
	return kept_log.gap.from == 0 &&
	    kept_log.queue.bytes < config_now()->queue_max;
}

static bool
has_room(enum kept_log_sort sort)
{
	return sort == KEPT_LOG_EVENT ?
	    kept_log_has_room() :
	    kept_log.queue.bytes / 2 < config_now()->queue_max;
}

/* Keeps the piece, which is one line. Returns false if there is no memory. */
static bool
push(struct piece piece)
{
	if (!outq_push(&kept_log.queue, piece, ticks_now()))
		return false;
	kept_log.count++;
	kept_log.ever += piece.end - piece.start;
	return true;
}

/* Keeps the piece, and sends it. */
static void
keep(struct piece piece)
{
	budget_charge(WORK_BYTE, piece.end - piece.start);
	budget_charge(WORK_RECEIVER, 1);
	if (!push(piece))
		lose(kept_log.sort);
	else if (kept_log.slot != SLOT_NONE)
		downlink_push(kept_log.slot, piece, 1);
}

/* Marks the line: more of its ID follow. It has room for one more byte. */
static void
mark(struct buf *line)
{
	char *at = line->data + line->start + MARK_AT;

	memmove(at + 1, at, buf_len(line) - MARK_AT);
	*at = '+';
	line->end++;
}

static void
end_line(bool more)
{
	if (kept_log.open == NULL)
		return;
	if (more)
		mark(kept_log.open);
	kept_log.open = NULL;
	keep(stream_end(&kept_log.stream));
}

/* Builds a line of the batch. Returns false if there is no memory. */
static bool
build(const struct kept_log_line *line)
{
	struct str words[HEAD_WORDS + REST_WORDS] = { STR("log"),
		line->closed ? STR("c") : STR("o"), line->verb,
		DECIMAL(kept_log.id), line->where };
	size_t count = HEAD_WORDS;
	struct buf *buf;

	end_line(true);
	buf = stream_begin(&kept_log.stream, 1);
	for (size_t i = 0; i < line->rest.count && count < COUNT(words); i++)
		words[count++] = line->rest.at[i];
	while (count > HEAD_WORDS && words[count - 1].len == 0)
		count--;
	/* The mark has room, too. */
	if (buf == NULL || !buf_say(buf, words, count) ||
	    buf_len(buf) >= LIMIT_LINE)
		return false;
	kept_log.open = buf;
	kept_log.sort = line->sort;
	return true;
}

void
kept_log_add(const struct kept_log_line *line)
{
	if (has_room(line->sort) && build(line))
		kept_log.has_last = true;
	else
		lose(line->sort);
}

static void
add_gap(void)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = STR("gap"),
		.where = STR("*"),
		.rest = WORDS(
		    DECIMAL(kept_log.gap.from), DECIMAL(kept_log.gap.to)) };

	if (build(&line))
		kept_gap_end(&kept_log.gap);
}

bool
kept_log_begin(uint64_t id)
{
	const struct kept_log_line start = { .sort = KEPT_LOG_CONTROL,
		.verb = STR("start"),
		.where = STR("*") };

	if (id <= kept_log.last)
		return false;
	kept_log.id = kept_log.last = id;
	if (!kept_log.started && config_now()->history != HISTORY_NO)
		kept_log.started = build(&start);
	if (kept_log.gap.from != 0 && !is_over_half())
		add_gap();
	return true;
}

bool
kept_log_begin_event(uint64_t id)
{
	if (kept_log_begin(id))
		return true;
	kept_gap_add(&kept_log.gap, id);
	return false;
}

void
kept_log_end(void)
{
	end_line(false);
	weigh();
}

bool
kept_log_lost(void)
{
	return kept_log.gap.from != 0 && kept_log.gap.to == kept_log.id;
}

/*
 * Begins a batch of one line, which may be a row. The journal has rows
 * elsewhere, so what comes before the next line has a batch of its own.
 */
static bool
begin_one(void)
{
	const bool has_more = kept_log.gap.from != 0 ||
	    (!kept_log.started && config_now()->history != HISTORY_NO);

	if (has_more && kept_log_begin(event_ids_next_number()))
		kept_log_end();
	return kept_log_begin(event_ids_next_number());
}

/* Keeps a batch of one line, for which there is room, or not. */
static uint64_t
add_one(const struct kept_log_line *line, bool fits)
{
	if (!fits || !begin_one())
		return 0;
	kept_log.has_last = build(line);
	kept_log_end();
	return kept_log.has_last ? kept_log.id : 0;
}

uint64_t
kept_log_row(const struct kept_log_line *line)
{
	return add_one(line, kept_log.queue.bytes < config_now()->queue_max);
}

uint64_t
kept_log_row_back(const struct kept_log_line *line)
{
	return add_one(line, has_room(KEPT_LOG_CONTROL));
}

bool
kept_log_say(const struct kept_log_line *line)
{
	if (!begin_one())
		return false;
	if (line != NULL)
		kept_log_add(line);
	kept_log_end();
	return kept_log.gap.to != kept_log.id;
}

bool
kept_log_is_short(void)
{
	return kept_log.queue.bytes < config_now()->queue_max / 4;
}

bool
kept_log_lost_control(void)
{
	return kept_log_is_short() && kept_gap_take_control(&kept_log.gap);
}

/* Drops the first line if it is one up to that ID. False if it is not. */
static bool
drop_one(uint64_t id)
{
	const struct str line = outq_first_line(&kept_log.queue);

	if (line.len == 0 || kept_line_read(line).id > id)
		return false;
	outq_drop_line(&kept_log.queue);
	kept_log.count--;
	return true;
}

/*
 * Drops lines that are stored, as many as the turn has time for: a sync may be
 * of a hundred thousand.
 */
static void
drop_stored(void)
{
	const uint64_t before = kept_log.count;
	const uint64_t last =
	    kept_log.held != 0 && kept_log.held <= kept_log.upto ?
	    kept_log.held - 1 :
	    kept_log.upto;
	size_t count = 0;

	while (drop_one(last)) {
		budget_charge(WORK_ROW, 1);
		if (++count < LEAST || !budget_turn_is_spent())
			continue;
		watch_no_wait();
		break;
	}
	if (count == 0)
		return;
	stats_add(SCORE_RECORDED, before - kept_log.count);
	weigh();
}

uint64_t
kept_log_last(void)
{
	return kept_log.last;
}

bool
kept_log_is_stored(uint64_t id)
{
	const struct str line = outq_first_line(&kept_log.queue);

	return id <= kept_log.upto || line.len == 0 ||
	    kept_line_read(line).id > id;
}

static void
send_piece(struct piece piece, void *slot)
{
	downlink_push(*(const uint32_t *)slot, piece, 1);
}

/*
 * Drops the lines that the server's first journal would ignore. Returns whether
 * there are any.
 */
static bool
drop_older(uint64_t last)
{
	const uint64_t count = kept_log.count;

	if (kept_log.met)
		return false;
	kept_log.met = true;
	while (drop_one(last))
		;
	if (kept_log.count == count)
		return false;
	LOG_AT(LEVEL_ERR,
	    STR("history: {#records} records are lost: they are older than the "
		"last one"),
	    DECIMAL(count - kept_log.count));
	kept_log.started = false;
	return true;
}

bool
kept_log_send_to(uint32_t slot, uint64_t last)
{
	const bool lost = drop_older(last);

	kept_log.slot = slot;
	kept_log.known = last;
	outq_pieces(&kept_log.queue, send_piece, &slot);
	if (!kept_log.started && config_now()->history != HISTORY_NO)
		(void)kept_log_say(NULL);
	return lost;
}

void
kept_log_send_nowhere(void)
{
	kept_log.slot = SLOT_NONE;
}

bool
kept_log_was_sent(uint64_t id)
{
	return id <= kept_log.last || id <= kept_log.known;
}

void
kept_log_turn(void)
{
	drop_stored();
	if (kept_log.gap.from != 0 && !is_over_half())
		(void)kept_log_say(NULL);
}

void
kept_log_stored(uint64_t id)
{
	const uint64_t most = id < kept_log.last ? id : kept_log.last;

	if (most > kept_log.upto)
		kept_log.upto = most;
	kept_log_turn();
}

bool
kept_log_note_history(bool is_on)
{
	const bool had = kept_log.had_history;

	kept_log.had_history = is_on;
	return had;
}

void
kept_log_rest(void)
{
	if (config_now()->history == HISTORY_NO)
		kept_log.started = kept_log.gap.control = false;
}

uint64_t
kept_log_count(void)
{
	return kept_log.count + (kept_log.gap.from != 0);
}

size_t
kept_log_bytes(void)
{
	return kept_log.queue.bytes;
}

uint64_t
kept_log_oldest(void)
{
	const struct str line = outq_first_line(&kept_log.queue);

	return line.len > 0 ? kept_line_read(line).id : 0;
}

/* Adds that the record which was read so is void. */
static bool
add_void(const struct kept_line *parts)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.closed = parts->closed,
		.verb = STR("void"),
		.where = parts->where,
		.rest = WORDS(DECIMAL(parts->id)) };

	return add_one(&line, true) != 0;
}

/*
 * A record that is stored already waits only for this: it gets its line even if
 * there is no room.
 */
bool
kept_log_void(uint64_t id)
{
	const uint64_t head = kept_log.ever - kept_log.queue.bytes;
	size_t at = id > kept_log.voided.id && kept_log.voided.at > head ?
	    kept_log.voided.at - head :
	    0;
	struct kept_line parts;

	if (id > kept_log.upto && !has_room(KEPT_LOG_CONTROL))
		return false;
	if (kept_line_find(&kept_log.queue, id, &at, &parts) &&
	    !add_void(&parts))
		return false;
	kept_log.voided.id = id;
	kept_log.voided.at = head + at;
	return true;
}

void
kept_log_hold(uint64_t id)
{
	kept_log.held = id;
}

static const struct field saved[] = {
	FIELD(NUMBER, struct kept_log, last),
	FIELD(BOOL, struct kept_log, started),
	FIELD(BOOL, struct kept_log, met),
	FIELD(BOOL, struct kept_log, had_history),
	FIELD_KEY(NUMBER, struct kept_log, gap.from, "lost_from"),
	FIELD_KEY(NUMBER, struct kept_log, gap.to, "lost_to"),
	FIELD_KEY(BOOL, struct kept_log, gap.control, "lost_control"),
	FIELD(LOOP, struct kept_log, full),
};

static void
save_line(struct str line, void *state)
{
	state_put_text(state, STR("kept"), line);
}

/*
 * Without a history, which the journal would be told of, there is nothing to
 * save unless rows wait, so that programs without a journal can take over.
 */
static void
kept_log_save(struct state *state)
{
	if (!kept_log.started && !kept_log.gap.control && kept_log_count() == 0)
		return;
	fields_put(state, FIELDS(saved), &kept_log);
	kept_line_each(&kept_log.queue, save_line, state);
}

static void
load_line(struct state *state, struct kept_line *last)
{
	const struct str line = state->value;
	struct buf *buf;

	if (!kept_line_follows(line, last)) {
		state_mended(state, "invalid line for the history");
		return;
	}
	buf = stream_begin(&kept_log.stream, 1);
	if (buf == NULL || !BUF_CAT(buf, line, STR("\n")) ||
	    !push(stream_end(&kept_log.stream)))
		state_mended(state, "out of memory");
}

static void
kept_log_load(struct state *state)
{
	struct kept_line last = { .id = 0 };

	kept_log.upto = 0;
	while (state_next(state))
		if (state_is(state, STR("kept")))
			load_line(state, &last);
		else
			fields_get(state, FIELDS(saved), &kept_log);
	if (last.id > kept_log.last)
		kept_log.last = last.id;
}

MODULE(kept_log) = { SECTION("history", kept_log, MODULE_MAY_LACK) };
