/*
 * server/router/verbs/work/keys: the answers of get and heard for tables of
 * many keys. A long one stops while much waits, and goes on after the last key
 * that it has shown, whatever has come and gone meanwhile.
 */

#include <stdio.h>

#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "server/router/queue/budget.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define MANY 6000
#define LONG 300 /* bytes of a value: the list is longer than the mark */

static const struct config_option options[] = { { "max_clients", "10" },
	{ "table_keys", "10000" }, { "table_max", "64M" },
	{ "hello_time", "0" }, { NULL, NULL } };

static struct {
	struct puppet reader; /* in tea */
	struct puppet owner; /* in tea, with a table of its own */
	unsigned char shown[MANY]; /* how often */
	size_t lines;
	char before[LIMIT_KEY + 1]; /* the key of the last row */
	bool in_order;
	char last[LIMIT_LINE];
} test;

/* Writes a row; with a letter, one behind that of the number. */
static void
put(uint32_t table, size_t number, const char *letter)
{
	static uint64_t id = 1600000000000000;
	char key[LIMIT_KEY + 1];

	(void)snprintf(key, sizeof(key), "k%05zu%s", number, letter); /* fits */
	MUST(table_restore(table, ++id, CLIENT_NONE,
		 &(struct row_texts) {
		     str_from(key), STR("ann"), str_from(filler(LONG)) }),
	    "no row");
}

static void
cut(uint32_t table, size_t number)
{
	char key[LIMIT_KEY + 1];

	(void)snprintf(key, sizeof(key), "k%05zu", number); /* fits */
	table_cut(table, str_from(key));
}

static void
fill(uint32_t table)
{
	for (size_t i = 0; i < MANY; i++)
		put(table, i, "");
}

static uint32_t
tea(void)
{
	return groups_find(STR("tea"));
}

/* "row T KEY ..." */
static void
take_row(struct str rest)
{
	char key[LIMIT_KEY + 1] = "";
	uint64_t number;
	struct str word;

	(void)str_word(&rest);
	word = str_word(&rest);
	memcpy(key, word.at, word.len);
	test.in_order = test.in_order && strcmp(test.before, key) < 0;
	memcpy(test.before, key, sizeof(key));
	str_drop(&word, 1);
	if (str_to_number(word, MANY - 1, &number))
		test.shown[number]++;
}

/* Reads the answer to its end, acting once in the midst of it. */
static void
read_list(const char *line, void (*act)(void))
{
	struct str said;

	memset(test.shown, 0, sizeof(test.shown));
	test.lines = 0;
	test.before[0] = '\0';
	test.in_order = true;
	puppet_say(&test.reader, line);
	for (;;) {
		if (!puppet_line(&test.reader, &said)) {
			stage_turn();
			MUST(puppet_line(&test.reader, &said),
			    "the list has no end");
		}
		struct str rest = said;
		const struct str verb = str_word(&rest);
		if (str_eq(verb, STR("ok")))
			break;
		if (!str_eq(verb, STR("row")))
			continue; /* somebody has left */
		take_row(rest);
		if (++test.lines == 20)
			act();
	}
	memcpy(test.last, said.at, said.len);
	test.last[said.len] = '\0';
}

static bool
was_each_shown(size_t from, size_t upto)
{
	for (size_t i = from; i < upto; i++)
		if (test.shown[i] != 1)
			return false;
	return true;
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

/* The first half and the last key go, others are written, some again. */
static void
change_keys(void)
{
	is_begun();
	for (size_t i = 0; i < MANY / 2; i++)
		cut(tea(), i);
	for (size_t i = MANY / 2; i < MANY; i += 3) {
		cut(tea(), i);
		put(tea(), i, "");
		put(tea(), i - MANY / 2, "a");
		put(tea(), i, "a");
	}
	cut(tea(), MANY - 1);
}

static void
shows_all_keys(void)
{
	char want[64];

	fill(tea());
	read_list("get TEA", do_nothing);
	TAP_OK(was_each_shown(0, MANY) && test.in_order,
	    "%d keys, each once and in their order", MANY);
	TAP_STR(str_from(test.last), STR("ok get tea 6000"), "their number");
	read_list("get tea", change_keys);
	TAP_OK(was_each_shown(MANY / 2, MANY - 1) && test.in_order,
	    "those that were there throughout, each once and in their order");
	TAP_NUM(test.shown[MANY - 1], 0, "one that had gone is not shown");
	(void)snprintf(want, sizeof(want), "ok get tea %zu", test.lines);
	TAP_STR(str_from(test.last), str_from(want), "and the number of lines");
	table_clear(tea());
	fill(tea());
	read_list("get tea", do_nothing);
	TAP_OK(was_each_shown(0, MANY), "the next list begins anew");
}

static void
end_owner(void)
{
	is_begun();
	puppet_die(&test.owner);
}

/* The table goes in the midst of its list, which ends with what it has. */
static void
outlives_its_table(void)
{
	char want[64];

	fill(table_of_client(slots_get(test.owner.slot)->client));
	read_list("get @owner", end_owner);
	TAP_OK(test.lines > 0 && test.lines < MANY, "a part was shown");
	(void)snprintf(want, sizeof(want), "ok get @owner %zu", test.lines);
	TAP_STR(str_from(test.last), str_from(want), "and its number is told");
	puppet_hear_all(&test.reader, test.last);
	puppet_say(&test.reader, "get @owner");
	TAP_OK(puppet_hears(&test.reader, "err get no-such-name ..."),
	    "the next list is of no client");
}

/* Returns the cost of a line that the reader says. */
static uint64_t
cost_of(const char *line)
{
	uint64_t used;

	puppet_hear_all(&test.reader, test.last);
	used = budget_used_by(test.reader.slot);
	puppet_say(&test.reader, line);
	used = budget_used_by(test.reader.slot) - used;
	puppet_hear_all(&test.reader, test.last);
	return used;
}

/* Few of many keys: what they cost does not depend on how many there are. */
static void
shows_few_of_many(void)
{
	uint64_t few, many;

	puppet_hear_all(&test.reader, test.last);
	puppet_say(&test.reader, "hear k05000 zz k00001 k00020 k00001");
	MUST(puppet_hears(&test.reader, "ok hear"), "hear");
	read_list("heard tea", do_nothing);
	TAP_STR(str_from(test.last), STR("ok heard tea 3"), "few are heard of");
	TAP_OK(test.shown[1] == 1 && test.shown[20] == 1 &&
		test.shown[5000] == 1 && test.lines == 3 && test.in_order,
	    "each once, and in order");
	MUST(cost_of("ping") > 0, "nothing costs anything");
	many = cost_of("get tea none") + cost_of("heard tea");
	table_clear(tea());
	few = cost_of("get tea none") + cost_of("heard tea");
	TAP_OK(many > few, "more keys cost more");
	TAP_OK(many < few + (uint64_t)100 * 1000,
	    "but far less than a look at each of them");
	table_clear(tea());
}

int
main(void)
{
	stage_begin(options);
	puppet_join(&test.reader, "reader", "tea");
	puppet_join(&test.owner, "owner", "tea");
	puppet_hear_all(&test.reader, test.last);
	shows_all_keys();
	outlives_its_table();
	shows_few_of_many();
	return tap_done();
}
