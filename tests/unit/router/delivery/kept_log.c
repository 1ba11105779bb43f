/*
 * server/router/delivery/kept_log: the lines that wait to be stored, at their
 * limits. Above half of queue_max senders wait, for hold_time at most; above it
 * events are lost, and become one gap when there is room again; control lines
 * have twice that room. All of it is saved and loaded.
 */
#include "server/router/delivery/kept_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "server/base/loop/ticks.h"
#include "server/base/mem/memfd.h"
#include "server/base/state/module.h"
#include "server/router/delivery/event_ids.h"
#include "server/router/delivery/record.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/queue/budget.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/router/starve.h"

#define MOST ((size_t)64 * 1024)
#define HOLD SEC
#define STEP (10 * MSEC)

extern const struct module kept_log_module;

static const struct config_option options[] = { { "max_clients", "20" },
	{ "state", "/tmp" }, { "history", "all" }, { "queue_max", "64K" },
	{ "hold_time", "1" }, { NULL, NULL } };

static struct {
	struct puppet keeper;
	struct puppet journal;
	struct puppet ali;
	struct puppet bob;
	uint64_t id; /* of the last batch */
	char last[LIMIT_LINE];
	char text[LIMIT_LINE];
} test;

static struct kept_log_line
line_of(enum kept_log_sort sort, const char *rest)
{
	static struct str words[1];

	words[0] = str_from(rest);
	return (struct kept_log_line) { .sort = sort,
		.verb = STR("msg"),
		.where = STR("rice"),
		.rest = { words, 1 } };
}

/* IDs are one behind the other, as long as no time passes. */
static void
next_id(void)
{
	(void)str_to_number(
	    event_ids_next(), UINT64_MAX, &test.id); /* is a number */
}

/* A batch of one line with that many bytes in all. */
static void
add(enum kept_log_sort sort, size_t bytes)
{
	const size_t head = sizeof("log o msg 1234567890123456 rice \n") - 1;
	const struct kept_log_line line = line_of(sort, filler(bytes - head));

	next_id();
	MUST(kept_log_begin(test.id), "%" PRIu64 " is no new ID", test.id);
	kept_log_add(&line);
	kept_log_end();
}

static bool
logs(const char *format, uint64_t first, uint64_t last)
{
	char pattern[LIMIT_LINE];

	/* cppcheck-suppress wrongPrintfScanfArgNum ; it needs one, or both */
	(void)snprintf(pattern, sizeof(pattern), format, first, last);
	return puppet_hears(&test.journal, pattern);
}

/* A journal gets all lines that wait, to the last. */
static void
hear_all(void)
{
	puppet_help(&test.journal);
	(void)kept_log_send_to(test.journal.slot, 0);
	puppet_hear_all(&test.journal, test.last);
	kept_log_send_nowhere();
	puppet_die(&test.journal);
}

static void
store_all(void)
{
	kept_log_stored(UINT64_MAX);
	kept_log_stored(UINT64_MAX); /* and a gap */
	MUST(kept_log_count() == 0, "something is left");
}

/* The server began without a journal, at an earlier time than its last one. */
static void
drops_what_is_too_old(void)
{
	add(KEPT_LOG_EVENT, 100);
	add(KEPT_LOG_EVENT, 100);
	add(KEPT_LOG_EVENT, 100);
	stage_forget_log();
	puppet_help(&test.journal);
	TAP_OK(kept_log_send_to(test.journal.slot, test.id - 1),
	    "what the first journal would ignore is lost");
	stage_turn();
	TAP_OK(logs("log o msg %" PRIu64 " rice ...", test.id, 0),
	    "it gets what is after its last record");
	TAP_OK(puppet_hears(&test.journal, "log o start * *") &&
		puppet_hears_nothing(&test.journal),
	    "and that the server begins");
	TAP_OK(stage_logged("history: 3 records are lost: ..."),
	    "the rest is logged");
	kept_log_send_nowhere();
	puppet_die(&test.journal);
	puppet_help(&test.journal);
	TAP_OK(!kept_log_send_to(test.journal.slot, test.id),
	    "for the next one nothing is");
	stage_turn();
	TAP_OK(logs("log o msg %" PRIu64 " rice ...", test.id, 0),
	    "it knows itself what it has");
	kept_log_send_nowhere();
	puppet_die(&test.journal);
	store_all();
}

static void
drops_what_is_stored(void)
{
	next_id();
	MUST(kept_log_begin(test.id), "no new ID");
	const struct kept_log_line line = line_of(KEPT_LOG_EVENT, "x");
	for (int i = 0; i < 3; i++)
		kept_log_add(&line);
	kept_log_end();
	next_id();
	next_id();
	MUST(kept_log_begin(test.id), "no new ID");
	kept_log_add(&line);
	kept_log_end();
	TAP_OK(!kept_log_begin(test.id), "no ID comes twice");
	TAP_NUM(kept_log_count(), 4, "lines wait");
	kept_log_stored(test.id - 3);
	TAP_NUM(kept_log_count(), 4, "while their ID is not stored");
	kept_log_stored(test.id - 2);
	TAP_NUM(kept_log_count(), 1, "then all of that ID go");
	kept_log_stored(test.id - 1);
	TAP_NUM(kept_log_count(), 1, "and no others");
	hear_all();
	TAP_OK(pattern_matches("log o msg * rice x", str_from(test.last)),
	    "the next journal gets the rest");
	kept_log_stored(test.id);
	TAP_NUM(kept_log_count(), 0, "up to the last");
}

/* Fills the room for events, without the last 100 bytes. */
static uint64_t
fill(void)
{
	for (size_t bytes = 0; bytes < MOST - 1024; bytes += 1024)
		add(KEPT_LOG_EVENT, 1024);
	add(KEPT_LOG_EVENT, 1024 - 100);
	return kept_log_count();
}

static void
loses_what_has_no_room(void)
{
	const struct kept_log_line line = line_of(KEPT_LOG_CONTROL, "x");
	uint64_t count, first;

	count = fill();
	add(KEPT_LOG_EVENT, 100);
	TAP_NUM(kept_log_count(), count + 1, "what fits is kept");
	stage_forget_log();
	add(KEPT_LOG_EVENT, 100);
	first = test.id;
	TAP_NUM(kept_log_count(), count + 2, "what does not is lost");
	TAP_OK(stage_logged("history: events are lost: ..."), "that is logged");
	for (int i = 0; i < 9; i++)
		add(KEPT_LOG_EVENT, 100);
	TAP_NUM(kept_log_count(), count + 2, "with all after it");
	TAP_OK(!stage_logged("history: ..."), "once");
	add(KEPT_LOG_CONTROL, 100);
	TAP_NUM(kept_log_count(), count + 3, "but not what is of control");
	add(KEPT_LOG_CONTROL, 1024 - 100);
	for (size_t bytes = MOST + 1024; bytes < 2 * MOST; bytes += 1024)
		add(KEPT_LOG_CONTROL, 1024);
	count = kept_log_count();
	add(KEPT_LOG_CONTROL, 100);
	TAP_NUM(kept_log_count(), count, "up to twice as much");
	TAP_OK(!kept_log_say(&line), "which says that it is lost");
	next_id();
	test.id--;
	kept_log_stored(first - 33);
	TAP_NUM(kept_log_count(), count - 33, "half of it is stored");
	kept_log_stored(test.id - 33);
	hear_all();
	TAP_OK(pattern_matches("log o gap * * * *", str_from(test.last)),
	    "then what was lost is a gap: %s", test.last);
	(void)snprintf(test.text, sizeof(test.text),
	    "log o gap * * %" PRIu64 " %" PRIu64, first, test.id);
	TAP_OK(pattern_matches(test.text, str_from(test.last)),
	    "from the first to the last");
	TAP_OK(stage_logged("history: events from * to * are lost"),
	    "which is logged");
	store_all();
}

/* The next event may come before anything is stored after that. */
static void
tells_the_gap_first(void)
{
	uint64_t first;

	(void)fill();
	add(KEPT_LOG_EVENT, 1024);
	add(KEPT_LOG_EVENT, 100);
	first = test.id;
	add(KEPT_LOG_EVENT, 100);
	stage_configure((const struct config_option[]) {
	    { "max_clients", "20" }, { "state", "/tmp" }, { "history", "all" },
	    { "hold_time", "1" }, { NULL, NULL } });
	add(KEPT_LOG_EVENT, 100);
	kept_log_stored(first - 1);
	puppet_help(&test.journal);
	(void)kept_log_send_to(test.journal.slot, 0);
	stage_turn();
	(void)snprintf(test.text, sizeof(test.text),
	    "log o+ gap %" PRIu64 " * %" PRIu64 " %" PRIu64, test.id, first,
	    first + 1);
	TAP_OK(puppet_hears(&test.journal, test.text) &&
		logs("log o msg %" PRIu64 " rice ...", test.id, 0),
	    "with more room it comes before the next event, with its ID");
	kept_log_send_nowhere();
	puppet_die(&test.journal);
	stage_configure(options);
	store_all();
}

static bool
is_held(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->up.held_since != 0;
}

/* Above half, senders to groups with a history wait. */
static void
holds_senders(void)
{
	for (size_t bytes = 0; bytes < MOST / 2; bytes += 1024)
		add(KEPT_LOG_EVENT, 1024);
	puppet_say(&test.ali, "send tea one");
	TAP_OK(puppet_hears(&test.ali, "msg * tea ali one"),
	    "half is not too much");
	puppet_say(&test.ali, "send tea two");
	puppet_say(&test.bob, "topic tea x");
	TAP_OK(is_held(&test.ali) && is_held(&test.bob), "more is");
	kept_log_stored(test.id);
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "msg * tea ali two"),
	    "when it is stored they go on");
	puppet_hear_all(&test.bob, test.last);
	puppet_hear_all(&test.ali, test.last);
	store_all();
}

static void
holds_them_for_a_time(void)
{
	for (size_t bytes = 0; bytes < MOST / 2 + 1; bytes += 1024)
		add(KEPT_LOG_EVENT, 1024);
	puppet_say(&test.ali, "leave dry");
	TAP_OK(puppet_hears(&test.ali, "leave * dry ali"),
	    "who leaves does not wait");
	puppet_say(&test.ali, "join dry");
	puppet_say(&test.ali, "mode dry -H");
	puppet_say(&test.ali, "send tea three");
	TAP_OK(is_held(&test.ali), "a line waits");
	for (usec time = 0; time < HOLD - 2 * STEP; time += STEP)
		pace_turns(STEP);
	TAP_OK(is_held(&test.ali), "for hold_time");
	for (usec time = 0; time < 4 * STEP; time += STEP)
		pace_turns(STEP);
	puppet_hear_all(&test.ali, test.last);
	TAP_OK(pattern_matches("msg * tea ali three", str_from(test.last)),
	    "then the chat goes on: %s", test.last);
	TAP_OK(puppet_ask(&test.bob, "send tea four", "..."), "for all");
	puppet_hear_all(&test.bob, test.last);
	TAP_OK(pattern_matches("msg * tea bob four", str_from(test.last)),
	    "at once: %s", test.last);
	store_all();
}

/* Without memory for a line, its event is lost like one without room. */
static void
has_gaps_without_memory(void)
{
	uint64_t first;

	if (!starve_can())
		return;
	starve(0);
	add(KEPT_LOG_EVENT, 100);
	first = test.id;
	starve_end();
	TAP_NUM(kept_log_count(), 1, "without memory an event is lost");
	add(KEPT_LOG_EVENT, 100);
	puppet_help(&test.journal);
	(void)kept_log_send_to(test.journal.slot, 0);
	stage_turn();
	TAP_OK(logs("log o+ gap * * %" PRIu64 " %" PRIu64, first, first) &&
		logs("log o msg %" PRIu64 " rice ...", test.id, 0),
	    "and a gap before the next one");
	kept_log_send_nowhere();
	puppet_die(&test.journal);
	store_all();
	starve(0);
	add(KEPT_LOG_EVENT, 100);
	first = test.id;
	starve_end();
	stage_turn();
	hear_all();
	(void)snprintf(test.text, sizeof(test.text),
	    "log o gap * * %" PRIu64 " %" PRIu64, first, first);
	TAP_OK(pattern_matches(test.text, str_from(test.last)),
	    "which does not wait for a next one: %s", test.last);
	store_all();
}

/* Writes the section and reads it again. */
static void
save_and_load(bool damaged)
{
	const int file = memfd_open("test");
	struct state out, in;

	MUST(file != -1 && state_write(&out, file), "no state");
	state_section(&out, STR("history"));
	kept_log_module.save(&out);
	if (damaged) {
		state_put_text(&out, STR("kept"), STR("log o msg 7 tea old"));
		state_put_text(&out, STR("kept"), STR("log o"));
		state_put_text(&out, STR("kept"), STR("ask 1"));
	}
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	store_all();
	MUST(state_read(&in, file), "%s", in.why.text);
	(void)state_next_section(&in);
	kept_log_module.load(&in);
	io_close(&in.fd);
	state_free(&in);
}

/* A change that takes back another has the room of control. */
static void
takes_back(void)
{
	const struct kept_log_line row = { .sort = KEPT_LOG_CONTROL,
		.verb = STR("cut"),
		.where = STR("@bob"),
		.rest = WORDS(STR("letter"), STR("17")) };

	while (kept_log_bytes() < MOST)
		add(KEPT_LOG_CONTROL, 1024);
	TAP_OK(kept_log_row(&row) == 0 && kept_log_row_back(&row) != 0,
	    "a change of a row can be taken back when there is no room for one");
	while (kept_log_bytes() < 2 * MOST)
		add(KEPT_LOG_CONTROL, 1024);
	TAP_OK(kept_log_row_back(&row) == 0, "but not without limit");
	store_all();
}

/* The end of a turn that has no time left. */
static void
turn_late(void)
{
	budget_charge(WORK_LINE, BUDGET_TURN);
	kept_log_turn();
	budget_turn();
}

static void
drops_in_slices(void)
{
	uint64_t count;

	for (int i = 0; i < 1500; i++)
		add(KEPT_LOG_EVENT, 40);
	MUST(kept_log_has_room(), "too much");
	budget_charge(WORK_LINE, BUDGET_TURN);
	kept_log_stored(test.id);
	count = kept_log_count();
	TAP_OK(count > 0 && count < 1500,
	    "a busy turn drops some of what is stored: %u left",
	    (unsigned)count);
	TAP_OK(kept_log_is_stored(test.id), "all of it counts as stored");
	for (int i = 0; i < 3; i++)
		turn_late();
	TAP_NUM(kept_log_count(), 0, "the next turns drop the rest");
}

/* No caller does this; events that get an ID too early would. */
static void
tells_of_late_ones(void)
{
	uint64_t early;

	add(KEPT_LOG_EVENT, 40);
	store_all();
	early = test.id - 1;
	TAP_OK(!kept_log_begin_event(early) && kept_log_count() > 0,
	    "an event with an ID of before is lost");
	kept_log_turn();
	hear_all();
	(void)snprintf(test.text, sizeof(test.text),
	    "log o gap * * %" PRIu64 " %" PRIu64, early, early);
	TAP_OK(pattern_matches(test.text, str_from(test.last)),
	    "of which a gap tells: %s", test.last);
	store_all();
}

static void
is_saved(void)
{
	uint64_t count, first;

	(void)fill();
	add(KEPT_LOG_EVENT, 1024);
	add(KEPT_LOG_EVENT, 100);
	first = test.id;
	add(KEPT_LOG_EVENT, 100);
	count = kept_log_count();
	save_and_load(false);
	TAP_NUM(kept_log_count(), count, "all lines are loaded, and the gap");
	TAP_OK(!kept_log_begin(test.id), "and the last ID");
	TAP_OK(kept_log_holds(), "and that senders wait");
	kept_log_stored(first - 1);
	hear_all();
	(void)snprintf(test.text, sizeof(test.text),
	    "log o gap * * %" PRIu64 " %" PRIu64, first, first + 1);
	TAP_OK(pattern_matches(test.text, str_from(test.last)),
	    "which is told: %s", test.last);
	store_all();
	add(KEPT_LOG_EVENT, 100);
	save_and_load(true);
	TAP_NUM(kept_log_count(), 1, "what no program has written is not");
	store_all();
}

/* Without a history and with nothing that waits, nothing is saved. */
static bool
has_section(void)
{
	const int file = memfd_open("test");
	struct state out, in;
	bool has;

	MUST(file != -1 && state_write(&out, file), "no state");
	state_section_later(&out, STR("history"));
	kept_log_module.save(&out);
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	MUST(state_read(&in, file), "%s", in.why.text);
	has = state_next_section(&in).len > 0;
	io_close(&in.fd);
	state_free(&in);
	return has;
}

static void
rests_without_history(void)
{
	add(KEPT_LOG_EVENT, 100);
	stage_configure((const struct config_option[]) {
	    { "max_clients", "20" }, { NULL, NULL } });
	kept_log_rest();
	TAP_OK(has_section(), "what waits is saved, even without a history");
	store_all();
	TAP_OK(!has_section(), "in the end nothing is");
}

/* Checks that a row which is not kept is refused, and that no gap is noted. */
static void
rows_leave_no_gap(void)
{
	const struct kept_log_line line =
	    line_of(KEPT_LOG_CONTROL, "row key 1 ali value");
	uint64_t count = 0;

	while (kept_log_row(&line))
		MUST(++count < MOST, "rows are kept for ever");
	TAP_OK(count > 0 && kept_log_bytes() >= MOST,
	    "rows are kept until queue_max waits");
	count = kept_log_count();
	TAP_OK(!kept_log_row(&line) && kept_log_count() == count,
	    "then they are refused, without a gap");
	store_all();
}

/* Checks that a row is refused unless its line is kept, with little memory. */
static void
rows_are_kept_or_refused(void)
{
	const struct kept_log_line line =
	    line_of(KEPT_LOG_CONTROL, "row key 1 ali value");
	size_t left, refused = 0, wrong = 0, bytes;
	uint64_t id;

	if (!starve_can())
		return;
	for (left = 0, id = 0; id == 0 && left < 100; left++) {
		bytes = kept_log_bytes();
		starve(left);
		id = kept_log_row(&line);
		refused += id == 0;
		wrong += (id != 0) != (kept_log_bytes() > bytes);
		starve_end();
		stage_turn();
		store_all();
	}
	TAP_OK(refused > 0 && id != 0, "a row needs some memory");
	TAP_NUM(wrong, 0, "and is refused whenever it is not kept");
}

int
main(void)
{
	stage_begin(options);
	pace_turns(SEC); /* the loop's clock is never 0 */
	played_keeper_enter(&test.keeper);
	drops_what_is_too_old();
	drops_what_is_stored();
	loses_what_has_no_room();
	tells_the_gap_first();
	puppet_join(&test.ali, "ali", "tea");
	puppet_join(&test.bob, "bob", "tea");
	puppet_say(&test.ali, "mode tea -t");
	puppet_say(&test.ali, "join dry");
	puppet_hear_all(&test.ali, test.last);
	puppet_hear_all(&test.bob, test.last);
	store_all();
	rows_leave_no_gap();
	rows_are_kept_or_refused();
	holds_senders();
	holds_them_for_a_time();
	has_gaps_without_memory();
	drops_in_slices();
	tells_of_late_ones();
	is_saved();
	takes_back();
	rests_without_history();
	return tap_done();
}
