/*
 * helpers/journal/journal_names: which group has had a name, by the renamings
 * that are known; names that go from one group to another and back; and what is
 * known when there are too many. A group that is renamed to and fro very often
 * is compared with what each of its names was, one by one.
 */
#include "helpers/journal/journal_names.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct journal_names names;

static void
at(const char *name, uint64_t time, uint64_t id, const char *wanted,
    uint64_t since, uint64_t until)
{
	uint64_t from, upto;
	const struct str was =
	    journal_names_at(&names, str_from(name), time, id, &from, &upto);

	TAP_STR(was, str_from(wanted), "%s is %s at %llu", name, wanted,
	    (unsigned long long)id);
	if (was.len > 0)
		TAP_NUM(from, since, "since then");
	TAP_NUM(upto, until, "until then");
}

static void
now(const char *name, uint64_t time, const char *wanted)
{
	TAP_STR(journal_names_now(&names, str_from(name), time),
	    str_from(wanted), "%s of %llu is %s", name,
	    (unsigned long long)time, wanted);
}

static void
follows_names(void)
{
	at("tea", JOURNAL_NOW, 5, "tea", 0, JOURNAL_NOW);
	now("tea", 0, "tea");
	journal_names_add(&names, 10, STR("tea"), STR("Cocoa"));
	journal_names_add(&names, 20, STR("cocoa"), STR("ale"));
	at("ALE", JOURNAL_NOW, 21, "ALE", 20, JOURNAL_NOW);
	at("ale", JOURNAL_NOW, 20, "cocoa", 10, 20);
	at("ale", JOURNAL_NOW, 10, "tea", 0, 10);
	at("tea", JOURNAL_NOW, 11, "tea", 10, JOURNAL_NOW);
	at("tea", JOURNAL_NOW, 10, "", 0, 10);
	at("tea", 10, 9, "tea", 0, JOURNAL_NOW);
	now("tea", 10, "ale");
	TAP_NUM(journal_names_lost(&names, STR("Tea"), 10), 10,
	    "it has lost its name then");
	TAP_NUM(journal_names_lost(&names, STR("tea"), 11), 0,
	    "the next one has not");
	now("tea", 11, "tea");
	now("ale", 20, "");
	journal_names_add(&names, 30, STR("ale"), STR("tea"));
	at("tea", JOURNAL_NOW, 15, "cocoa", 10, 20);
	at("tea", JOURNAL_NOW, 5, "tea", 0, 10);
	now("tea", 11, "");
	now("tea", 31, "tea");
	journal_names_add(&names, 30, STR("a"), STR("b"));
	TAP_NUM(names.count, 3, "an ID that is not higher is known already");
	TAP_OK(journal_names_know(&names, 20) &&
		!journal_names_know(&names, 21) &&
		!journal_names_know(&names, 31),
	    "it is known which there were");
	journal_names_expire(&names, 20);
	at("tea", JOURNAL_NOW, 5, "cocoa", 0, 20);
	TAP_NUM(names.count, 2, "those that are too old are forgotten");
	journal_names_empty(&names);
	at("tea", JOURNAL_NOW, 5, "tea", 0, JOURNAL_NOW);
}

static void
has_limits(void)
{
	char from[16], to[16], longest[LIMIT_GROUP + 1];

	memset(longest, 'x', sizeof(longest));
	journal_names_add(
	    &names, 1, STR("a"), (struct str) { longest, sizeof(longest) });
	TAP_NUM(names.count, 0, "no name is too long");
	journal_names_add(
	    &names, 1, STR("a"), (struct str) { longest, LIMIT_GROUP });
	TAP_NUM(names.count, 1, "the longest is not");
	for (unsigned i = 0; i < JOURNAL_NAMES_MOST; i++) {
		(void)snprintf(from, sizeof(from), "g%u", i); /* fits */
		(void)snprintf(to, sizeof(to), "g%u", i + 1); /* fits */
		journal_names_add(&names, 2 + i, str_from(from), str_from(to));
	}
	TAP_OK(names.count <= JOURNAL_NAMES_MOST &&
		names.count >= JOURNAL_NAMES_MOST * 7 / 8,
	    "if there are too many, the first ones are forgotten");
	at(to, JOURNAL_NOW, JOURNAL_NAMES_MOST, "g16382", 16383, 16384);
	at("g1", JOURNAL_NOW, 5, "g1", 0, JOURNAL_NOW);
}

/* Names that few groups take from each other, and who had them when. */
#define NAMES 6
#define TIMES 300

static unsigned owner[TIMES + 2][NAMES];

static struct str
name_of(unsigned i)
{
	static const char letters[] = "abcdef";

	return (struct str) { &letters[i], 1 };
}

/* Renames one group after another, often back to a name it had. */
static void
rename_many(void)
{
	unsigned groups = NAMES;
	uint32_t dice = 7;

	for (unsigned i = 0; i < NAMES; i++)
		owner[0][i] = owner[1][i] = i;
	for (unsigned id = 1; id <= TIMES; id++) {
		dice = dice * 1103515245u + 12345u;
		const unsigned from = dice / 65536 % NAMES;
		dice = dice * 1103515245u + 12345u;
		const unsigned to =
		    (from + 1 + dice / 65536 % (NAMES - 1)) % NAMES;
		memcpy(owner[id + 1], owner[id], sizeof(owner[id]));
		owner[id + 1][to] = owner[id][from];
		owner[id + 1][from] = groups++;
		journal_names_add(&names, id, name_of(from), name_of(to));
	}
}

/* Returns the name that a group had at a time; empty if it had none. */
static struct str
name_at(unsigned group, unsigned time)
{
	for (unsigned i = 0; i < NAMES; i++)
		if (owner[time][i] == group)
			return name_of(i);
	return STR("");
}

static void
knows_all(void)
{
	uint64_t since, until;
	unsigned wrong = 0;

	journal_names_empty(&names);
	rename_many();
	for (unsigned time = 1; time <= TIMES + 1; time++)
		for (unsigned i = 0; i < NAMES; i++) {
			const unsigned group = owner[time][i];
			wrong +=
			    !str_eq(journal_names_now(&names, name_of(i), time),
				name_at(group, TIMES + 1));
			for (unsigned id = 1; id <= time; id++)
				wrong +=
				    !str_eq(journal_names_at(&names, name_of(i),
						time, id, &since, &until),
					name_at(group, id));
		}
	TAP_NUM(wrong, 0, "each group had each name when it had it");
}

/* Nobody could wait for this if one step took all those before again. */
static void
goes_to_and_fro(void)
{
	uint64_t since, until;
	unsigned wrong = 0;

	journal_names_empty(&names);
	for (unsigned id = 1; id <= JOURNAL_NAMES_MOST; id++)
		journal_names_add(
		    &names, id, name_of(id % 2 == 0), name_of(id % 2));
	for (unsigned id = 1; id <= JOURNAL_NAMES_MOST; id++) {
		wrong += !str_eq(journal_names_at(&names, name_of(0),
				     JOURNAL_NOW, id, &since, &until),
		    name_of(id % 2 == 0));
		wrong += since != id - 1;
		wrong += until != id;
		wrong +=
		    !str_eq(journal_names_now(&names, name_of(id % 2 == 0), id),
			name_of(0));
	}
	TAP_NUM(wrong, 0, "a group that was renamed to and fro is found");
}

int
main(void)
{
	void *room = calloc(1, journal_names_room());

	MUST(room != NULL, "no memory");
	journal_names_init(
	    &names, room, &(const struct siphash_secret) { 1, 2 });
	follows_names();
	has_limits();
	knows_all();
	goes_to_and_fro();
	free(room);
	return tap_done();
}
