/*
 * helpers/journal: tables and boxes are kept as they come, and replaced at
 * once; what is not whole at the end is cut off; and answers come in parts.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/history/scribe.h"

#define DAY ((unsigned long long)SCRIBE_DAY)

static struct scribe it;

static void
keeps_tables(void)
{
	scribe_say(&it,
	    "log %llu ali.3 table put a 1\nlog %llu ali.3 table put b 2\n"
	    "log %llu ops.0 box item x\n",
	    DAY + 1, DAY + 2, DAY + 3);
	scribe_asks(&it, "table ali.3", "line put a 1\nline put b 2\ndone");
	scribe_asks(&it, "+ 8 0 0 - table ali.3", "line put b 2\ndone");
	scribe_asks(&it, "box ops.0", "line item x\ndone");
	scribe_asks(&it, "box tea.0", "done");
	scribe_asks(&it, "list", "file ali.3\nfile ops.0\ndone");
	scribe_say(&it,
	    "log %llu ali.3 table-anew\nlog %llu ali.3 table put c 3\n",
	    DAY + 4, DAY + 5);
	scribe_asks(&it, "table ali.3", "line put a 1\nline put b 2\ndone");
	scribe_say(&it,
	    "log %llu ali.3 table put d 4\nlog %llu ali.3 table-whole\n",
	    DAY + 6, DAY + 7);
	scribe_asks(&it, "table ali.3", "line put c 3\nline put d 4\ndone");
	scribe_say(&it,
	    "log %llu ali.3 table put e 5\nlog %llu ali.3 table-anew\n"
	    "log %llu ali.3 table put f 6\nlog %llu ali.3 box item x\n"
	    "log %llu ali.3 table put g 7\nlog %llu ali.3 table-whole\n",
	    DAY + 8, DAY + 9, DAY + 9, DAY + 10, DAY + 11, DAY + 12);
	scribe_bye(&it);
	TAP_OK(it.stored == 13, "all is stored");
	TAP_STR(shelf_file("tables/ali.3"), STR("put f 6\nput g 7\n"),
	    "a new file takes its place");
}

/* Returns how many files of records the journal has open. */
static unsigned
open_files(void)
{
	char path[64], name[512];
	unsigned count = 0;

	for (int fd = 0; fd < 64; fd++) {
		(void)snprintf(
		    path, sizeof(path), "/proc/%ld/fd/%d", (long)it.pid, fd);
		const ssize_t len = readlink(path, name, sizeof(name) - 1);
		name[len > 0 ? len : 0] = '\0';
		count += strstr(name, "/history/") != NULL;
	}
	return count;
}

/* Two that a hash without a secret puts into one place. */
static void
keeps_open(void)
{
	scribe_say(&it,
	    "log %llu busy.0 o msg a!b!c!d x\nlog %llu c712.0 o msg a!b!c!d x\n",
	    DAY + 40, DAY + 41);
	scribe_asks(&it, "sync", "done");
	TAP_NUM(open_files(), 2, "no file has to give way to one other");
	scribe_say(&it, "log %llu busy.0 o msg a!b!c!d x\n", DAY + 42);
	scribe_bye(&it);
	scribe_start(&it);
	scribe_say(&it, "log %llu - again\nlog %llu busy.0 o msg a!b!c!d x\n",
	    DAY + 42, DAY + 42);
	scribe_asks(&it, "sync", "done");
	TAP_NUM(open_files(), 1, "what was cut off is open once");
}

/* Which names have which tokens: tests/unit/shared/token.c. */
static void
takes_tokens_alone(void)
{
	scribe_say(&it, "log %llu ../x.0 o msg a!b!c!d x\n", DAY + 90);
	scribe_say(&it, "log %llu .x.0 o msg a!b!c!d x\n", DAY + 91);
	scribe_asks(&it, "sync", "done");
	TAP_OK(!shelf_greps("x.0"), "what is no token is not kept");
	scribe_bye(&it);
}

/* Each of the last bytes is the end once. */
static void
cuts_tails(void)
{
	static char whole[16384];
	const char *path = "history/ops.0/2026-11-23.1795392000000001";
	struct str text;
	unsigned wrong = 0;
	size_t len, lines = 0;

	shelf_remove();
	scribe_start(&it);
	for (unsigned i = 0; i < 5; i++)
		scribe_say(&it, "log %llu ops.0 o msg a!b!c!d line %u\n",
		    DAY + 1 + i, i);
	scribe_bye(&it);
	text = shelf_file(path);
	len = text.len;
	memcpy(whole, text.at, len);
	for (size_t size = len; size > 0; size--) {
		shelf_write(path, (struct str) { whole, size });
		scribe_start(&it);
		scribe_say(
		    &it, "log %llu ops.0 o msg a!b!c!d more\n", DAY + 100);
		scribe_bye(&it);
		text = shelf_file(path);
		for (lines = 0; text.len > 0; lines++)
			if (!str_begins(
				str_cut(&text, '\n'), STR("17953920000")))
				wrong++;
		wrong += lines != size / (len / 5) + 1;
	}
	TAP_NUM(wrong, 0, "only what is not whole is cut");
}

/* The same ID again is dropped unless it was announced. */
static void
takes_none_twice(void)
{
	shelf_remove();
	scribe_start(&it);
	scribe_say(&it, "log %llu ops.0 o msg a!b!c!d one\n", DAY + 1);
	scribe_say(&it, "log %llu ops.0 o msg a!b!c!d two\n", DAY + 2);
	scribe_bye(&it);
	scribe_start(&it);
	scribe_say(&it, "log %llu ops.0 o msg a!b!c!d TWO\n", DAY + 2);
	scribe_asks(&it, "backward ops.0 * 0 1 - 0 0 1",
	    "past 1795392000000002 msg a!b!c!d two\ndone");
	scribe_bye(&it);
	scribe_start(&it);
	TAP_OK(it.last == DAY + 2, "it knows the last one");
	scribe_say(&it, "log %llu - again\n", DAY + 1);
	scribe_say(&it, "log %llu ops.0 o msg a!b!c!d TWO\n", DAY + 2);
	scribe_asks(&it, "forward ops.0 * 0 1 - 0 0 9",
	    "past 1795392000000001 msg a!b!c!d one\n"
	    "past 1795392000000002 msg a!b!c!d TWO\n"
	    "done");
	scribe_bye(&it);
}

/* As many as three answers have. (From the first on: history/files.talk.) */
static void
parts(void)
{
	char last[128];

	for (unsigned i = 0; i < 150; i++)
		scribe_say(&it, "log %llu long.0 o msg a!u@h!-!- no %u x\n",
		    DAY + 100 + i, i);
	TAP_NUM(scribe_count(&it, "find long.0 * 0 1 - 0 0 100 NO", last), 63,
	    "found from the end");
	TAP_STR(str_from(last), STR("more 1795392000000187"), "to be gone on");
}

int
main(void)
{
	shelf_in_memory();
	it.sync = SEC;
	it.files = 25; /* one is open at a time */
	scribe_start(&it);
	keeps_tables();
	it.files = 0;
	it.sync = 0;
	scribe_start(&it);
	keeps_open();
	takes_tokens_alone();
	cuts_tails();
	takes_none_twice();
	shelf_remove();
	scribe_start(&it);
	parts();
	scribe_bye(&it);
	return tap_done();
}
