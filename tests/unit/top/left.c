/*
 * server/upgrade/handover, of what clients have left with the server: a program
 * that takes over has the same modes, tables, hearers, boxes, items under way
 * and credits, held by the same clients, and goes on with them; when these go,
 * nothing is left. Where the state says nothing of such things there are none.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "server/upgrade/handover.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/accept/spawn.h"
#include "server/base/log/log.h"
#include "server/base/loop/alarms.h"
#include "server/base/loop/ticks.h"
#include "server/base/mem/memfd.h"
#include "server/base/state/module.h"
#include "server/operator/upgrade.h"
#include "server/router/commands.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/delivery/fanout.h"
#include "server/router/disconnect.h"
#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/masks.h"
#include "server/router/model/modes.h"
#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "server/router/verbs/work/locks.h"
#include "server/router/verbs/work/work.h"
#include "tests/lib/changed.h"
#include "tests/lib/child.h"
#include "tests/lib/must.h"
#include "tests/lib/router/left.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define UPTIME (5000 * SEC)

static const struct config_option options[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { NULL, NULL } };

/* Sections that are missing in the state of an earlier version. */
static const char *const sections[] = { "modes", "tables", "hearers", "boxes" };
enum { MODES, TABLES, HEARERS, BOXES };
#define BEHIND "section uplinks\n"

static struct {
	int fd; /* of the state */
	char *text; /* the state */
	size_t len;
	struct left_words *before; /* of shared memory */
	struct left_words *after;
	size_t lacks; /* a section, or COUNT(sections): all of them */
} test;

static int
fill_and_save(void)
{
	const struct handover handover = { .version = "0.1" };
	struct state state;

	stage_begin(options);
	MUST(spawn_init(), "no memory");
	left_fill(pace_turns);
	MUST(handover_save(&state, test.fd, &handover), "%s", state.why.text);
	state_free(&state);
	left_describe(test.before);
	return 0;
}

/* It is as if this program were only tried: its log goes nowhere. */
static void
load(void)
{
	const int nowhere = open("/dev/null", O_WRONLY);
	struct handover handover;
	struct state state;

	MUST(nowhere != -1 && dup2(nowhere, STDERR_FILENO) != -1, "no log");
	MUST(modules_init(), "no memory");
	MUST(handover_begin(&state, test.fd, &handover), "%s", state.why.text);
	MUST(handover_load(&state), "%s", state.why.text);
	state_free(&state);
	stage_configure(options);
	sane_check();
}

/* Shows differences line by line. */
static bool
is_as_before(void)
{
	struct str before = str_from(test.before->text),
		   after = str_from(test.after->text);

	if (str_eq(before, after))
		return true;
	tap_note("before:\n%s", before.at);
	tap_note("after:\n%s", after.at);
	return false;
}

static int
has_all(void)
{
	load();
	left_describe(test.after);
	return is_as_before() ? 0 : 1;
}

static uint32_t
box_of(const char *group)
{
	return groups_find(str_from(group));
}

/* As the loop does, but for what it reads and writes. */
static void
pass_turn(usec time)
{
	uint32_t who;

	pace(time);
	ticks_advance(time);
	while ((who = alarms_take(ticks_now())) != ALARMS_NONE)
		if (who >= ALARM_ITEMS)
			work_check(who - ALARM_ITEMS);
	work_turn();
	locks_turn();
}

/* Three items are under way at a taker that has 30 seconds for each. */
static int
has_its_time(void)
{
	const struct box *tea;

	load();
	tea = boxes_get(box_of("tea"));
	pass_turn(30 * SEC - LEFT_TIME - 1);
	if (tea->taken != 5 || tea->waiting.count != 0)
		return 1;
	pass_turn(1);
	if (tea->taken != 2 || tea->waiting.count != 3)
		return 2;
	sane_check();
	if (boxes_find_taker(box_of("tea"), LEFT_BOB) != TAKER_NONE)
		return 3; /* it has none, and no credits */
	pass_turn(1000 * SEC);
	return tea->taken == 2 && tea->waiting.count == 3 ? 0 : 4;
}

/* The oldest item that it has. */
static uint64_t
held_by(const char *group, uint32_t client)
{
	const uint32_t taker = boxes_find_taker(box_of(group), client);

	MUST(taker != TAKER_NONE && boxes_taker(taker)->held.count > 0,
	    "it has none");
	return boxes_item(list_first(&boxes_taker(taker)->held))->id;
}

static bool
run(uint32_t client, const char *line)
{
	return commands_run(client, str_from(line), false) == OUTCOME_DONE;
}

/* Two are to be done before one comes, and then it is one that is new. */
static int
has_its_credits(void)
{
	const struct box *tea;
	char line[LIMIT_LINE];

	load();
	tea = boxes_get(box_of("tea"));
	if (!run(LEFT_CEM, "join tea") || !run(LEFT_CEM, "post tea new") ||
	    tea->waiting.count != 1)
		return 1;
	for (int left = 3; left > 0; left--) {
		if (tea->waiting.count != 1)
			return 2;
		(void)snprintf(line, sizeof(line), "done %llu",
		    (unsigned long long)held_by("tea", LEFT_BOB)); /* fits */
		if (!run(LEFT_BOB, line))
			return 3;
	}
	if (tea->waiting.count != 0 ||
	    !str_eq(item_text(boxes_item(
			boxes_find(held_by("tea", LEFT_BOB), LEFT_BOB))),
		STR("new")))
		return 4;
	sane_check();
	return 0;
}

/* Cem said it before bob, and both have credits. */
static int
has_its_turns(void)
{
	load();
	groups_set_box_role(box_of("news"), BOX_ALL); /* as none has it */
	if (!run(LEFT_BOB, "post news one") || !run(LEFT_BOB, "post news two"))
		return 1;
	if (held_by("news", LEFT_CEM) >= held_by("news", LEFT_BOB))
		return 2;
	return boxes_get(box_of("news"))->waiting.count == 0 ? 0 : 3;
}

/* Lines that wait for a client arrive once it reads. */
static int
has_its_stuck(void)
{
	const struct box *rice;

	load();
	rice = boxes_get(box_of("rice"));
	pass_turn(0);
	if (rice->waiting.count != 1)
		return 1;
	slots_get(LEFT_LAZY)->down.over_mark = false;
	pass_turn(0);
	if (rice->waiting.count != 0)
		return 2;
	return held_by("rice", LEFT_LAZY) != 0 ? 0 : 3;
}

/* Clients that have left hold nothing, and others may use what they held. */
static int
is_all_freed(void)
{
	load();
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		struct slot *slot = slots_get(number);
		slot->up.fd = slot->down.fd = -1; /* they are not here */
		MUST(slots_reaped(slot->pid) == number, "another process");
		disconnect_mark(number, MARK_DONE);
	}
	disconnect_sweep();
	fanout_flush();
	sane_forget_left();
	if (table_rows() != 1)
		return 1; /* that of the group that is kept */
	groups_unkeep_all();
	groups_remove_if_empty(groups_find(STR("stays")));
	sane_check_empty();
	if (table_rows() != 0 || table_bytes() != 0 || masks_bytes() != 0)
		return 2;
	return boxes_count() == 0 && boxes_bytes() == 0 ? 0 : 3;
}

static bool
lacks(size_t section)
{
	return test.lacks == section || test.lacks == COUNT(sections);
}

static int
has_the_others(void)
{
	load();
	left_describe(test.after);
	if ((table_rows() == 0) != lacks(TABLES) ||
	    (boxes_count() == 0) != lacks(BOXES) ||
	    (masks_bytes() == 0) != lacks(MODES))
		return 1;
	if (lacks(TABLES) && (table_bytes() != 0 || table_count(0) != 0))
		return 2;
	if (lacks(BOXES) && (boxes_bytes() != 0 || boxes_taken() != 0))
		return 3;
	if (lacks(MODES) && modes_get(box_of("tea"))->flags != MODES_FIRST)
		return 5;
	if (!lacks(HEARERS))
		return 0;
	return strstr(test.after->text, "hears 1") == NULL &&
		strstr(test.before->text, "hears 1") != NULL ?
	    0 :
	    4;
}

/* Finds the words in the state, whose secrets may have a byte 0. */
static char *
find(const char *words)
{
	return memmem(test.text, test.len, words, strlen(words));
}

/* The text from that section up to the next one of those, or behind them. */
static char *
sections_from(size_t first, size_t last)
{
	char from[64], to[64] = BEHIND;
	const char *begin, *end;

	(void)snprintf(from, sizeof(from), "section %s\n", sections[first]);
	if (last + 1 < COUNT(sections))
		(void)snprintf(
		    to, sizeof(to), "section %s\n", sections[last + 1]);
	begin = find(from);
	end = find(to);
	MUST(begin != NULL && end != NULL && begin < end, "no %s", from);
	return strndup(begin, (size_t)(end - begin));
}

static void
try_without(void)
{
	for (test.lacks = 0; test.lacks <= COUNT(sections); test.lacks++) {
		const bool all = test.lacks == COUNT(sections);
		char *cut = sections_from(all ? 0 : test.lacks,
		    all ? COUNT(sections) - 1 : test.lacks);
		changed_write(
		    test.fd, (struct str) { test.text, test.len }, cut, "");
		(void)TAP_NUM(child_run(has_the_others), 0, "there are no %s",
		    all ? "such sections" : sections[test.lacks]);
		free(cut);
	}
}

/* A version before knew nothing of when groups were made. */
static int
has_a_beginning(void)
{
	load();
	return groups_created(box_of("tea")) != 0 ? 0 : 1;
}

static void
try_without_beginnings(void)
{
	const char *from = "\ncreated ";
	char *begin;

	while ((begin = find(from)) != NULL) {
		const size_t len = strcspn(begin + 1, "\n") + 1;
		const char *rest = begin + len;
		test.len -= len;
		memmove(begin, rest, (size_t)(test.text + test.len - begin));
	}
	changed_write(test.fd, (struct str) { test.text, test.len }, "", "");
	(void)TAP_NUM(child_run(has_a_beginning), 0,
	    "of groups whose beginning is not known this program's is said");
}

static const struct {
	int (*run)(void);
	const char *what;
} tries[] = {
	{ has_all, "another program has the same" },
	{ has_its_time, "what is under way comes back in its time" },
	{ has_its_credits, "who may have one more gets one" },
	{ has_its_turns, "in the same turn" },
	{ has_its_stuck, "also who has not read" },
	{ is_all_freed, "and when all go, nothing is left" },
};

int
main(void)
{
	pace(UPTIME);
	test.fd = memfd_open("state");
	test.before =
	    mmap(NULL, 2 * sizeof(*test.before), PROT_READ | PROT_WRITE,
		/* cppcheck-suppress invalidFunctionArg ; there is no file */
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(test.fd != -1 && test.before != MAP_FAILED, "no memory");
	test.after = test.before + 1;
	if (!TAP_NUM(child_run(fill_and_save), 0, "a server is saved"))
		return tap_done();
	test.text = changed_read(test.fd, &test.len);
	for (size_t i = 0; i < COUNT(tries); i++)
		(void)TAP_NUM(child_run(tries[i].run), 0, "%s", tries[i].what);
	try_without();
	try_without_beginnings();
	return tap_done();
}
