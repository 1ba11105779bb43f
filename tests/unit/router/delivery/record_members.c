/*
 * server/router/delivery/record_members: after a ban in a large group, a busy
 * turn records the end of some memberships, and later turns that of the others,
 * also of those who quit meanwhile, and in the next program. All groups share
 * what a busy turn does, and their masks can be changed as often as anybody
 * likes. In a group that begins, only bans wait.
 */
#include "server/router/delivery/record_members.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
#include "shared/limits.h"
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
	size_t in; /* lines by which one is in */
	size_t out_elsewhere; /* lines about other groups */
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

	test.out_elsewhere += pattern_matches("log * out * g* m*", line);
	test.in += pattern_matches("log * in * tea m*", line);
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

/* How many members the mask m1*!*@* matches. */
#define BANNED 111

static void
takes_all_changes(void)
{
	char mask[32];

	change("m1*!*@*", true);
	test.in = 0;
	for (int i = 1; i < LIMIT_MASKS; i++) {
		(void)snprintf(mask, sizeof(mask), "none%d!*@*", i);
		change(mask, true); /* fits */
	}
	TAP_NUM(count_out(), BANNED,
	    "masks that change all the time keep nobody waiting");
	TAP_NUM(test.in, 0, "and bans begin no memberships");
	flush();
	for (int i = 1; i < LIMIT_MASKS; i++) {
		(void)snprintf(mask, sizeof(mask), "none%d!*@*", i);
		masks_cut(test.tea, MASKS_BANNED, str_from(mask)); /* fits */
	}
	change("m1*!*@*", false);
	flush();
	TAP_NUM(count_out(), 0, "and the last change counts");
}

static void
takes_both_ways(void)
{
	change("m*!*@*", true);
	MUST(count_out() > 0 && test.is_out[0], "not looked at");
	change("m*!*@*", false);
	record_leaves(test.member[0]);
	flush_late();
	(void)count_out();
	TAP_OK(!test.is_out[0], "who quits after that is a member again");
	flush();
	TAP_NUM(count_out(), 0, "so are all whose ban has ended meanwhile");
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

/* Returns a file with what is to be done. */
static int
save(void)
{
	const int file = memfd_open("test");
	struct state out;

	MUST(file != -1 && state_write(&out, file), "no state");
	state_section(&out, STR("reviews"));
	record_members_module.save(&out);
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	return file;
}

/* Loads it. Returns whether it was valid. */
static bool
load(int file)
{
	struct state in;
	bool valid;

	MUST(state_read(&in, file), "%s", in.why.text);
	(void)state_next_section(&in);
	record_members_module.load(&in);
	valid = !in.failed;
	io_close(&in.fd);
	state_free(&in);
	return valid;
}

/* Reads what was saved; room for a few lines. */
static struct str
text_of(int file, char room[512])
{
	const ssize_t len = pread(file, room, 512, 0);

	MUST(len > 0 && len < 512, "no state");
	return (struct str) { room, (size_t)len };
}

/* Saves what is to be done, does it, forgets it, and loads it again. */
static void
is_taken_over(void)
{
	char room[2][512];
	struct str before, after;
	int file;

	change("none*!*@*", false);
	change("m*!*@*", true);
	file = save();
	before = text_of(file, room[0]);
	flush();
	(void)count_out();
	memset(test.is_out, 0, sizeof(test.is_out));
	TAP_OK(load(file), "what is to be done is saved");
	file = save();
	after = text_of(file, room[1]);
	TAP_STR(after, before, "the next program would save the same");
	io_close(&file);
	flush();
	TAP_OK(count_out() > MEMBERS / 2 && count_out() < MEMBERS,
	    "it does the rest: %zu", count_out());
}

static void
begins_in_turns(void)
{
	size_t late;

	change("m1*!*@*", true);
	flush();
	(void)count_out();
	groups_history(test.tea)->begun = false;
	memset(test.is_out, true, sizeof(test.is_out));
	budget_charge(WORK_LINE, BUDGET_TURN);
	record_begin_group(test.tea);
	flush_late();
	late = count_out();
	TAP_OK(late < MEMBERS / 10,
	    "in a busy turn, all are members of a group that begins");
	flush();
	TAP_NUM(count_out(), BANNED, "those who are banned are none later");
	change("m1*!*@*", false);
	flush();
	(void)count_out();
}

/* Makes a group, of whose members nothing is known if it has not begun. */
static uint32_t
make_group(const char *name, int members, bool begun)
{
	const uint32_t group = groups_make(str_from(name));

	MUST(group != GROUP_NONE, "no group");
	for (int i = 0; i < members; i++)
		MUST(groups_enter(group, test.member[i]), "no member");
	groups_history(group)->applies = true;
	groups_history(group)->begun = begun;
	return group;
}

static void
empty_group(uint32_t group, int members)
{
	for (int i = 0; i < members; i++)
		groups_leave(group, test.member[i]);
	groups_remove_if_empty(group);
	MUST(!groups_exists(group), "exists");
}

/* Bans all members of a group in a turn that has no time left. */
static void
ban_all(uint32_t group)
{
	const struct str mask = STR("m*!*@*");
	struct mask_entry *row;

	MUST(masks_make(group, MASKS_BANNED, slots_get(test.ali.slot)->client,
		 mask, &row) == CODE_OK,
	    "no mask");
	masks_set(group, MASKS_BANNED, row, event_ids_next_number());
	budget_charge(WORK_LINE, BUDGET_TURN);
	record_mask(group, MASKS_BANNED, true, mask);
}

static void
forgets_a_group(void)
{
	uint32_t group = make_group("gone", 20, true);
	char room[2][512];
	int file, nothing = save();

	ban_all(group);
	empty_group(group, 20);
	file = save();
	TAP_STR(text_of(file, room[0]), text_of(nothing, room[1]),
	    "nothing is saved of a group that has gone");
	io_close(&file);
	MUST(make_group("gnu", 20, true) == group, "another number");
	file = save();
	TAP_STR(text_of(file, room[0]), text_of(nothing, room[1]),
	    "nor of another with its number");
	MUST(load(file), "invalid");
	io_close(&nothing);
	empty_group(group, 20);
	flush();
	(void)count_out();
}

#define GROUPS 100

static void
shares_a_turn(void)
{
	char name[32];

	test.out_elsewhere = 0;
	for (int i = 0; i < GROUPS; i++) {
		(void)snprintf(name, sizeof(name), "g%d", i); /* fits */
		ban_all(make_group(name, 4, i % 2 == 0));
	}
	flush_late();
	(void)count_out();
	TAP_NUM(test.out_elsewhere, 8, "all groups share a busy turn");
	flush();
	(void)count_out();
	TAP_NUM(test.out_elsewhere, 4 * GROUPS, "however many they are");
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
	takes_all_changes();
	takes_both_ways();
	knows_who_leaves();
	is_taken_over();
	change("m*!*@*", false);
	begins_in_turns();
	forgets_a_group();
	shares_a_turn();
	return tap_done();
}
