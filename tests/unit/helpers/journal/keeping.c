/*
 * helpers/journal: tables and boxes are kept as they come, and replaced at
 * once; letters wait, up to their limits; what has ended is gone; names that a
 * file system dislikes are kept apart; and a torn tail is cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "shared/token.h"
#include "tests/lib/history/scribe.h"
#include "tests/lib/scratch.h"

#define DAY ((unsigned long long)SCRIBE_DAY)

static struct scribe it;

static void
keeps_tables(void)
{
	scribe_say(&it,
	    "log %llu ali.3 table put a 1\nlog %llu ali.3 table put b 2\n"
	    "log %llu ops.0 box item x\n",
	    DAY + 1, DAY + 2, DAY + 3);
	scribe_asks(
	    &it, "replay tables ali.3 0", "line put a 1\nline put b 2\ndone");
	scribe_asks(&it, "replay tables ali.3 8", "line put b 2\ndone");
	scribe_asks(&it, "replay boxes ops.0 0", "line item x\ndone");
	scribe_asks(&it, "replay boxes tea.0 0", "done");
	scribe_asks(&it, "list tables", "file ali.3\ndone");
	scribe_asks(&it, "list boxes -", "file ops.0\ndone");
	scribe_asks(&it, "list boxes ops.0", "done");
	scribe_say(&it,
	    "log %llu ali.3 table-anew\nlog %llu ali.3 table put c 3\n",
	    DAY + 4, DAY + 5);
	scribe_asks(
	    &it, "replay tables ali.3 0", "line put a 1\nline put b 2\ndone");
	scribe_say(&it,
	    "log %llu ali.3 table put d 4\nlog %llu ali.3 table-whole\n",
	    DAY + 6, DAY + 7);
	scribe_asks(
	    &it, "replay tables ali.3 0", "line put c 3\nline put d 4\ndone");
	scribe_say(&it,
	    "log %llu ali.3 table put e 5\nlog %llu ali.3 table-anew\n"
	    "log %llu ali.3 table put f 6\nlog %llu ali.3 box item x\n"
	    "log %llu ali.3 table put g 7\nlog %llu ali.3 table-whole\n",
	    DAY + 8, DAY + 9, DAY + 9, DAY + 10, DAY + 11, DAY + 12);
	scribe_bye(&it);
	TAP_OK(it.stored == DAY + 12, "all is stored");
	TAP_STR(shelf_file("tables/ali.3"),
	    STR("put c 3\nput d 4\nput e 5\nput g 7\n"),
	    "a new file that is interrupted does not count");
}

static void
replays_many(void)
{
	char question[64], last[128];
	unsigned count = 0;
	uint64_t at = 0;
	struct str rest;

	for (unsigned i = 0; i < 200; i++)
		scribe_say(&it, "log %llu big.0 table put %u\n", DAY + 20, i);
	do {
		(void)snprintf(question, sizeof(question),
		    "replay tables big.0 %llu", (unsigned long long)at);
		count += scribe_count(&it, question, last);
		rest = str_from(last);
	} while (str_skip(&rest, STR("more ")) &&
	    str_to_number(rest, UINT64_MAX, &at));
	TAP_NUM(count, 200, "all lines come in parts");
}

static void
keeps_letters(void)
{
	char question[256], last[128];
	unsigned refused = 0;

	scribe_asks(&it, "letters bob.4 0", "done");
	scribe_asks(&it, "letter bob.4 1795392000000009 ali.3 second", "done");
	scribe_asks(&it, "letter bob.4 1795392000000008 ali.3 first", "done");
	scribe_asks(&it, "letter bob.4 1795392000000008 ali.3 first", "done");
	scribe_asks(&it, "letters bob.4 0",
	    "letter 1795392000000008 ali.3 first\n"
	    "letter 1795392000000009 ali.3 second\ndone");
	scribe_asks(&it, "letters bob.4 1795392000000008",
	    "letter 1795392000000009 ali.3 second\ndone");
	scribe_asks(&it, "read-letters bob.4 1795392000000008", "done");
	scribe_asks(&it, "letters bob.4 0",
	    "letter 1795392000000009 ali.3 second\ndone");
	scribe_asks(&it, "read-letters bob.4 1795392000000009", "done");
	TAP_OK(!shelf_greps("bob.4"), "the file goes with the last letter");
	for (unsigned i = 0; i < 21; i++) {
		(void)snprintf(question, sizeof(question),
		    "letter bob.4 %llu ali.3 %u", DAY + 30 + i, i);
		(void)scribe_count(&it, question, last);
		refused += str_begins(str_from(last), STR("too-many"));
	}
	TAP_NUM(refused, 1, "one sender has no more than 20");
	TAP_NUM(scribe_count(&it, "letters bob.4 0", last), 20, "are there");
}

/* Each name stays what it is. */
static void
keeps_names(void)
{
	/* The last ones have 64 bytes each; one is Persian. */
	static const char *const names[] = { "..", ".", "%", "+", "a+b", "100%",
		"lock", "todo", "ops", "members", "closed", "2026-11-23",
		"ops.0.new", "-", "~", "*", "\xc3\x89", "\xc3\xa9",
		"++++++++++++++++++++++++++++++++"
		"++++++++++++++++++++++++++++++++",
		"\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85\xd8\xb3\xd9\x84\xd8\xa7"
		"\xd9\x85\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85\xd8\xb3\xd9\x84"
		"\xd8\xa7\xd9\x85\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85\xd8\xb3"
		"\xd9\x84\xd8\xa7\xd9\x85\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"
		"\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85" };
	char room[TOKEN_MOST], text[512], want[512];

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct str token =
		    token_make(str_from(names[i]), 0, room);
		scribe_say(&it, "log %llu %.*s o msg a!b!c!d number %zu\n",
		    DAY + 50 + i, (int)token.len, token.at, i);
	}
	scribe_bye(&it);
	scribe_start(&it);
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct str token =
		    token_make(str_from(names[i]), 0, room);
		(void)snprintf(text, sizeof(text),
		    "forward %.*s * 1 members 0 0 9", (int)token.len, token.at);
		(void)snprintf(want, sizeof(want),
		    "past %llu msg a!b!c!d number %zu\ndone %llu 1",
		    DAY + 50 + i, i, DAY + 50 + i);
		scribe_asks(&it, text, want);
	}
	/* One of another case is the same one. */
	scribe_say(&it, "log %llu %.*s o msg a!b!c!d again\n", DAY + 89,
	    (int)token_make(STR("OPS"), 0, room).len, room);
	scribe_asks(&it, "backward ops.0 * 1 members 0 0 1",
	    "past 1795392000000089 msg a!b!c!d again\n"
	    "done 1795392000000089 1");
	scribe_say(&it, "log %llu ../x.0 o msg a!b!c!d x\n", DAY + 90);
	scribe_say(&it, "log %llu .x.0 o msg a!b!c!d x\n", DAY + 91);
	scribe_asks(&it, "sync", "done");
	TAP_OK(!shelf_greps("x.0"), "what is no token is not kept");
}

static void
ends(void)
{
	scribe_say(&it,
	    "log %llu ali.3 table put a 1\nlog %llu ops.7 in ali.3\n"
	    "log %llu ops.7 o msg a!b!c!d x\n"
	    "log %llu @ali.3+bob.4 c msg a!b!c!d bob x\n"
	    "log %llu @bob.4+eve.5 c msg a!b!c!d eve x\n",
	    DAY + 100, DAY + 101, DAY + 102, DAY + 103, DAY + 104);
	scribe_say(&it, "log %llu ops.7 end\nlog %llu ali.3 end account\n",
	    DAY + 105, DAY + 106);
	scribe_asks(&it, "forward ops.7 * 1 members 0 0 9", "done 0 0");
	TAP_OK(!shelf_greps("ali.3+"), "the talks of an account end with it");
	TAP_OK(shelf_greps("@bob.4+eve.5"), "others stay");
	scribe_say(&it, "log %llu ops.7 o msg a!b!c!d anew\n", DAY + 107);
	scribe_asks(&it, "forward ops.7 * 1 members 0 0 9",
	    "past 1795392000000107 msg a!b!c!d anew\n"
	    "done 1795392000000107 1");
	scribe_bye(&it);
}

/* What lives is told after the start. */
static void
lives(void)
{
	shelf_remove();
	scribe_start(&it);
	scribe_say(&it,
	    "log %llu ops.7 o msg a!b!c!d x\nlog %llu tea.8 o msg a!b!c!d x\n"
	    "log %llu open.0 o msg a!b!c!d x\nlog %llu shut.0 c msg a!b!c!d x\n"
	    "log %llu @bob.4+eve.5 c msg a!b!c!d eve x\n"
	    "log %llu gone.9 table put a\n",
	    DAY + 1, DAY + 2, DAY + 3, DAY + 4, DAY + 5, DAY + 6);
	scribe_bye(&it);
	scribe_start(&it);
	scribe_say(&it, "log %llu - all\n", DAY + 7);
	scribe_asks(&it, "sync", "done");
	scribe_bye(&it);
	TAP_OK(shelf_greps("ops.7") && shelf_greps("gone.9") &&
		shelf_greps("@bob.4+eve.5"),
	    "if nothing is named, nothing of a MADE goes");
	TAP_OK(!shelf_greps("shut.0"), "a group that was closed does");
	scribe_start(&it);
	scribe_say(&it,
	    "log %llu ops.7 lives\nlog %llu bob.4 lives\nlog %llu - all\n",
	    DAY + 8, DAY + 8, DAY + 8);
	scribe_asks(&it, "sync", "done");
	scribe_asks(&it, "list tables", "done");
	scribe_bye(&it);
	TAP_OK(shelf_greps("ops.7") && shelf_greps("open.0"), "they live");
	TAP_OK(!shelf_greps("tea.8") && !shelf_greps("gone.9") &&
		!shelf_greps("@bob.4+eve.5"),
	    "others are gone");
}

/* Each of the last bytes is the end once. */
static void
cuts_tails(void)
{
	static char whole[16384];
	const char *path = "history/ops.0/2026-11-23";
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
	scribe_asks(&it, "look ops.0 1795392000000002",
	    "past 1795392000000002 msg a!b!c!d two\ndone * 1");
	scribe_bye(&it);
	scribe_start(&it);
	TAP_OK(it.last == DAY + 2, "it knows the last one");
	scribe_say(&it, "log %llu - again\n", DAY + 1);
	scribe_say(&it, "log %llu ops.0 o msg a!b!c!d TWO\n", DAY + 2);
	scribe_asks(&it, "forward ops.0 * 1 members 0 0 9",
	    "past 1795392000000001 msg a!b!c!d one\n"
	    "past 1795392000000002 msg a!b!c!d TWO\n"
	    "done 1795392000000002 2");
	scribe_bye(&it);
}

/* A file of members is written anew when most of it is out of date. */
static void
tidies_members(void)
{
	shelf_remove();
	scribe_start(&it);
	scribe_say(&it, "log %llu ops.0 in eve.5\n", DAY + 1);
	for (unsigned i = 0; i < 8000; i++)
		scribe_say(&it, "log %llu ops.0 %s ali.3\n", DAY + 2 + i,
		    i % 2 == 0 ? "in" : "out");
	scribe_asks(&it, "forward ops.0 eve.5 0 members 0 0 9", "done 0 0");
	scribe_asks(
	    &it, "forward ops.0 ali.3 0 members 0 0 9", "not-member ...");
	scribe_bye(&it);
	TAP_OK(shelf_file("history/ops.0/members").len < 90000,
	    "the file is small");
}

/*
 * With the most groups, others have no history unless they are registered. Only
 * with FORKCAST_MANY, as it takes a few seconds.
 */
static void
has_most(void)
{
	char path[SCRATCH_PATH], name[64];

	if (getenv("FORKCAST_MANY") == NULL)
		return;
	shelf_remove();
	scratch_path(path, "history");
	MUST(mkdir(path, 0700) == 0, "no directory");
	for (unsigned i = 0; i < 65536; i++) {
		(void)snprintf(name, sizeof(name), "history/g%u.0", i);
		scratch_path(path, name);
		MUST(mkdir(path, 0700) == 0, "no directory");
		(void)snprintf(
		    name, sizeof(name), "history/g%u.0/2026-11-23", i);
		shelf_write(name, STR("1795392000000000 o msg a!b!c!d x\n"));
	}
	scribe_start(&it);
	it.warnings = 0;
	scribe_say(&it,
	    "log %llu new.0 o msg a!b!c!d one\nlog %llu new.0 in ali.3\n"
	    "log %llu other.0 o msg a!b!c!d one\n"
	    "log %llu g7.0 o msg a!b!c!d two\n"
	    "log %llu new.5 o msg a!b!c!d three\n",
	    DAY + 1, DAY + 2, DAY + 3, DAY + 4, DAY + 5);
	scribe_asks(&it, "look new.0 1795392000000001", "done * 0");
	scribe_asks(&it, "look g7.0 1795392000000004",
	    "past 1795392000000004 msg a!b!c!d two\ndone * 1");
	scribe_asks(&it, "look new.5 1795392000000005",
	    "past 1795392000000005 msg a!b!c!d three\ndone * 1");
	scribe_bye(&it);
	TAP_OK(it.stored == DAY + 5, "nothing is held up");
	TAP_OK(it.warnings > 0, "it warns");
	TAP_OK(!shelf_greps("new.0") && !shelf_greps("other.0"),
	    "they have no history");
}

/* It makes do with few descriptors. */
static void
has_few_files(void)
{
	const struct rlimit few = { 40, 40 };
	char question[64];
	unsigned wrong = 0;

	shelf_remove();
	MUST(setrlimit(RLIMIT_NOFILE, &few) == 0, "no limit");
	scribe_start(&it);
	for (unsigned i = 0; i < 300; i++)
		scribe_say(&it, "log %llu g%u.0 o msg a!b!c!d %u\n",
		    DAY + 1 + i, i % 100, i);
	for (unsigned i = 0; i < 100; i++) {
		char last[128];
		(void)snprintf(question, sizeof(question),
		    "forward g%u.0 * 1 members 0 0 9", i);
		wrong += scribe_count(&it, question, last) != 3;
	}
	TAP_NUM(wrong, 0, "all have theirs");
	scribe_bye(&it);
}

int
main(void)
{
	shelf_in_memory();
	it.sync = SEC;
	scribe_start(&it);
	keeps_tables();
	scribe_start(&it);
	replays_many();
	keeps_letters();
	keeps_names();
	ends();
	lives();
	cuts_tails();
	takes_none_twice();
	tidies_members();
	has_most();
	has_few_files();
	return tap_done();
}
