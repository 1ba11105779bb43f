/*
 * helpers/journal/journal_targets: targets are found in any case, dropped and
 * used again, and talks by each of their parties; the last records are those
 * that are synced once the others are taken back; there is a bound.
 */
#include "helpers/journal/journal_targets.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/must.h"

static struct journal_targets targets;

static struct str
name_of(uint32_t number, char *room, size_t size)
{
	(void)snprintf(room, size, "Group-%u", number);
	return str_from(room);
}

static void
finds_all(void)
{
	char name[32];
	bool good = true;

	for (uint32_t i = 0; i < JOURNAL_TARGETS_MOST; i++)
		good = good &&
		    journal_targets_get(
			&targets, name_of(i, name, sizeof(name))) == i;
	TAP_OK(good, "as many as there is room for");
	TAP_NUM(journal_targets_get(&targets, STR("more")), JOURNAL_NONE,
	    "and no more");
	for (uint32_t i = 0; i < JOURNAL_TARGETS_MOST; i++) {
		(void)name_of(i, name, sizeof(name));
		name[0] = 'g';
		good =
		    good && journal_targets_find(&targets, str_from(name)) == i;
	}
	TAP_OK(good, "each is found, in another case");
}

static void
drops_and_uses_again(void)
{
	journal_targets_drop(&targets, 7);
	TAP_NUM(journal_targets_find(&targets, STR("Group-7")), JOURNAL_NONE,
	    "a dropped one is gone");
	TAP_NUM(journal_targets_next(&targets, 7), 8, "and passed over");
	TAP_NUM(journal_targets_get(&targets, STR("@a,B")), 7,
	    "another has its place");
	TAP_NUM(journal_targets_get(&targets, STR("@A,b")), 7,
	    "it can be spelled otherwise");
	TAP_STR(journal_target_where(&targets.target[7]), STR("@A,b"),
	    "which is noted");
	TAP_NUM(journal_targets_next(&targets, JOURNAL_TARGETS_MOST - 1),
	    JOURNAL_TARGETS_MOST - 1, "the last");
	TAP_NUM(journal_targets_next(&targets, JOURNAL_TARGETS_MOST),
	    JOURNAL_NONE, "none after it");
}

/* Returns how many talks the party has, each of which is looked at once. */
static size_t
talks_of(const char *party)
{
	uint32_t number = JOURNAL_NONE;
	size_t count = 0;

	while ((number = journal_targets_next_talk(
		    &targets, str_from(party), number)) != JOURNAL_NONE) {
		if (!journal_where_has(
			journal_target_where(&targets.target[number]),
			str_from(party)))
			return SIZE_MAX;
		count++;
	}
	return count;
}

static void
finds_talks(void)
{
	static const char *const talks[] = { "@ali,bo", "@ali,~17", "@Ali,cy",
		"@bo,cy", "@cy,cy" };

	for (uint32_t i = 0; i < COUNT(talks); i++)
		journal_targets_drop(&targets, i);
	for (size_t i = 0; i < COUNT(talks); i++)
		(void)journal_targets_get(&targets, str_from(talks[i]));
	TAP_OK(talks_of("ALI") == 3 && talks_of("bo") == 2 &&
		talks_of("cy") == 3 && talks_of("~17") == 1 &&
		talks_of("group-9") == 0,
	    "the talks of each party");
	journal_targets_drop(
	    &targets, journal_targets_find(&targets, STR("@ali,~17")));
	journal_targets_drop(
	    &targets, journal_targets_find(&targets, STR("@cy,cy")));
	TAP_OK(
	    talks_of("ali") == 2 && talks_of("~17") == 0 && talks_of("cy") == 2,
	    "without those that are dropped");
}

static void
takes_back(void)
{
	const struct journal_place first = { 10, 1, 100 }, later = { 20, 1, 9 };
	const struct journal_target *target = &targets.target[3];

	journal_targets_moved(&targets, 3, first);
	journal_targets_synced(&targets);
	journal_targets_moved(&targets, 3, later);
	journal_targets_moved(&targets, 3, later);
	journal_targets_moved(&targets, 4, later);
	TAP_NUM(target->last.id, 20, "the last record");
	journal_targets_undo(&targets);
	TAP_NUM(target->last.id, 10, "the last one that is synced");
	TAP_NUM(targets.target[4].last.file, 0, "another has none");
	TAP_NUM(targets.unsafe, JOURNAL_NONE, "all are safe");
}

int
main(void)
{
	void *room = calloc(1, journal_targets_room());

	MUST(room != NULL, "no memory");
	journal_targets_init(
	    &targets, room, &(const struct siphash_secret) { 1, 2 });
	finds_all();
	drops_and_uses_again();
	takes_back();
	finds_talks();
	free(room);
	return tap_done();
}
