/*
 * helpers/journal: a record that is damaged costs itself and no other. Readers
 * are shown a gap in its place, and nobody a gap elsewhere, with an index or
 * without, in the newest file and in others; and so does a block of zeros. In
 * each case the next journal says the same.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/read/journal_asks.h"
#include "tests/lib/dice.h"
#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FIRST UINT64_C(1795000000000000)
#define ANSWERS ((size_t)1024 * 1024)
#define FILES 3
#define EACH 30 /* records of a file */

static const char *const wheres[] = { "ops", "tea", "@ali,bo" };

static struct {
	char directory[SCRATCH_PATH];
	struct {
		uint64_t id, at;
		unsigned where, file;
		size_t len;
		bool lost;
	} said[FILES * EACH];
	size_t count;
} test;

static void
make_history(void)
{
	uint64_t id = FIRST;

	scratch_path(test.directory, "history");
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	for (unsigned file = 0; file < FILES; file++) {
		history_next(++id);
		for (unsigned i = 0; i < EACH; i++) {
			const unsigned where = dice(COUNT(wheres));
			id += 10;
			test.said[test.count].id = id;
			test.said[test.count].where = where;
			test.said[test.count].file = file;
			test.said[test.count].at = history_add("o",
			    where == 2 ? "tell" : "msg", id, wheres[where],
			    where == 2 ? "ali!a@h!ali! bo text" :
					 "ali!a@h!ali! text");
			test.said[test.count].len =
			    (size_t)(history_size() - test.said[test.count].at);
			test.count++;
		}
	}
	history_end();
}

static int
open_file(size_t file, const char *ending)
{
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];

	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(journal_file_first(FIRST) + file, ending, name));
	return open(path, O_RDWR);
}

/* Changes bytes of a record, and returns what they were. */
static void
change(size_t i, size_t at, char *bytes, size_t len)
{
	const int fd = open_file(test.said[i].file, "");
	const off_t place = (off_t)(test.said[i].at + at);
	char before[4096];

	MUST(fd != -1, "open");
	MUST(pread(fd, before, len, place) == (ssize_t)len, "pread");
	MUST(pwrite(fd, bytes, len, place) == (ssize_t)len, "pwrite");
	memcpy(bytes, before, len);
	(void)close(fd);
}

/* Removes all indexes. */
static void
forget_indexes(void)
{
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];

	for (size_t i = 0; i < FILES; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
		    journal_file_name(
			journal_file_first(FIRST) + i, ".index", name));
		(void)unlink(path); /* or there is none */
	}
}

/* Returns whether a message between two IDs is lost. */
static bool
is_lost(uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < test.count; i++)
		if (test.said[i].lost && test.said[i].id >= from &&
		    test.said[i].id <= to)
			return true;
	return false;
}

/* Returns whether no message that is there is between two IDs. */
static bool
has_none(uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < test.count; i++)
		if (!test.said[i].lost && test.said[i].id >= from &&
		    test.said[i].id <= to)
			return false;
	return true;
}

/* Takes "gap ID * FROM TO". */
static void
take_gap(struct str line, size_t *gaps)
{
	uint64_t from, to;

	(void)str_word(&line);
	(void)str_word(&line);
	MUST(str_to_number(str_word(&line), UINT64_MAX, &from) &&
		str_to_number(line, UINT64_MAX, &to),
	    "no gap");
	MUST(is_lost(from, to), "a gap where nothing is missing");
	MUST(has_none(from, to), "a gap where something is");
	(*gaps)++;
}

/* Reads all of a target; returns how many gaps were shown. */
static size_t
read_all(struct journal_reader *reader, unsigned where, const char *form)
{
	char text[128];
	struct str line;
	uint64_t id;
	size_t gaps = 0, i = 0;

	(void)snprintf(text, sizeof(text),
	    "1 - - 0 %s %s ali 0 %u members 1 0 1000", form, wheres[where],
	    where != 2);
	journal_asks_take(reader, str_from(text));
	history_work(reader);
	for (;;) {
		MUST(buf_line(reader->up, &line) == LINE_WHOLE, "no answer");
		buf_drop_line(reader->up, line);
		MUST(str_skip(&line, STR("answer 1 ")), "no answer");
		if (!str_skip(&line, STR("past ")))
			break;
		if (str_skip(&line, STR("gap "))) {
			take_gap(line, &gaps);
			continue;
		}
		(void)str_word(&line);
		MUST(str_to_number(str_word(&line), UINT64_MAX, &id), "no ID");
		while (i < test.count &&
		    (test.said[i].where != where || test.said[i].lost))
			i++;
		MUST(i < test.count && test.said[i].id == id,
		    "%s: %llu is not the next", form, (unsigned long long)id);
		i++;
	}
	MUST(str_begins(line, STR("done")), "%.*s", (int)line.len, line.at);
	while (i < test.count &&
	    (test.said[i].where != where || test.said[i].lost))
		i++;
	MUST(i == test.count, "%s: a message is missing", form);
	return gaps;
}

/* Reads everything, twice; the target shows a gap. */
static void
read_damaged(unsigned where)
{
	for (unsigned start = 0; start < 2; start++) {
		struct journal_reader *reader = history_load(ANSWERS);
		size_t gaps = 0;
		for (unsigned i = 0; i < COUNT(wheres); i++) {
			(void)read_all(reader, i, "backward");
			(void)read_all(reader, i, "forward");
		}
		history_work(reader);
		gaps = read_all(reader, where, "forward");
		MUST(gaps == 1, "%zu gaps", gaps);
	}
}

static void
try_bits(bool has_indexes)
{
	for (size_t i = 0; i + 1 < test.count; i++) {
		char byte[1], before;
		const size_t at = dice((uint32_t)test.said[i].len - 1);
		if (i % EACH == EACH - 1)
			continue; /* a tail, or before one file's end */
		if (has_indexes)
			history_work(history_load(ANSWERS));
		else
			forget_indexes();
		byte[0] = 'x';
		change(i, at, byte, 1); /* to know what is there */
		before = byte[0];
		byte[0] = (char)(before ^ 1 << dice(7));
		change(i, at, byte, 1);
		byte[0] = before;
		test.said[i].lost = true;
		read_damaged(test.said[i].where);
		test.said[i].lost = false;
		change(i, at, byte, 1);
		forget_indexes();
	}
	TAP_OK(true, "a bit of each record, %s",
	    has_indexes ? "with indexes" : "without any");
}

/* Zeros from the middle of one record to the middle of another. */
static void
try_zeros(void)
{
	for (size_t i = 2; i + 8 < test.count; i += 3) {
		char zeros[4096] = "";
		const size_t last = i + 3;
		const size_t len =
		    (size_t)(test.said[last].at - test.said[i].at) - 5;
		if (test.said[i].file != test.said[last + 2].file)
			continue;
		change(i, 20, zeros, len);
		for (size_t j = i; j <= last; j++)
			test.said[j].lost = true;
		read_damaged(test.said[i].where);
		for (size_t j = i; j <= last; j++)
			test.said[j].lost = false;
		change(i, 20, zeros, len);
		forget_indexes();
	}
	TAP_OK(true, "zeros over several records");
}

int
main(void)
{
	dice_begin();
	make_history();
	try_bits(true);
	try_bits(false);
	try_zeros();
	return tap_done();
}
