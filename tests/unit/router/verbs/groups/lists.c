/*
 * server/router/verbs/groups/lists: answers of many lines. A long one stops
 * while much waits, and goes on where it was, though others have come and gone
 * meanwhile.
 */

#include <stdio.h>

#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/grammar.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define MANY 12000

static const struct config_option options[] = { { "max_clients", "10" },
	{ NULL, NULL } };

static struct {
	struct puppet reader;
	uint32_t first; /* of MANY clients that have no slot */
	unsigned char listed[MANY]; /* how often */
	size_t count; /* entries that were listed, the others included */
	size_t lines;
	char last[LIMIT_LINE];
} test;

/* The number in a word: "g17" is 17; MANY if it is none of ours. */
static size_t
number_of(struct str word)
{
	uint64_t number;

	if (word.len < 2 ||
	    !str_to_number(
		(struct str) { word.at + 1, word.len - 1 }, MANY - 1, &number))
		return MANY;
	return (size_t)number;
}

static void
count(struct str word)
{
	const size_t number = number_of(word);

	test.count++;
	if (number < MANY)
		test.listed[number]++;
}

/* Reads the answer to its end, acting once in the midst of it. */
static void
read_list(void (*take)(struct str rest), void (*act)(void))
{
	struct str line;

	memset(test.listed, 0, sizeof(test.listed));
	test.count = test.lines = 0;
	for (;;) {
		if (!puppet_line(&test.reader, &line)) {
			stage_turn();
			MUST(puppet_line(&test.reader, &line),
			    "the list has no end");
		}
		struct str rest = line;
		if (str_eq(str_word(&rest), STR("ok")))
			break;
		take(rest);
		if (++test.lines == 20)
			act();
	}
	memcpy(test.last, line.at, line.len);
	test.last[line.len] = '\0';
}

/* "group G COUNT TOPIC" */
static void
take_group(struct str rest)
{
	count(str_word(&rest));
}

/* "names G NAME ..." */
static void
take_names(struct str rest)
{
	(void)str_word(&rest);
	while (rest.at != NULL)
		count(str_word(&rest));
}

/* The list is so long that a part of it waits to be made. */
static void
is_begun(void)
{
	const size_t made =
	    clients_get(slots_get(test.reader.slot)->client)->listed;

	TAP_OK(made > 0 && made < MANY, "of the list %zu are made", made);
}

static void
do_nothing(void)
{
}

/* A group with a long name and topic, which stays. */
static void
make_group(size_t number)
{
	char name[LIMIT_GROUP + 1];
	uint32_t group;

	(void)snprintf(name, sizeof(name), "g%zu", number); /* fits */
	group = groups_make(str_from(name));
	MUST(group != GROUP_NONE, "no room for a group");
	groups_keep(group);
	groups_set_topic(group, str_from(filler(LIMIT_TOPIC)));
}

/* The first half and the last group go, and others come. */
static void
change_groups(void)
{
	is_begun();
	groups_unkeep_all();
	for (uint32_t g = groups_next(0); g != GROUP_NONE;
	     g = groups_next(g + 1)) {
		const size_t number = number_of(groups_name(g));
		if (number >= MANY / 2 && number < MANY - 1)
			groups_keep(g);
		else
			groups_remove_if_empty(g);
	}
	for (size_t i = 0; i < 100; i++)
		make_group(MANY + i);
}

static void
lists_all_groups(void)
{
	bool each = true;
	char want[64];

	for (size_t i = 0; i < MANY; i++)
		make_group(i);
	puppet_say(&test.reader, "groups");
	read_list(take_group, do_nothing);
	for (size_t i = 0; i < MANY; i++)
		each = each && test.listed[i] == 1;
	TAP_OK(each, "%d groups, each once", MANY);
	TAP_NUM(test.count, MANY + 1, "and that of the reader");
	(void)snprintf(want, sizeof(want), "ok groups %d", MANY + 1);
	TAP_STR(str_from(test.last), str_from(want), "and their number");
	puppet_say(&test.reader, "groups");
	read_list(take_group, change_groups);
	each = true;
	for (size_t i = MANY / 2; i < MANY - 1; i++)
		each = each && test.listed[i] == 1;
	TAP_OK(each, "those that were there throughout, each once");
	TAP_NUM(test.listed[MANY - 1], 0, "one that had gone is not listed");
	(void)snprintf(want, sizeof(want), "ok groups %zu", test.count);
	TAP_STR(str_from(test.last), str_from(want), "and the number of lines");
}

static void
make_members(void)
{
	clients_limit(CLIENTS_MAX);
	test.first = clients_new(SLOT_NONE);
	for (uint32_t i = 1; i < MANY; i++)
		MUST(clients_new(SLOT_NONE) == test.first + i, "no client");
}

/* Names as long as can be, so that the list of them is long. */
static void
fill_group(uint32_t group)
{
	char name[LIMIT_NAME + 1];

	if (test.first == 0)
		make_members();
	for (uint32_t i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "n%031u", i); /* fits */
		MUST(clients_set_name(test.first + i, str_from(name)) &&
			groups_enter(group, test.first + i),
		    "no room for a member");
	}
}

/* Every other one goes, and the first comes back under another name. */
static void
change_members(void)
{
	const uint32_t group = groups_find(STR("crowd"));

	is_begun();
	for (uint32_t i = 0; i < MANY; i += 2)
		groups_leave(group, test.first + i);
	MUST(clients_set_name(test.first, STR("back")) &&
		groups_enter(group, test.first),
	    "cannot come back");
}

/* All go, and the group with them. */
static void
drop_members(void)
{
	const uint32_t group = groups_find(STR("crowd"));

	for (uint32_t i = 0; i < MANY; i++)
		groups_leave(group, test.first + i);
	groups_unkeep_all();
	groups_remove_if_empty(group);
	TAP_NUM(groups_find(STR("crowd")), GROUP_NONE, "the group has gone");
}

static void
lists_all_names(void)
{
	const uint32_t group = groups_make(STR("crowd"));
	bool each = true;
	char want[64];

	fill_group(group);
	puppet_say(&test.reader, "names CROWD");
	read_list(take_names, do_nothing);
	for (size_t i = 0; i < MANY; i++)
		each = each && test.listed[i] == 1;
	TAP_OK(each, "%d names, each once", MANY);
	(void)snprintf(want, sizeof(want), "ok names crowd %d", MANY);
	TAP_STR(str_from(test.last), str_from(want), "and their number");
	puppet_say(&test.reader, "names crowd");
	read_list(take_names, change_members);
	for (size_t i = 0; i < MANY; i++)
		each = each && test.listed[i] <= 1 &&
		    (i % 2 == 0 || test.listed[i] == 1);
	TAP_OK(each, "nobody twice, and whoever has stayed");
	TAP_NUM(test.listed[MANY - 2], 0, "one who had left is not listed");
	(void)snprintf(want, sizeof(want), "ok names crowd %zu", test.count);
	TAP_STR(str_from(test.last), str_from(want), "and their number");
}

/* The group goes in the midst of its list, which ends with what it has. */
static void
outlives_its_group(void)
{
	char want[64];

	fill_group(groups_find(STR("crowd")));
	puppet_say(&test.reader, "names Crowd");
	read_list(take_names, drop_members);
	TAP_OK(test.count > 0 && test.count < MANY, "a part was listed");
	(void)snprintf(want, sizeof(want), "ok names Crowd %zu", test.count);
	TAP_STR(str_from(test.last), str_from(want), "and its number is told");
	puppet_say(&test.reader, "names crowd");
	TAP_OK(puppet_hears(&test.reader, "err names no-such-group ..."),
	    "the next list is of no group");
	puppet_say(&test.reader, "names tea");
	TAP_OK(puppet_hears(&test.reader, "names tea reader") &&
		puppet_hears(&test.reader, "ok names tea 1"),
	    "or of another");
}

static void
helps(void)
{
	size_t commands = 0;
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		commands += rule->from == FROM_CLIENT;
	puppet_say(&test.reader, "help");
	read_list(count, do_nothing);
	TAP_NUM(test.lines, commands, "help has a line for each command");
	TAP_STR(str_from(test.last), STR("ok help"), "and an end");
	puppet_say(&test.reader, "help join");
	TAP_OK(puppet_hears(&test.reader, "help join G [KEY] - ...") &&
		puppet_hears(&test.reader, "ok help"),
	    "help for one of them");
}

int
main(void)
{
	stage_begin(options);
	puppet_join(&test.reader, "reader", "tea");
	groups_keep(groups_find(STR("tea")));
	helps();
	lists_all_groups();
	lists_all_names();
	outlives_its_group();
	return tap_done();
}
