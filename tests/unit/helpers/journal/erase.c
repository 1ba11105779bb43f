/*
 * helpers/journal/erase: orders in the history, in any of its files, are
 * carried out: the text of an event, deleted or refused, of a target whose past
 * has ended, or of an account is nowhere in the files any more, nor in those of
 * lost tails, and all other records are as they were and are found as before.
 * After a kill at any time the next journal finishes the work; if there is none
 * left, it changes nothing.
 */
#include <stdio.h>

#include "tests/lib/dice.h"
#include "tests/lib/history/eraser.h"
#include "tests/lib/must.h"

#define RECORDS 1500

static const char *const wheres[] = { "ops", "tea", "gone", "@ali,bo",
	"@ali,cy", "@bo,cy" };
static const char *const accounts[] = { "ali", "bo", "cy" };

/* Everything said, with its author and target; and whether it has to go. */
static struct {
	uint64_t id;
	unsigned where, account;
	bool gone, has_tags;
} said[RECORDS];

static struct {
	size_t count; /* of what was said */
} test;

/* Says something, with a word of its own. */
static void
say(void)
{
	const uint64_t id = eraser_next_id();
	const unsigned where = dice(COUNT(wheres));
	const unsigned account = dice(COUNT(accounts));
	const char *name = accounts[account];
	char rest[128];

	said[test.count].id = id;
	said[test.count].where = where;
	said[test.count].account = account;
	said[test.count].has_tags = dice_once_in(3);
	(void)snprintf(rest, sizeof(rest), "tag=tag%zu;", test.count);
	for (unsigned i = said[test.count].has_tags ? 1 + dice(3) : 0; i > 0;
	     i--)
		(void)history_add("o+", "tags", id, wheres[where], rest);
	(void)snprintf(rest, sizeof(rest), "%s!u@h!%s! %sword%zu;", name, name,
	    wheres[where][0] == '@' ? "to " : "", test.count);
	(void)history_add("o", wheres[where][0] == '@' ? "tell" : "msg", id,
	    wheres[where], rest);
	test.count++;
}

/* Notes which events have to go: all before that ID, of a target or account. */
static void
note_gone(unsigned where, unsigned account, uint64_t before)
{
	for (size_t i = 0; i < test.count; i++)
		if (said[i].id < before &&
		    (where == COUNT(wheres) || said[i].where == where) &&
		    (account == COUNT(accounts) || said[i].account == account))
			said[i].gone = true;
}

static void
redact(void)
{
	const size_t i = dice((uint32_t)test.count);
	char rest[64];

	said[i].gone = true;
	(void)snprintf(rest, sizeof(rest), "op!u@h!! %llu why",
	    (unsigned long long)said[i].id);
	eraser_order("redact", wheres[said[i].where], rest);
}

/* Takes back what was refused after it had been written. */
static void
refuse(void)
{
	const size_t i = dice((uint32_t)test.count);
	char rest[32];

	said[i].gone = true;
	(void)snprintf(
	    rest, sizeof(rest), "%llu", (unsigned long long)said[i].id);
	eraser_order("void", wheres[said[i].where], rest);
}

static void
end_gone(void)
{
	eraser_order("end", "gone", "");
	note_gone(2, COUNT(accounts), eraser_last_id());
}

/* Forgets what cy has said, but not the last of it. */
static void
forget_cy(void)
{
	const uint64_t before = eraser_last_id() - 300;
	char rest[32];

	(void)snprintf(rest, sizeof(rest), "%llu", (unsigned long long)before);
	eraser_order("forget", "@cy", rest);
	note_gone(COUNT(wheres), 2, before);
}

static void
forget_tea(void)
{
	const uint64_t before = eraser_last_id() - 100;
	char rest[32];

	(void)snprintf(rest, sizeof(rest), "%llu", (unsigned long long)before);
	eraser_order("forget", "Tea", rest);
	note_gone(1, COUNT(accounts), before);
}

/* Removes an account, with its talks. */
static void
end_ali(void)
{
	eraser_order("end", "@ali", "");
	note_gone(3, COUNT(accounts), eraser_last_id());
	note_gone(4, COUNT(accounts), eraser_last_id());
}

static void
make_history(const char *name)
{
	memset(said, 0, sizeof(said));
	test.count = 0;
	eraser_begin(name);
	for (unsigned file = 0; file < ERASER_FILES; file++) {
		if (file > 0)
			history_next(eraser_next_id());
		while (test.count < (file + 1) * RECORDS / ERASER_FILES) {
			say();
			if (dice_once_in(20))
				redact();
			if (dice_once_in(50))
				refuse();
			if (test.count == RECORDS / 2 ||
			    (test.count == RECORDS - 20 && dice_once_in(2)))
				end_gone();
			if (test.count == RECORDS - 100)
				forget_cy();
			if (test.count == RECORDS / 3)
				forget_tea();
		}
	}
	end_ali();
	history_end();
}

static void
put_cut(void)
{
	char path[ERASER_PATH];
	FILE *cut;

	eraser_path(path, 0, ".cut");
	cut = fopen(path, "w");
	MUST(cut != NULL, "fopen");
	for (size_t i = 0; i < 100; i++)
		(void)fprintf(cut, "%s 0 msg %llu %s %s!u@h!%s! word%zu;\n",
		    i % 3 == 0 ? "damaged0" : "8f",
		    (unsigned long long)said[i].id, wheres[said[i].where],
		    accounts[said[i].account], accounts[said[i].account], i);
	(void)fprintf(cut, "00000000 7 msg 17 lost the end of a l");
	MUST(fclose(cut) == 0, "fclose");
}

/* A kill leaves such lines at the end of the newest file. */
static void
put_tail(void)
{
	char path[ERASER_PATH];
	FILE *file;

	eraser_path(path, ERASER_FILES - 1, "");
	file = fopen(path, "a");
	MUST(file != NULL, "fopen");
	for (size_t i = 0; i < 100; i++)
		(void)fprintf(file,
		    "damaged0 0 msg %llu %s %s!u@h!%s! word%zu;\n",
		    (unsigned long long)said[i].id, wheres[said[i].where],
		    accounts[said[i].account], accounts[said[i].account], i);
	MUST(fclose(file) == 0, "fclose");
}

/* Damages some that have to go; tags are known only by their event. */
static void
damage_some(void)
{
	char word[32];

	for (size_t i = 0; i < test.count; i++) {
		(void)snprintf(word, sizeof(word), "word%zu;", i);
		for (size_t file = 0; file < ERASER_FILES; file++)
			if (said[i].gone && !said[i].has_tags && i % 7 == 0)
				eraser_damage(file, word);
	}
}

/* The number of events that are there and should not be, or the reverse. */
static size_t
wrong_ones(void)
{
	size_t wrong = 0;

	eraser_read();
	for (size_t i = 0; i < test.count; i++)
		if (eraser_has("word", i) == said[i].gone ||
		    eraser_has("tag=tag", i) !=
			(said[i].has_tags && !said[i].gone)) {
			if (wrong++ == 0)
				tap_note("%s at %llu in %s, %s",
				    said[i].gone ? "not erased" : "lost",
				    (unsigned long long)said[i].id,
				    wheres[said[i].where],
				    accounts[said[i].account]);
		}
	return wrong;
}

/* Whether each event of the group that is left is found, in order. */
static bool
all_are_found(struct journal_reader *reader)
{
	struct str line;
	char wanted[64];
	uint64_t after = 0;
	size_t i = 0;

	for (;;) {
		char text[128];
		(void)snprintf(text, sizeof(text),
		    "1 - - 0 forward ops * 0 1 members %llu 0 1000",
		    (unsigned long long)after);
		journal_asks_take(reader, str_from(text));
		history_work(reader);
		for (;;) {
			MUST(buf_line(reader->up, &line) == LINE_WHOLE, "none");
			buf_drop_line(reader->up, line);
			if (str_begins(line, STR("answer 1 past ")) &&
			    !str_begins(line, STR("answer 1 past msg ")))
				continue;
			if (!str_skip(&line, STR("answer 1 past msg ")))
				break;
			while (i < test.count &&
			    (said[i].where != 0 || said[i].gone))
				i++;
			after = i < test.count ? said[i].id : 0;
			(void)snprintf(wanted, sizeof(wanted), "%llu ",
			    (unsigned long long)after);
			i++;
			if (!str_begins(line, str_from(wanted))) {
				tap_note("%.*s, not %s", (int)line.len, line.at,
				    wanted);
				return false;
			}
		}
		if (str_begins(line, STR("answer 1 done")))
			break;
	}
	while (i < test.count && (said[i].where != 0 || said[i].gone))
		i++;
	return i == test.count;
}

static void
try_at_once(void)
{
	struct journal_reader *reader;

	make_history("once");
	put_cut();
	reader = eraser_start();
	TAP_OK(wrong_ones() > 0, "something is to be erased");
	eraser_finish(reader);
	TAP_NUM(wrong_ones(), 0, "what was to be erased is, and no more");
	eraser_finish(eraser_start());
	TAP_NUM(eraser_erase()->overwrite.erased, 0, "nothing is erased again");
	TAP_OK(history_past()->gaps.count == 0, "no record is damaged");
}

static void
try_new_tail(void)
{
	struct journal_reader *reader;

	make_history("tail");
	put_tail();
	reader = eraser_start();
	TAP_OK(history_past()->files.cuts == 1, "there is a tail now");
	eraser_finish(reader);
	TAP_NUM(wrong_ones(), 0, "orders erase in it, in the same process");
}

static void
try_damage(void)
{
	make_history("damaged");
	damage_some();
	eraser_finish(eraser_start());
	TAP_NUM(wrong_ones(), 0, "damaged records are erased, too");
}

static void
try_kills(void)
{
	struct journal_reader *reader;
	unsigned starts = 0;

	make_history("killed");
	put_cut();
	do {
		reader = eraser_start();
		starts++;
	} while (
	    eraser_work(reader, 12 + starts / 20 + dice(15)) && starts < 2000);
	TAP_OK(starts > 5, "it was killed %u times", starts);
	TAP_NUM(wrong_ones(), 0, "what was to be erased is, and no more");
	TAP_OK(eraser_erase()->orders.done == history_past()->last_id,
	    "and that is noted");
}

static void
try_reading(void)
{
	struct journal_reader *reader;

	make_history("read");
	reader = eraser_start();
	eraser_finish(reader);
	TAP_OK(all_are_found(reader), "the others are found");
}

int
main(void)
{
	dice_begin();
	try_at_once();
	try_new_tail();
	try_damage();
	try_kills();
	try_reading();
	return tap_done();
}
