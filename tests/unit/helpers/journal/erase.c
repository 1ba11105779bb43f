/*
 * helpers/journal/erase: orders in the history, in any of its files, are
 * carried out: the text of an event, deleted or refused, of a target whose past
 * has ended, or of an account is nowhere in the files any more, nor in those of
 * lost tails, and all other records are as they were and are found as before.
 * After a kill at any time the next journal finishes the work; if there is none
 * left, it changes nothing. An order that cannot be carried out does not stop
 * others; what a sync has failed for is written again.
 * -Wl,--wrap=pwrite -Wl,--wrap=clock_mono -Wl,--wrap=fdatasync
 */
#include "helpers/journal/erase/journal_erase.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_rows_file.h"
#include "helpers/journal/read/journal_asks.h"
#include "shared/io.h"
#include "tests/lib/dice.h"
#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FIRST UINT64_C(1795000000000000)
#define ANSWERS ((size_t)1024 * 1024)
#define RECORDS 1500
#define FILES 3

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
	char directory[SCRATCH_PATH];
	size_t count;
	uint64_t id;
	struct journal_erase erase;
	char *text; /* of all files */
	size_t len;
	uint64_t refused; /* the ID of records that cannot be written */
	usec later; /* the clock is ahead by that */
} test;

/* The bytes of a file. */
static struct {
	ino_t file; /* 0: none is watched */
	enum { SAFE, DIRTY, LOST } byte[4096];
	bool fails; /* a sync of it does */
} disk;

static bool
is_watched(int fd)
{
	struct stat info;

	return disk.file != 0 && fstat(fd, &info) == 0 &&
	    info.st_ino == disk.file;
}

int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
int
__wrap_fdatasync(int fd)
{
	if (!is_watched(fd))
		return __real_fdatasync(fd);
	for (size_t i = 0; i < COUNT(disk.byte); i++)
		if (disk.byte[i] == DIRTY)
			disk.byte[i] = disk.fails ? LOST : SAFE;
	errno = EIO;
	return disk.fails ? -1 : 0;
}

ssize_t __real_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t
__wrap_pwrite(int fd, const void *at, size_t size, off_t offset)
{
	char room[128];
	const ssize_t len = pread(fd, room, sizeof(room), offset);
	struct str line = { room, len > 0 ? (size_t)len : 0 };
	uint64_t id;

	for (unsigned i = 0; i < 3; i++)
		(void)str_word(&line); /* CRC, BACK and VERB */
	if (test.refused != 0 &&
	    str_to_number(str_word(&line), UINT64_MAX, &id) &&
	    id == test.refused) {
		errno = EIO;
		return -1;
	}
	for (size_t i = 0; i < size && is_watched(fd); i++)
		disk.byte[(size_t)offset + i] = DIRTY;
	return __real_pwrite(fd, at, size, offset);
}

usec __real_clock_mono(void);
usec __wrap_clock_mono(void);
usec
__wrap_clock_mono(void)
{
	return __real_clock_mono() + test.later;
}

/* Says something, with a word of its own. */
static void
say(void)
{
	const unsigned where = dice(COUNT(wheres));
	const unsigned account = dice(COUNT(accounts));
	const char *name = accounts[account];
	char rest[128];

	test.id += 10;
	said[test.count].id = test.id;
	said[test.count].where = where;
	said[test.count].account = account;
	said[test.count].has_tags = dice_once_in(3);
	(void)snprintf(rest, sizeof(rest), "tag=tag%zu;", test.count);
	for (unsigned i = said[test.count].has_tags ? 1 + dice(3) : 0; i > 0;
	     i--)
		(void)history_add("o+", "tags", test.id, wheres[where], rest);
	(void)snprintf(rest, sizeof(rest), "%s!u@h!%s! %sword%zu;", name, name,
	    wheres[where][0] == '@' ? "to " : "", test.count);
	(void)history_add("o", wheres[where][0] == '@' ? "tell" : "msg",
	    test.id, wheres[where], rest);
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
order(const char *verb, const char *where, const char *rest)
{
	test.id += 10;
	(void)history_add("c", verb, test.id, where, rest);
}

static void
redact(void)
{
	const size_t i = dice((uint32_t)test.count);
	char rest[64];

	said[i].gone = true;
	(void)snprintf(rest, sizeof(rest), "op!u@h!! %llu why",
	    (unsigned long long)said[i].id);
	order("redact", wheres[said[i].where], rest);
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
	order("void", wheres[said[i].where], rest);
}

static void
end_gone(void)
{
	order("end", "gone", "");
	note_gone(2, COUNT(accounts), test.id);
}

/* Forgets what cy has said, but not the last of it. */
static void
forget_cy(void)
{
	const uint64_t before = test.id - 300;
	char rest[32];

	(void)snprintf(rest, sizeof(rest), "%llu", (unsigned long long)before);
	order("forget", "@cy", rest);
	note_gone(COUNT(wheres), 2, before);
}

static void
forget_tea(void)
{
	char rest[32];

	(void)snprintf(
	    rest, sizeof(rest), "%llu", (unsigned long long)test.id - 100);
	order("forget", "Tea", rest);
	note_gone(1, COUNT(accounts), test.id - 110);
}

/* Removes an account, with its talks. */
static void
end_ali(void)
{
	order("end", "@ali", "");
	note_gone(3, COUNT(accounts), test.id);
	note_gone(4, COUNT(accounts), test.id);
}

static void
make_history(const char *name)
{
	memset(said, 0, sizeof(said));
	test.count = 0;
	test.id = FIRST;
	scratch_path(test.directory, name);
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	for (unsigned file = 0; file < FILES; file++) {
		history_next(++test.id);
		while (test.count < (file + 1) * RECORDS / FILES) {
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
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
	FILE *cut;

	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(journal_file_first(FIRST), ".cut", name));
	cut = fopen(path, "w");
	MUST(cut != NULL, "fopen");
	for (size_t i = 0; i < 100; i++)
		(void)fprintf(cut, "%s 0 msg %llu %s %s!u@h!%s! word%zu;\n",
		    i % 3 == 0 ? "damaged0" : "8f",
		    (unsigned long long)said[i].id, wheres[said[i].where],
		    accounts[said[i].account], accounts[said[i].account], i);
	(void)fprintf(cut, "00000000 7 msg 17 lost the end of a l");
	MUST(fclose(cut) == 0, "fclose");
	MUST(chmod(path, 0600) == 0, "chmod");
}

/* A kill leaves such lines at the end of the newest file. */
static void
put_tail(void)
{
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(history_key(), "", name));
	file = fopen(path, "a");
	MUST(file != NULL, "fopen");
	for (size_t i = 0; i < 100; i++)
		(void)fprintf(file,
		    "damaged0 0 msg %llu %s %s!u@h!%s! word%zu;\n",
		    (unsigned long long)said[i].id, wheres[said[i].where],
		    accounts[said[i].account], accounts[said[i].account], i);
	MUST(fclose(file) == 0, "fclose");
}

/* Adds the text of a file, if it is there. */
static void
add_file(const char *name, size_t room)
{
	char path[SCRATCH_PATH + 64];
	ssize_t count;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", test.directory, name);
	fd = open(path, O_RDONLY);
	if (fd == -1)
		return;
	count = read(fd, test.text + test.len, room - test.len - 1);
	MUST(count >= 0, "read");
	test.len += (size_t)count;
	(void)close(fd);
}

/* Reads all files of the directory. */
static void
read_all(void)
{
	static const char *const endings[] = { "", ".cut" };
	const size_t room = (size_t)4 * 1024 * 1024;
	char name[JOURNAL_FILE_NAME];

	free(test.text);
	test.text = malloc(room);
	MUST(test.text != NULL, "no memory");
	test.len = 0;
	add_file(ROWS_FILE_CUT, room);
	for (size_t i = 0; i < FILES * COUNT(endings); i++)
		add_file(journal_file_name(
			     journal_file_first(FIRST) + i / COUNT(endings),
			     endings[i % COUNT(endings)], name),
		    room);
	test.text[test.len] = '\0';
}

/* Damages a record of the file that has the word. */
static void
damage(size_t file, const char *word)
{
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
	const char *at;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(journal_file_first(FIRST) + file, "", name));
	fd = open(path, O_RDWR);
	MUST(fd != -1, "open");
	test.len = (size_t)read(fd, test.text, 4 * 1024 * 1024 - 1);
	test.text[test.len] = '\0';
	at = strstr(test.text, word);
	if (at != NULL) {
		while (at[-1] != '\n')
			at--;
		MUST(pwrite(fd, "x", 1, at - test.text) == 1, "pwrite");
	}
	(void)close(fd);
}

/* Damages some that have to go; tags are known only by their event. */
static void
damage_some(void)
{
	char word[32];

	read_all();
	for (size_t i = 0; i < test.count; i++) {
		(void)snprintf(word, sizeof(word), "word%zu;", i);
		for (size_t file = 0; file < FILES; file++)
			if (said[i].gone && !said[i].has_tags && i % 7 == 0)
				damage(file, word);
	}
}

static bool
is_there(const char *format, size_t i)
{
	char word[32];

	(void)snprintf(word, sizeof(word), "%s%zu;", format, i);
	return strstr(test.text, word) != NULL;
}

/* The number of events that are there and should not be, or the reverse. */
static size_t
wrong_ones(void)
{
	size_t wrong = 0;

	read_all();
	for (size_t i = 0; i < test.count; i++)
		if (is_there("word", i) == said[i].gone ||
		    is_there("tag=tag", i) !=
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

/* Begins as the next journal does. */
static struct journal_reader *
start(void)
{
	struct journal_reader *reader = history_load(ANSWERS);

	if (test.erase.reader != NULL)
		io_close(&test.erase.overwrite.fd);
	journal_erase_init(&test.erase, reader);
	journal_erase_begin(&test.erase);
	return reader;
}

/* Works for so many parts; returns false if there is nothing left to do. */
static bool
work(struct journal_reader *reader, size_t parts)
{
	const uint64_t stored = history_past()->last_id;

	for (size_t i = 0; i < parts; i++) {
		const bool indexes = journal_asks_work(reader);
		if (!journal_erase_work(&test.erase, stored) && !indexes &&
		    !journal_erase_is_busy(&test.erase, stored))
			return false;
	}
	return true;
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
	reader = start();
	TAP_OK(wrong_ones() > 0, "something is to be erased");
	while (work(reader, 1))
		continue;
	TAP_NUM(wrong_ones(), 0, "what was to be erased is, and no more");
	reader = start();
	while (work(reader, 1))
		continue;
	TAP_NUM(test.erase.overwrite.erased, 0, "nothing is erased again");
	TAP_OK(history_past()->gaps.count == 0, "no record is damaged");
}

static void
try_new_tail(void)
{
	struct journal_reader *reader;

	make_history("tail");
	put_tail();
	reader = start();
	TAP_OK(history_past()->files.cuts == 1, "there is a tail now");
	while (work(reader, 1))
		continue;
	TAP_NUM(wrong_ones(), 0, "orders erase in it, in the same process");
}

/* Makes a file with that text. */
static void
put_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	MUST(file != NULL, "fopen");
	(void)fputs(text, file);
	MUST(fclose(file) == 0 && chmod(path, 0600) == 0, "fclose");
}

static bool
is_target(const char *where)
{
	return journal_targets_find(
		   &history_past()->targets, str_from(where)) != JOURNAL_NONE;
}

/* Passing groups, one of them closed; the clock stands still meanwhile. */
static void
try_ended(void)
{
	struct journal_reader *reader;
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "ended");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(FIRST + 1);
	(void)history_add("o", "msg", FIRST + 2, "open", "a!u@h!! one");
	(void)history_add("c", "msg", FIRST + 3, "shut", "a!u@h!! two");
	(void)history_add("c", "msg", FIRST + 4, "late", "a!u@h!! three");
	(void)history_add("c", "last", FIRST + 5, "open", "");
	(void)history_add("c", "last", FIRST + 6, "shut", "");
	(void)history_add("c", "tell", FIRST + 7, "@a,~12", "a!u@h!! c two");
	(void)history_add("c", "tell", FIRST + 8, "@a,d", "a!u@h!! d six");
	(void)history_add("c", "start", FIRST + 9, "*", "");
	(void)history_add("c", "tell", FIRST + 10, "@a,~1", "a!u@h!! b one");
	(void)history_add("c", "tell", FIRST + 11, "@a,~2", "a!u@h!! e ten");
	(void)history_add("c", "last", FIRST + 12, "*", "~1");
	history_end();
	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(journal_file_first(FIRST), ".cut", name));
	put_text(path,
	    "7 0 msg 1 open a!u@h!! word1;\n"
	    "7 0 msg 2 shut a!u@h!! word2;\n"
	    "7 0 msg 3 LATE a!u@h!! word3;\n"
	    "7 0 msg 4 open a!u@h!! a * b word4;\n"
	    "7 0 tell 5 @a,~1 a!u@h!! b word5;\n"
	    "7 0 tell 6 @a,~12 a!u@h!! c word6;\n"
	    "7 0 tell 7 @a,d a!u@h!! d word7;\n");
	reader = start();
	while (work(reader, 1))
		continue;
	read_all();
	TAP_OK(
	    is_there("word", 1), "last spares a group that was never closed");
	TAP_OK(!is_there("word", 2), "and not one that was");
	TAP_OK(!is_there("word", 3), "nor does start");
	TAP_OK(is_there("word", 4), "which does not look for its *");
	TAP_OK(!is_there("word", 5) && !is_there("word", 6),
	    "a guest's talk ends with the guest, or with the server");
	TAP_OK(!is_target("@a,~1") && !is_target("@a,~12"), "and is forgotten");
	TAP_OK(is_target("@a,~2"), "that of another guest goes on");
	TAP_OK(is_there("word", 7), "and a talk of two accounts stays");
}

static void
take(struct journal_orders *orders, const char *body)
{
	struct journal_record record;

	MUST(journal_record_read_body(str_from(body), &record), "%s", body);
	journal_orders_take(orders, &record);
}

/* It was renamed before its order was carried out. */
static void
try_renamed(void)
{
	struct journal_reader *reader;

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "renamed");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(FIRST + 1);
	(void)history_add("o", "msg", FIRST + 2, "ops", "a!u@h!! word1;");
	(void)history_add("c", "end", FIRST + 3, "ops", "");
	(void)history_add("o", "begin", FIRST + 4, "ops", "lasting");
	(void)history_add("o", "msg", FIRST + 5, "ops", "a!u@h!! word2;");
	(void)history_add("c", "renamed", FIRST + 6, "ops", "staff");
	(void)history_add("o", "msg", FIRST + 7, "staff", "a!u@h!! word3;");
	history_end();
	reader = start();
	while (work(reader, 1))
		continue;
	read_all();
	TAP_OK(
	    !is_there("word", 1), "the end of a group that has another name");
	TAP_OK(is_there("word", 2) && is_there("word", 3), "spares the rest");
}

/*
 * Orders that are not the first lines of their batches, whose lines share an
 * ID. The journal is killed after one part of the work, after two, and so on.
 */
static void
try_batch(void)
{
	static const struct journal_names none;
	static struct journal_orders orders = { .names = &none };
	struct journal_reader *reader;
	unsigned parts = 0;

	take(&orders, "rename 9 other op!u@h!! tea");
	take(&orders, "last 9 shut");
	take(&orders, "last 9 late");
	TAP_NUM(orders.count, 2, "all orders of a batch are met");

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "batch");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(FIRST + 1);
	(void)history_add("o", "msg", FIRST + 2, "tea", "a!u@h!! word1;");
	(void)history_add("o", "msg", FIRST + 3, "other", "a!u@h!! word2;");
	(void)history_add("o+", "rename", FIRST + 6, "other", "a!u@h!! tea");
	(void)history_add("c", "renamed", FIRST + 6, "other", "tea");
	history_next(FIRST + 6);
	(void)history_add("c", "msg", FIRST + 7, "shut", "a!u@h!! word3;");
	(void)history_add("c", "msg", FIRST + 8, "late", "a!u@h!! word4;");
	(void)history_add("c+", "last", FIRST + 9, "shut", "");
	(void)history_add("c", "last", FIRST + 9, "late", "");
	history_end();
	do
		reader = start();
	while (work(reader, ++parts));
	read_all();
	TAP_OK(!is_there("word", 1), "a former group of a new name is erased");
	TAP_OK(is_there("word", 2), "and not the one that has it now");
	TAP_OK(!is_there("word", 3) && !is_there("word", 4),
	    "both groups are that ended in one batch, in spite of kills");
	TAP_OK(test.erase.orders.done == history_past()->last_id,
	    "and that is noted");
}

/* Groups were renamed when what was said under their former name is refused. */
static void
try_refused_before(void)
{
	struct journal_orders *orders = &test.erase.orders;
	struct journal_reader *reader;
	struct journal_record record;

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "before");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(FIRST + 1);
	(void)history_add("o", "msg", FIRST + 2, "tea", "a!u@h!! word1;");
	(void)history_add("o", "msg", FIRST + 3, "tea", "a!u@h!! word2;");
	(void)history_add("c", "renamed", FIRST + 4, "tea", "mint");
	(void)history_add("o", "msg", FIRST + 5, "tea", "a!u@h!! word3;");
	(void)history_add("c", "void", FIRST + 6, "tea", "1795000000000002");
	history_end();
	reader = start();
	take(orders, "void 1795000000000006 tea 1795000000000002");
	MUST(journal_record_read_body(
		 STR("msg 1795000000000002 tea a!u@h!! hi"), &record),
	    "a record");
	TAP_OK(journal_orders_hide(orders, &record),
	    "what is refused of a group with another name now is hidden");
	while (work(reader, 1))
		continue;
	read_all();
	TAP_OK(!is_there("word", 1), "and erased");
	TAP_OK(is_there("word", 2) && is_there("word", 3), "and no more");
}

/* Carries the order out; returns whether it looks through the lost tails. */
static bool
looks_at_cuts(const char *order)
{
	struct journal_erase *erase = &test.erase;
	bool looks = false;

	take(&erase->orders, order);
	while (journal_erase_work(erase, UINT64_MAX) ||
	    journal_asks_work(erase->reader))
		looks = looks || erase->state == JOURNAL_ERASE_SWEEP;
	return looks;
}

/* Groups take names that others have had, or that nobody has had. */
static void
try_new_names(void)
{
	struct journal_reader *reader;

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "names");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(FIRST + 1);
	(void)history_add("o", "msg", FIRST + 2, "ops", "a!u@h!! word1;");
	(void)history_add("c", "renamed", FIRST + 3, "ops", "staff");
	(void)history_add("c", "renamed", FIRST + 4, "staff", "ops");
	(void)history_add("o", "msg", FIRST + 5, "tea", "a!u@h!! word2;");
	history_end();
	reader = start();
	while (work(reader, 1))
		continue;
	TAP_OK(!looks_at_cuts("renamed 1795000000000006 ops mint"),
	    "a name that nobody has had is hardly any work");
	TAP_OK(!looks_at_cuts("renamed 1795000000000007 ops staff"),
	    "nor is one that nobody has had since the group had it");
	read_all();
	TAP_OK(is_there("word", 1) && is_there("word", 2), "nothing is erased");
	TAP_OK(looks_at_cuts("renamed 1795000000000008 ops tea"),
	    "for a former group, all files are looked through");
	read_all();
	TAP_OK(is_there("word", 1) && !is_there("word", 2), "it is erased");
	TAP_NUM(test.erase.orders.done, FIRST + 8, "all that is done");
}

/*
 * Renamings, and one damaged record. Tea becomes mint, and another tea comes
 * and is renamed to milk; then mint is forgotten, and a record of milk deleted.
 */
static void
try_damaged_names(void)
{
	struct journal_reader *reader;
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "damaged_names");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(FIRST + 1);
	(void)history_add("o", "msg", FIRST + 2, "tea", "a!u@h!! word1;");
	(void)history_add("o", "msg", FIRST + 3, "tea", "a!u@h!! word2;");
	(void)history_add("o", "msg", FIRST + 4, "ops", "a!u@h!! word3;");
	(void)history_add("c", "renamed", FIRST + 5, "tea", "mint");
	(void)history_add("o", "msg", FIRST + 6, "tea", "a!u@h!! word4;");
	(void)history_add("o", "msg", FIRST + 7, "tea", "a!u@h!! word5;");
	(void)history_add("c", "renamed", FIRST + 8, "tea", "milk");
	(void)history_add("c", "end", FIRST + 9, "mint", "");
	(void)history_add("o", "msg", FIRST + 10, "milk", "a!u@h!! word6;");
	(void)history_add(
	    "o", "redact", FIRST + 11, "milk", "op!u@h!! 1795000000000006 why");
	(void)history_add("o", "msg", FIRST + 12, "tea", "a!u@h!! word7;");
	(void)history_add("c", "end", FIRST + 13, "tea", "");
	(void)history_add("c", "renamed", FIRST + 14, "cocoa", "choc");
	(void)history_add("c", "end", FIRST + 15, "choc", "");
	history_end();
	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(journal_file_first(FIRST), ".cut", name));
	put_text(path,
	    "7 0 msg 1795000000000002 Tea a!u@h!! word8;\n"
	    "7 0 msg 1795000000000004 ops a!u@h!! word9;\n"
	    "7 0 msg 1795000000000004 Cocoa a!u@h!! word10;\n");
	read_all();
	damage(0, "word2;");
	reader = start();
	while (work(reader, 1))
		continue;
	read_all();
	TAP_OK(!is_there("word", 1) && !is_there("word", 2) &&
		!is_there("word", 8) && !is_there("word", 10),
	    "the past of a group ends under its former name, damaged or not");
	TAP_OK(!is_there("word", 4), "the record of a former name is deleted");
	TAP_OK(is_there("word", 5) && is_there("word", 6),
	    "what others have said under that name stays");
	TAP_OK(!is_there("word", 7), "that of its present group does not");
	TAP_OK(is_there("word", 3) && is_there("word", 9),
	    "nor is any other group touched");
}

/* Groups come and go while a redaction waits. */
static void
try_crowd(void)
{
	static const struct journal_names none;
	static struct journal_orders orders = { .names = &none };
	struct journal_record record;
	char text[64];
	unsigned steps = 0;
	struct journal_reader *reader;

	take(&orders, "redact 9 ops op!u@h!! 5");
	for (unsigned i = 10; i < 3 * JOURNAL_ORDERS; i++) {
		(void)snprintf(text, sizeof(text), "last %u x%u", i, i);
		take(&orders, text);
	}
	MUST(journal_record_read_body(STR("msg 5 ops bo!u@h!! hi"), &record),
	    "a record");
	TAP_OK(journal_orders_hide(&orders, &record),
	    "a deleted message is hidden, however many groups empty");

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "crowd");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(test.id = FIRST);
	for (unsigned i = 0; i < 100; i++) {
		(void)snprintf(text, sizeof(text), "x%u", i);
		order("begin", text, "passing");
		order("last", text, "");
	}
	history_end();
	reader = start();
	while (journal_erase_work(&test.erase, history_past()->last_id) ||
	    journal_asks_work(reader))
		steps++;
	TAP_OK(steps < 250 && test.erase.orders.done == history_past()->last_id,
	    "groups that keep their past are no work: %u steps", steps);
}

/* Messages with several lines of tags, some of which are damaged. */
static void
try_tags(void)
{
	struct journal_reader *reader;
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "tags");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(FIRST + 1);
	for (unsigned i = 0; i < 4; i++) {
		const char *who = i == 1 ? "bo!u@h!bo!" : "cy!u@h!cy!";
		char text[64];
		for (unsigned tag = 3 * i; tag < 3 * i + 3; tag++) {
			(void)snprintf(text, sizeof(text), "+t=tag%u;", tag);
			(void)history_add(
			    "o+", "tags", FIRST + 2 + i, "a", text);
		}
		(void)snprintf(text, sizeof(text), "%s word%u;", who, i);
		(void)history_add("o", "msg", FIRST + 2 + i, "a", text);
	}
	test.id = FIRST + 20;
	order("forget", "@cy", "1795000000000019");
	history_end();
	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(journal_file_first(FIRST), ".cut", name));
	put_text(path,
	    "7 0 tags 2 a +t=tag12;\n7 0 tags 2 a +t=tag13;\n"
	    "7 0 msg 2 a cy!u@h!cy! word4;\n"
	    "7 0 tags 3 a +t=tag14;\n7 0 msg 3 a al!u@h!al! more3;\n"
	    "7 0 msg 4 a cy!u@h!cy! word5;\n"
	    "7 0 tags 5 a +t=tag15;\n7 0 msg 5 a bo!u@h!bo! word6;\n");
	read_all();
	for (unsigned tag = 1; tag <= 9; tag += 4) { /* 1, 5, 9 */
		char word[16];
		(void)snprintf(word, sizeof(word), "tag%u;", tag);
		damage(0, word);
	}
	damage(0, "word3;");
	reader = start();
	while (work(reader, 1))
		continue;
	read_all();
	for (unsigned tag = 0; tag < 12; tag++)
		TAP_OK(is_there("tag", tag) == (tag / 3 == 1),
		    "tags %u of message %u go with it", tag, tag / 3);
	TAP_OK(!is_there("tag", 12) && !is_there("tag", 13),
	    "and so do lost ones");
	TAP_OK(is_there("tag", 14) && is_there("tag", 15),
	    "those of other messages stay");
	TAP_OK(is_there("word", 1) && is_there("word", 6) &&
		!is_there("word", 0) && !is_there("word", 2) &&
		!is_there("word", 3) && !is_there("word", 4) &&
		!is_there("word", 5),
	    "as these do");
}

/* The lost tail of the file of rows has no file of the history beside it. */
static void
try_rows(void)
{
	struct journal_reader *reader;
	char path[SCRATCH_PATH + 64];

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "rows");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(test.id = FIRST);
	order("end", "@ali", "");
	order("end", "gone", "");
	order("forget", "@cy", "1795000000000000");
	history_end();
	(void)snprintf(
	    path, sizeof(path), "%s/%s", test.directory, ROWS_FILE_CUT);
	scratch_write(path,
	    "7 0 put 1 @ali letter 5 bo!u@h!bo! word1;\n"
	    "7 0 put 2 Gone row k 5 bo word2;\n"
	    "7 0 put 3 ops row k 5 bo word3;\n"
	    "7 0 put 4 @bo letter 7 cy!u@h!Cy! word4;");
	reader = start();
	while (work(reader, 1))
		continue;
	read_all();
	TAP_OK(!is_there("word", 1) && !is_there("word", 2) &&
		is_there("word", 3) && !is_there("word", 4),
	    "orders erase in the lost tail of the rows");
}

/* A guest leaves: lost records of that guest alone are erased, too. */
static void
try_guest(void)
{
	struct journal_reader *reader;
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];

	memset(said, 0, sizeof(said));
	scratch_path(test.directory, "guest");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(FIRST + 1);
	(void)history_add("c", "tell", FIRST + 2, "@a,~1", "a!u@h!! b one");
	(void)history_add("c", "tell", FIRST + 3, "@d,~12", "d!u@h!! c two");
	(void)history_add("c", "last", FIRST + 4, "*", "~1");
	history_end();
	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(journal_file_first(FIRST), ".cut", name));
	put_text(path,
	    "7 0 tell 5 @a,~1 a!u@h!! b word1;\n"
	    "7 0 tell 6 @a,~12 a!u@h!! c word2;\n");
	reader = start();
	while (work(reader, 1))
		continue;
	read_all();
	TAP_OK(!is_there("word", 1) && is_there("word", 2),
	    "what was lost of a guest who has left is erased");
}

#define GUESTS 600 /* more than there is room for orders */

/* Makes a file of lost lines, one of each guest. */
static void
put_guests(void)
{
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
	char line[256], *text = malloc(GUESTS * sizeof(line));
	size_t len = 0;

	MUST(text != NULL, "malloc");
	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(journal_file_first(FIRST), ".cut", name));
	for (unsigned i = 0; i < GUESTS; i++)
		len += (size_t)sprintf(text + len,
		    "7 0 tell 5 @Ali,~%u a!u@h!! b %0150d lost%u;\n", i, 0, i);
	put_text(path, text);
	free(text);
}

/* Works to the end; returns how often it begins with what may be damaged. */
static unsigned
sweeps(struct journal_reader *reader)
{
	enum journal_erasing before = JOURNAL_ERASE_IDLE;
	unsigned count = 0;

	while (work(reader, 1)) {
		count += test.erase.state == JOURNAL_ERASE_SWEEP &&
		    before != JOURNAL_ERASE_SWEEP;
		before = test.erase.state;
	}
	return count;
}

/* Adds a record of the guest of that number. */
static void
add_guest(const char *verb, const char *where, unsigned guest, const char *rest)
{
	char name[64], text[64];

	(void)snprintf(name, sizeof(name), where, guest);
	(void)snprintf(text, sizeof(text), rest, guest);
	(void)history_add("c", verb, ++test.id, name, text);
}

/* A crowd of guests leaves at once, but for the first. */
static void
try_guests(void)
{
	struct journal_reader *reader;

	memset(said, 0, sizeof(said));
	test.id = FIRST;
	scratch_path(test.directory, "guests");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(++test.id);
	for (unsigned i = 0; i < GUESTS; i++)
		add_guest("tell", "@ali,~%u", i, "a!u@h!! b word%u;");
	(void)history_add("o", "msg", ++test.id, "ops", "a!u@h!! ops0;");
	add_guest("tell", "@ali,~%u", 7, "a!u@h!! b more%u;");
	for (unsigned i = 1; i < GUESTS; i++)
		add_guest("last", "*", i, "~%u");
	(void)history_add("c", "forget", ++test.id, "ops", "1795999999999999");
	history_end();
	put_guests();
	reader = start();
	TAP_NUM(sweeps(reader), 2,
	    "lost lines are looked through once for them, and once for an "
	    "order");
	read_all();
	TAP_OK(
	    is_there("word", 0) && is_there("lost", 0) && is_target("@ali,~0"),
	    "a guest is left");
	for (unsigned i = 1; i < GUESTS; i++)
		said[i].gone = is_there("word", i) || is_there("lost", i);
	test.count = 0;
	for (unsigned i = 1; i < GUESTS; i++)
		test.count += said[i].gone;
	TAP_NUM(test.count, 0, "of the others everything is erased");
	TAP_OK(!is_there("more", 7) && !is_there("ops", 0),
	    "and so is what came later, and a group");
	TAP_NUM(history_past()->targets.used, 3, "they are forgotten");
	reader = start();
	TAP_NUM(history_past()->targets.used, GUESTS + 2,
	    "the next journal knows them again");
	(void)sweeps(reader);
	TAP_NUM(history_past()->targets.used, 3, "and forgets them");
	TAP_NUM(test.erase.overwrite.erased, 0, "there is nothing to erase");
}

/* Works for a minute, with the pauses after failures. */
static void
work_long(struct journal_reader *reader)
{
	for (unsigned i = 0; i < 60; i++) {
		while (work(reader, 1))
			continue;
		test.later += SEC;
	}
}

/* The talk of one of four guests who have left cannot be overwritten. */
static void
try_refused_guest(void)
{
	const struct journal_targets *targets = &history_past()->targets;
	struct journal_reader *reader;
	struct journal_record record = { .back = 0 };

	test.id = FIRST;
	scratch_path(test.directory, "stuck");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(++test.id);
	for (unsigned i = 0; i < 4; i++)
		add_guest("tell", "@ali,~%u", i, "a!u@h!! b word%u;");
	for (unsigned i = 0; i < 4; i++)
		add_guest("last", "*", i, "~%u");
	history_end();
	test.refused = FIRST + 3;
	reader = start();
	work_long(reader);
	TAP_OK(targets->used == 2 && is_target("@ali,~1"),
	    "others are forgotten, and this talk is not");
	TAP_NUM(test.erase.error, EIO, "that is known");
	test.refused = 0;
	test.later += 600 * SEC;
	work_long(reader);
	read_all();
	TAP_OK(
	    targets->used == 1 && !is_there("word", 1), "it is erased later");
	TAP_OK(test.erase.error == 0 &&
		journal_erase_next(&test.erase) == UINT64_MAX,
	    "and nothing is left to do");
	MUST(journal_record_read_body(
		 STR("target 1795000000000001 @ali,~77 - 0 1795000000000002 - "
		     "0 0"),
		 &record) &&
		journal_past_take_row(history_past(), &record) &&
		is_target("@ali,~77"),
	    "a row of a header");
	journal_erase_begin(&test.erase);
	work_long(reader);
	TAP_OK(!is_target("@ali,~77"), "a header may have talks to be erased");
}

/* Returns whether all of the file is on the disk. */
static bool
is_safe(void)
{
	size_t i = 0;

	while (i < COUNT(disk.byte) && disk.byte[i] == SAFE)
		i++;
	return i == COUNT(disk.byte);
}

/*
 * Talks of guests who have left are overwritten, but that cannot be synced in
 * the file, or in that of its lost tail, with that end of its name; of the
 * targets so many are left then.
 */
static void
try_unsynced_guests(const char *end, uint32_t left)
{
	const struct journal_targets *targets = &history_past()->targets;
	struct journal_reader *reader;
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
	struct stat info;

	test.id = FIRST;
	(void)snprintf(name, sizeof(name), "unsynced%s", end); /* fits */
	scratch_path(test.directory, name);
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	history_next(++test.id);
	for (unsigned i = 0; i < 4; i++)
		add_guest("tell", "@ali,~%u", i, "a!u@h!! b word%u;");
	for (unsigned i = 0; i < 4; i++)
		add_guest("last", "*", i, "~%u");
	history_end();
	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(journal_file_first(FIRST), end, name));
	if (end[0] != '\0')
		put_text(path, "7 0 tell 5 @Ali,~1 a!u@h!! b lost1;\n");
	MUST(stat(path, &info) == 0 && (size_t)info.st_size <= COUNT(disk.byte),
	    "no file");
	disk.file = info.st_ino;
	disk.fails = true;
	reader = start();
	work_long(reader);
	TAP_OK(targets->used == left && test.erase.error == EIO,
	    "what is not on the disk is not erased");
	disk.fails = false;
	test.later += 600 * SEC;
	work_long(reader);
	TAP_OK(targets->used == 1 && test.erase.error == 0 && is_safe(),
	    "it is written again later, all of it");
	disk.file = 0;
}

/* Only a redaction applies to the record that cannot be overwritten. */
static void
try_refused(void)
{
	struct journal_reader *reader;
	size_t i = 0;

	make_history("refused");
	while (i < test.count &&
	    (!said[i].gone || said[i].where != 0 || said[i].account == 2))
		i++;
	MUST(i < test.count, "nothing was redacted");
	test.refused = said[i].id;
	reader = start();
	work_long(reader);
	TAP_NUM(wrong_ones(), 1, "one cannot be erased, and all others are");
	TAP_NUM(test.erase.error, EIO, "that is known");
	TAP_OK(test.erase.orders.done < history_past()->last_id &&
		journal_erase_next(&test.erase) != UINT64_MAX,
	    "and its order is not done");
	test.refused = 0;
	test.later += 600 * SEC;
	work_long(reader);
	TAP_NUM(wrong_ones(), 0, "it is carried out later");
	TAP_OK(test.erase.error == 0 &&
		test.erase.orders.done == history_past()->last_id &&
		journal_erase_next(&test.erase) == UINT64_MAX,
	    "and that is noted");
}

static void
try_damage(void)
{
	struct journal_reader *reader;

	make_history("damaged");
	damage_some();
	reader = start();
	while (work(reader, 1))
		continue;
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
		reader = start();
		starts++;
	} while (work(reader, 12 + starts / 20 + dice(15)) && starts < 2000);
	TAP_OK(starts > 5, "it was killed %u times", starts);
	TAP_NUM(wrong_ones(), 0, "what was to be erased is, and no more");
	TAP_OK(test.erase.orders.done == history_past()->last_id,
	    "and that is noted");
}

static void
try_reading(void)
{
	struct journal_reader *reader;

	make_history("read");
	reader = start();
	while (work(reader, 1))
		continue;
	TAP_OK(all_are_found(reader), "the others are found");
}

int
main(void)
{
	dice_begin();
	try_at_once();
	try_new_tail();
	try_ended();
	try_guest();
	try_guests();
	try_rows();
	try_tags();
	try_renamed();
	try_batch();
	try_new_names();
	try_refused_before();
	try_damaged_names();
	try_crowd();
	try_refused();
	try_refused_guest();
	try_unsynced_guests("", 5);
	try_unsynced_guests(".cut", 1);
	try_damage();
	try_kills();
	try_reading();
	return tap_done();
}
