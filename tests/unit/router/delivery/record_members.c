/*
 * server/router/delivery/record_members: after a ban in a large group, a busy
 * turn records the end of some memberships, and later turns that of the others,
 * also of those who quit meanwhile, and in the next program. Meanwhile the
 * group's masks are changed a few times at most. A group that begins has its
 * members in turns, too.
 */
#include "server/router/delivery/record_members.h"

#include <stdio.h>
#include <string.h>

#include "server/base/mem/memfd.h"
#include "server/base/state/module.h"
#include "server/router/delivery/downlink.h"
#include "server/router/delivery/event_ids.h"
#include "server/router/delivery/fanout.h"
#include "server/router/delivery/record.h"
#include "server/router/model/client_identity.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/masks.h"
#include "server/router/model/slots.h"
#include "server/router/queue/budget.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

extern const struct module record_members_module;

static const struct config_option options[] = { { "max_clients", "400" },
	{ "hello_time", "0" }, { "state", "/tmp" }, { "history", "all" },
	{ NULL, NULL } };

#define MEMBERS 300

static struct {
	struct puppet ali, journal, keeper;
	uint32_t tea;
	uint32_t member[MEMBERS];
	bool is_out[MEMBERS]; /* for the journal */
} test;

static void
add_members(void)
{
	char name[32];

	for (int i = 0; i < MEMBERS; i++) {
		const uint32_t client = clients_new(SLOT_NONE);
		(void)snprintf(name, sizeof(name), "m%d", i); /* fits */
		MUST(client != CLIENT_NONE, "no client");
		identity_new(client);
		MUST(clients_set_name(client, str_from(name)), "no name");
		identity_renamed(client);
		identity_set_account(client, str_from(name));
		MUST(groups_enter(test.tea, client), "no member");
		test.member[i] = client;
	}
}

/* Takes a line for the journal: a member is in, or out. */
static void
take(struct str line)
{
	const bool out = pattern_matches("log * out * tea m*", line);
	uint64_t number;

	if (!out && !pattern_matches("log * in * tea m*", line))
		return;
	for (int i = 0; i < 5; i++)
		(void)str_word(&line);
	MUST(str_skip(&line, STR("m")) &&
		str_to_number(line, MEMBERS - 1, &number),
	    "no member");
	test.is_out[number] = out;
}

/* Reads what the journal gets. Returns how many members are out for it. */
static size_t
count_out(void)
{
	struct str line;
	size_t count = 0;

	while (puppet_line(&test.journal, &line)) {
		do
			take(line);
		while (puppet_line(&test.journal, &line));
		downlink_writable(test.journal.slot); /* its pipe is small */
		downlink_flush();
	}
	for (int i = 0; i < MEMBERS; i++)
		count += test.is_out[i];
	return count;
}

/* The end of a turn. The members have no slots, so no more of one is tried. */
static void
flush(void)
{
	fanout_flush();
	budget_turn();
}

static void
flush_late(void)
{
	budget_charge(WORK_LINE, BUDGET_TURN);
	flush();
}

/* Changes a mask in a turn that has no time left. */
static void
change(const char *text, bool adds)
{
	const struct str mask = str_from(text);
	struct mask_entry *row;

	if (adds) {
		MUST(masks_make(test.tea, MASKS_BANNED,
			 slots_get(test.ali.slot)->client, mask,
			 &row) == CODE_OK,
		    "no mask");
		masks_set(test.tea, MASKS_BANNED, row, event_ids_next_number());
	} else {
		masks_cut(test.tea, MASKS_BANNED, mask);
	}
	budget_charge(WORK_LINE, BUDGET_TURN);
	record_mask(test.tea, MASKS_BANNED, adds, mask);
	flush_late();
}

static void
takes_turns(void)
{
	size_t count, before;

	change("m*!*@*", true);
	count = count_out();
	TAP_OK(count > 0 && count < MEMBERS / 2,
	    "a busy turn looks at some members: %zu", count);
	before = count;
	flush_late();
	count = count_out();
	TAP_OK(count > before && count < MEMBERS, "the next one at others");
	flush();
	TAP_NUM(count_out(), MEMBERS, "and one with time at all");
	change("m*!*@*", false);
	change("m*!*@*", true);
	flush();
	TAP_NUM(count_out(), MEMBERS, "the last change counts");
	change("m*!*@*", false);
	flush();
	TAP_NUM(count_out(), 0, "nobody is banned any more");
}

static void
has_some_at_a_time(void)
{
	char mask[32];
	int count = 0;

	for (; count < 100 && record_mask_has_room(test.tea); count++) {
		(void)snprintf(mask, sizeof(mask), "none%d!*@*", count);
		change(mask, true); /* fits */
	}
	TAP_OK(
	    count > 1 && count < 100, "%d masks are reviewed at a time", count);
	flush();
	TAP_OK(record_mask_has_room(test.tea), "others in a later turn");
	(void)count_out();
}

static void
knows_who_leaves(void)
{
	const int last = MEMBERS - 1;

	change("m*!*@*", true);
	(void)count_out();
	MUST(!test.is_out[last], "looked at");
	record_leaves(test.member[last]);
	groups_leave(test.tea, test.member[last]);
	flush_late();
	(void)count_out();
	TAP_OK(test.is_out[last], "who quits before that is no member either");
	flush();
	change("m*!*@*", false);
	flush();
	(void)count_out();
	TAP_OK(test.is_out[last], "for good");
	MUST(groups_enter(test.tea, test.member[last]), "no member");
	test.is_out[last] = false;
}

/* Saves what is to be done, does it, forgets it, and loads it again. */
static void
is_taken_over(void)
{
	const int file = memfd_open("test");
	struct state out, in;

	change("m*!*@*", true);
	MUST(file != -1 && state_write(&out, file), "no state");
	state_section(&out, STR("reviews"));
	record_members_module.save(&out);
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	flush();
	(void)count_out();
	memset(test.is_out, 0, sizeof(test.is_out));
	MUST(state_read(&in, file), "%s", in.why.text);
	(void)state_next_section(&in);
	record_members_module.load(&in);
	TAP_OK(!in.failed, "what is to be done is saved");
	io_close(&in.fd);
	state_free(&in);
	flush();
	TAP_OK(count_out() > MEMBERS / 2 && count_out() < MEMBERS,
	    "the next program does the rest: %zu", count_out());
}

static void
begins_in_turns(void)
{
	size_t count;

	groups_history(test.tea)->begun = false;
	memset(test.is_out, true, sizeof(test.is_out));
	budget_charge(WORK_LINE, BUDGET_TURN);
	record_begin_group(test.tea);
	flush_late();
	count = count_out();
	TAP_OK(count > 0 && count < MEMBERS / 2,
	    "a group begins with most members, even if it is large");
	flush();
	TAP_NUM(count_out(), 0, "the others follow");
}

int
main(void)
{
	stage_begin(options);
	played_keeper_enter(&test.keeper);
	played_journal_enter(&test.journal, 1);
	puppet_join(&test.ali, "ali", "tea");
	test.tea = groups_find(STR("tea"));
	add_members();
	(void)count_out();
	takes_turns();
	has_some_at_a_time();
	knows_who_leaves();
	is_taken_over();
	change("m*!*@*", false);
	begins_in_turns();
	return tap_done();
}
