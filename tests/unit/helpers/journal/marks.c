/*
 * helpers/journal: what an account has read, and of what it is a member, is a
 * line of its file, which is overwritten in one sector. Lines that are none, or
 * not whole, are passed over. What an earlier version has is taken over. A
 * talk that has no line was read up to then. A group or account that has gone
 * leaves nothing that counts.
 */
#include <stdio.h>

#include "tests/lib/history/scribe.h"
#include "tests/lib/scratch.h"

#define DAY ((unsigned long long)SCRIBE_DAY)

/* The end of a line, and the bytes of which none is in two sectors. */
#define TAIL ((size_t)34)
#define SECTOR 512

static struct scribe it;

/* An account's file has one line for each group and talk, which is overwritten.
 */
static void
keeps_marks(void)
{
	shelf_remove();
	scribe_start(&it);
	scribe_say(&it, "log %llu eve.5 in ops.0 0\n", DAY + 1);
	for (unsigned i = 0; i < 8000; i++)
		scribe_say(&it, "log %llu ali.3 %s ops.0 0\n", DAY + 2 + i,
		    i % 2 == 0 ? "in" : "out");
	scribe_say(&it,
	    "log %llu ali.3 seen tea.7 %llu\nlog %llu ali.3 seen ops.0 %llu\n"
	    "log %llu ali.3 seen tea.7 %llu\nlog %llu ali.3 in tea.7 0\n"
	    "log %llu ali.3 in tea.7 0\nlog %llu @ali.3+bob.4 c tell b ali x\n"
	    "log %llu - again\nlog %llu ali.3 out tea.7 0\n",
	    DAY + 8010, DAY + 8005, DAY + 8011, DAY + 8006, DAY + 8012,
	    DAY + 8004, DAY + 8013, DAY + 8014, DAY + 8015, DAY + 8012,
	    DAY + 8012);
	scribe_asks(&it, "forward ops.0 eve.5 0 0 - 0 0 9", "done");
	scribe_asks(&it, "forward ops.0 eve.5 1795392000000002 0 - 0 0 9",
	    "not-member ...");
	scribe_asks(&it, "forward ops.0 ali.3 0 0 - 0 0 9", "not-member ...");
	scribe_asks(&it, "mark ali.3 tea.7", "done 1795392000008005");
	scribe_asks(&it, "mark ali.3 tea.8", "done 0");
	scribe_bye(&it);
	TAP_STR(shelf_file("read/ali.3"),
	    STR("ops.0 1795392000008006 0000000000000000\n"
		"tea.7 1795392000008005 1795392000008013\n"
		"@ali.3+bob.4 0000000000000000 0000000000000000\n"),
	    "a mark only grows, and one has left");
}

/* Returns how many marks the file has; 1000 more for each in two sectors. */
static unsigned
count(struct str file)
{
	const char *const begin = file.at;
	unsigned marks = 0;

	while (file.len > 0) {
		const struct str line = str_cut(&file, '\n');
		const size_t last = (size_t)(line.at - begin) + line.len - 1;
		if (line.len <= TAIL)
			continue;
		marks++;
		if ((last - TAIL + 1) / SECTOR != last / SECTOR)
			marks += 1000;
	}
	return marks;
}

/* Of 60 lengths, whatever is at the end of a sector. */
static void
fits_sectors(void)
{
	shelf_remove();
	scribe_start(&it);
	for (unsigned i = 1; i <= 240; i++)
		scribe_say(&it, "log %llu ali.3 in g%0*u.7 0\n", DAY + i,
		    3 + (int)i % 60, i);
	scribe_bye(&it);
	TAP_NUM(count(shelf_file("read/ali.3")), 240, "each in a sector");
}

/* Each of the last bytes is the end once, and then comes what was there. */
static void
cuts_marks(void)
{
	const struct str whole =
	    STR("ops.0 1795392000000001 0000000000000000\n"
		"tea.7 1795392000000002 1795392000000001\n");
	unsigned wrong = 0;

	for (size_t size = whole.len; size > 0; size--) {
		shelf_write("read/ali.3", (struct str) { whole.at, size });
		scribe_start(&it);
		scribe_say(&it,
		    "log %llu - again\nlog %llu ali.3 in tea.7 0\n"
		    "log %llu ali.3 seen ops.0 %llu\n"
		    "log %llu ali.3 seen tea.7 %llu\n",
		    DAY + 1, DAY + 1, DAY + 3, DAY + 1, DAY + 4, DAY + 2);
		scribe_bye(&it);
		wrong += count(shelf_file("read/ali.3")) != 2 ||
		    !shelf_greps("ops.0 1795392000000001 0000000000000000") ||
		    !shelf_greps("tea.7 1795392000000002 1795392000000001");
	}
	TAP_NUM(wrong, 0, "what is not whole comes again");
}

/* Of two lines of one target the first counts. */
static void
passes_rubbish(void)
{
	static char text[8192];
	const char *rubbish =
	    "rubbish\n\n ops.0 1795392000000009 0000000000000000\n"
	    "ops.0 179539200000000x 0000000000000000\n"
	    "ops.0 1795392000000009  000000000000000\n"
	    "../x 1795392000000009 1795392000000009\n";

	const int len = snprintf(text, sizeof(text),
	    "%s%05000d ops.0 1795392000000009 0000000000000000\n"
	    "ops.0 1795392000000002 0000000000000000\n"
	    "ops.0 1795392000000009 0000000000000000\n",
	    rubbish, 0);
	const struct str whole = { text, (size_t)len };

	shelf_write("read/ali.3", whole);
	scribe_start(&it);
	scribe_asks(&it, "mark ali.3 ops.0", "done 1795392000000002");
	scribe_say(&it, "log %llu ali.3 seen ops.0 %llu\n", DAY + 9, DAY + 4);
	scribe_asks(&it, "mark ali.3 ops.0", "done 1795392000000004");
	scribe_asks(&it, "talks ali.3 m 0 0 9", "done");
	scribe_asks(&it, "talks ali.3 - 0 0 9", "done");
	scribe_bye(&it);
	memcpy(strstr(text, "0002 "), "0004", 4);
	TAP_STR(shelf_file("read/ali.3"), whole, "it is left as it is");
}

/* With so many groups there are no more, but talks. */
static void
has_groups(void)
{
	shelf_remove();
	scribe_start(&it);
	for (unsigned i = 0; i < 4100; i++)
		scribe_say(&it, "log %llu ali.3 in g%u.7 0\n", DAY + 1 + i, i);
	scribe_say(&it, "log %llu ali.3 seen g5.7 %llu\n", DAY + 8000, DAY);
	scribe_say(&it, "log %llu @ali.3+bob.4 c tell b!u@h!bob!- ali x\n",
	    DAY + 8001);
	scribe_asks(&it, "mark ali.3 g5.7", "done 1795392000000000");
	scribe_asks(&it, "talks ali.3 m 0 0 9", "talk @ali.3+bob.4 1 1\ndone");
	scribe_bye(&it);
	TAP_NUM(count(shelf_file("read/ali.3")), 4097, "groups, and a talk");

	/* A talk is no group. */
	shelf_remove();
	scribe_start(&it);
	for (unsigned i = 0; i < 4100; i++)
		scribe_say(&it, "log %llu ali.3 seen @ali.3+b%u.4 1\n",
		    DAY + 1 + i, i);
	scribe_say(&it, "log %llu ali.3 in ops.7 0\n", DAY + 8000);
	scribe_bye(&it);
	TAP_NUM(count(shelf_file("read/ali.3")), 4101, "talks, and a group");
}

/* What an earlier version has beside the records is taken over once. */
static void
inherits(void)
{
	char read[SCRATCH_PATH], away[SCRATCH_PATH];

	shelf_remove();
	scribe_start(&it);
	scribe_say(&it,
	    "log %llu ops.7 o msg a!b!c!d x\n"
	    "log %llu @ali.3+bob.4 c tell a!b!c!ali bob x\n"
	    "log %llu @bob.4+eve.5 c tell e!b!c!eve bob x\n"
	    "log %llu bob.4 o msg a!b!c!d x\n",
	    DAY + 1, DAY + 4, DAY + 5, DAY + 6);
	scribe_bye(&it);
	scratch_path(read, "read");
	scratch_path(away, "away");
	MUST(rename(read, away) == 0, "no directory");
	shelf_write("history/ops.7/members",
	    STR("1795392000000002 in bob.4\nrubbish\n"
		"1795392000000003 -- eve.5\n2 in .x\n"));
	shelf_write("history/bob.4/members",
	    STR("1795392000000004 in @ali.3+bob.4\n"
		"1795392000000002 -- @bob.4+eve.5\n"));
	scribe_start(&it);
	scribe_asks(&it, "talks bob.4 m 0 0 9",
	    "talk @ali.3+bob.4 1795392000000003 1\ndone");
	scribe_asks(&it, "forward ops.7 bob.4 0 0 j 0 0 9", "done");
	scribe_asks(&it, "forward ops.7 eve.5 0 0 j 0 0 9", "not-member ...");
	scribe_say(
	    &it, "log %llu @bob.4+eve.5 c tell e!b!c!eve bob y\n", DAY + 10);
	scribe_asks(&it, "mark bob.4 @bob.4+eve.5", "done 1795392000000005");
	scribe_bye(&it);
	TAP_OK(!shelf_greps("members"), "and is gone then");
}

/* Who has seen less than it has missed has still missed it. */
static void
misses(void)
{
	shelf_remove();
	scribe_start(&it);
	scribe_say(&it,
	    "log %llu @ali.3+bob.4 c tell a!u@h!ali!- bob one\n"
	    "log %llu @ali.3+bob.4 c tell a!u@h!ali!- bob two\n"
	    "log %llu bob.4 seen @ali.3+bob.4 %llu\n",
	    DAY + 7, DAY + 8, DAY + 9, DAY + 7);
	scribe_asks(&it, "talks bob.4 m 0 0 9",
	    "talk @ali.3+bob.4 1795392000000007 1\ndone");
	scribe_bye(&it);

	/* It has no line if a journal was killed as it took over. */
	shelf_write("read/bob.4", STR("\n"));
	scribe_start(&it);
	scribe_say(&it, "log %llu @ali.3+bob.4 c tell a!u@h!ali!- bob three\n",
	    DAY + 10);
	scribe_asks(&it, "talks bob.4 m 0 0 9",
	    "talk @ali.3+bob.4 1795392000000008 1\ndone");
	scribe_bye(&it);
}

/* Nobody is told of a talk with who is gone, or is in what came anew. */
static void
ends(void)
{
	shelf_remove();
	scribe_start(&it);
	scribe_say(&it,
	    "log %llu ali.3 in ops.0 0\nlog %llu ops.0 c msg a!u@h!ali!- x\n"
	    "log %llu bob.4 seen ops.0 %llu\n"
	    "log %llu @ali.3+bob.4 c tell b!u@h!bob!- ali x\n",
	    DAY + 1, DAY + 2, DAY + 3, DAY + 2, DAY + 4);
	scribe_say(&it,
	    "log %llu bob.4 end\nlog %llu ops.0 end\nlog %llu @ali.3+bob.4 end\n",
	    DAY + 5, DAY + 5, DAY + 5);
	scribe_say(&it,
	    "log %llu bob.4 out ops.0 0\nlog %llu ops.0 c msg c!u@h!-!- y\n",
	    DAY + 6, DAY + 7);
	scribe_asks(&it, "talks ali.3 m 0 0 9", "done");
	scribe_asks(&it, "talks ali.3 - 0 1795392000000007 9", "done");
	scribe_asks(&it, "mark bob.4 ops.0", "done 0");
	scribe_asks(&it, "forward ops.0 ali.3 1795392000000007 0 j 0 0 9",
	    "not-member ...");
	scribe_asks(&it, "list", "file ops.0 idle\nfile ali.3\ndone");
	scribe_bye(&it);
}

int
main(void)
{
	shelf_in_memory();
	it.sync = SEC;
	keeps_marks();
	fits_sectors();
	cuts_marks();
	passes_rubbish();
	has_groups();
	inherits();
	misses();
	ends();
	return tap_done();
}
