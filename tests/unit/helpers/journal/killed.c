/*
 * helpers/journal: whenever it is killed, the next one has everything that was
 * stored, and with what is sent again, everything is there once and in order:
 * in groups and talks, over midnight, and whatever else it does meanwhile.
 */
#include <stdio.h>

#include "tests/lib/dice.h"
#include "tests/lib/history/scribe.h"

#define ROUNDS 100
#define LINES 600 /* of a round, about */
#define DAY ((unsigned long long)SCRIBE_DAY)
#define FULL_DAY UINT64_C(86400000000)
#define GROUPS 3

static struct scribe it;
static uint64_t sent, stored; /* events, from 1 on */

/* Midnight comes every 2,000 events. */
static unsigned long long
id_of(uint64_t number)
{
	return DAY + number + number / 2000 * FULL_DAY;
}

static const char *
where_of(uint64_t number)
{
	static const char *const wheres[GROUPS] = { "ops.0", "tea.5",
		"@ali.3+bob.4" };

	return wheres[number % GROUPS];
}

/* Each fifth event has tags, which are sent with it. */
static void
send_one(uint64_t number)
{
	const unsigned long long id = id_of(number);
	const char *where = where_of(number);
	const char state = number % 7 == 0 ? 'c' : 'o';

	if (number % 5 == 0)
		scribe_say(&it,
		    "log %llu %s %c tags a=b\nlog %llu %s %c msg a!u@h!ali!- %llu\n",
		    id, where, state, id, where, state,
		    (unsigned long long)number);
	else if (number % 50 == 1)
		scribe_say(&it, "log %llu %s.0 table put %llu\n", id, "ali",
		    (unsigned long long)number);
	else
		scribe_say(&it, "log %llu %s %c msg a!u@h!ali!- %llu\n", id,
		    where, state, (unsigned long long)number);
}

static void
note_stored(void)
{
	scribe_listen(&it);
	while (stored < sent && id_of(stored + 1) <= it.stored)
		stored++;
}

static void
send_some(uint64_t count)
{
	for (; count > 0; count--) {
		send_one(++sent);
		if (dice(20) == 0)
			note_stored();
	}
}

static void
begin(void)
{
	scribe_start(&it);
	if (sent > 0)
		scribe_say(&it, "log %llu - again\n", id_of(stored));
	sent = stored;
}

/* Returns the next event of a group after that one. */
static uint64_t
next_of(uint64_t number, uint64_t group)
{
	do
		number++;
	while (
	    number % GROUPS != group || (number % 50 == 1 && number % 5 != 0));
	return number;
}

/* Reads the files of a group as they are. */
static void
check(uint64_t group)
{
	uint64_t number = 0, id, tagged = 0;
	char name[64];
	unsigned wrong = 0;

	for (unsigned day = 23; day < 31; day++) {
		(void)snprintf(name, sizeof(name), "history/%s/2026-11-%u",
		    where_of(group), day);
		struct str text = shelf_file(name);
		while (text.len > 0) {
			struct str line = str_cut(&text, '\n');
			MUST(str_to_number(str_word(&line), UINT64_MAX, &id),
			    "no ID in %s", name);
			(void)str_word(&line);
			if (str_eq(str_word(&line), STR("tags"))) {
				tagged = id;
				continue;
			}
			number = next_of(number, group);
			wrong += id != id_of(number) ||
			    (tagged == id) != (number % 5 == 0);
		}
	}
	TAP_NUM(
	    wrong, 0, "%s: each is there once and in order", where_of(group));
	TAP_OK(next_of(number, group) > sent, "%s: %llu events",
	    where_of(group), (unsigned long long)number);
}

static void
survives(usec sync, const char *what)
{
	shelf_remove();
	sent = stored = 0;
	it = (struct scribe) { .sync = sync, .size = 1 };
	it.size = 0;
	for (int i = 0; i < ROUNDS; i++) {
		begin();
		send_some(dice(LINES) / 4);
		note_stored();
		scribe_kill(&it);
	}
	begin();
	send_some(LINES);
	scribe_asks(&it, "sync", "done");
	scribe_bye(&it);
	note_stored();
	TAP_NUM(stored, sent, "%s: all is stored", what);
	for (uint64_t group = 0; group < GROUPS; group++)
		check(group);
}

int
main(void)
{
	shelf_in_memory();
	dice_begin();
	survives(0, "at once");
	survives(SEC / 1000, "1 ms");
	survives(UINT64_MAX, "none");
	return tap_done();
}
