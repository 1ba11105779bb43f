/*
 * helpers/journal: a read of a file fails once, each in its turn. No part of
 * the work takes that for the end of the file: nothing is lost that was to
 * stay, nothing stays that was to be erased, and an export says that it is not
 * whole. -Wl,--wrap=pread
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/erase/journal_expire.h"
#include "helpers/journal/read/journal_asks.h"
#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define DAY (86400 * SEC)
#define ANSWERS ((size_t)4 * 1024 * 1024)
#define FILES 3
#define RECORDS 2000 /* of a file: several reads */

static struct {
	char directory[SCRATCH_PATH];
	unsigned histories;
	size_t count; /* of calm, and of what bo has said */
	unsigned calls, which; /* reads so far; the one that fails, 0: none */
	struct journal_erase erase;
	struct journal_expire expire;
} test;

ssize_t __real_pread(int fd, void *room, size_t size, off_t at);
ssize_t __wrap_pread(int fd, void *room, size_t size, off_t at);
ssize_t
__wrap_pread(int fd, void *room, size_t size, off_t at)
{
	if (++test.calls == test.which) {
		errno = EIO;
		return -1;
	}
	return __real_pread(fd, room, size, at);
}

/* Makes a history, and orders at its end to forget what bo has said, or not. */
static void
make_history(bool forget)
{
	uint64_t id = 0;
	char rest[128], name[32];

	(void)snprintf(name, sizeof(name), "h%u", test.histories++);
	scratch_path(test.directory, name);
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	test.count = 0;
	for (unsigned file = 0; file < FILES; file++) {
		id = clock_wall() - (FILES - 1 - file) * DAY - SEC;
		history_next(id);
		for (unsigned i = 0; i < RECORDS; i++) {
			(void)history_add("o", "msg", ++id, "flood",
			    i % 200 == 0 ? "cy!u@h!cy! word" :
					   "ali!u@h!ali! word");
			if (i % 10 == 0) {
				(void)history_add("o", "msg", ++id, "calm",
				    "bo!u@h!bo! word");
				test.count++;
			}
		}
		(void)history_add("o", "msg", ++id, "last", "ali!u@h!ali! !");
	}
	(void)snprintf(rest, sizeof(rest), "%llu", (unsigned long long)id);
	if (forget)
		(void)history_add("c", "forget", ++id, "@bo", rest);
	history_end();
}

static struct journal_reader *
start(uint64_t size)
{
	struct journal_reader *reader;

	test.which = 0;
	reader = history_load(ANSWERS);
	journal_erase_init(&test.erase, reader);
	journal_erase_begin(&test.erase);
	journal_expire_init(&test.expire, &test.erase, history_past(), 0, size);
	journal_expire_begin(&test.expire);
	return reader;
}

/* Works until nothing is left to do, and again when time has gone by. */
static void
work(struct journal_reader *reader)
{
	unsigned idle = 0;

	while (idle < 4) {
		bool more = journal_asks_work(reader);
		more =
		    journal_erase_work(&test.erase, history_past()->last_id) ||
		    more;
		more = journal_expire_work(&test.expire, clock_mono()) || more;
		if (more)
			continue;
		idle++;
		test.erase.again = test.expire.next = 0;
		if (reader->indexes.retry != 0)
			reader->indexes.retry = 1;
	}
}

/* Returns how many lines of what bo has said are in the files. */
static size_t
said_by_bo(void)
{
	const struct journal_files *files = &history_past()->files;
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME], line[512];
	size_t count = 0;

	for (size_t i = 0; i < files->count; i++) {
		FILE *file;
		(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
		    journal_file_name(files->file[i].key, "", name));
		file = fopen(path, "r");
		MUST(file != NULL, "fopen");
		while (fgets(line, sizeof(line), file) != NULL)
			count += strstr(line, " bo!u@h!bo! ") != NULL;
		(void)fclose(file);
	}
	return count;
}

static uint64_t
size_of_all(const struct journal_reader *reader)
{
	uint64_t size = 0;

	for (size_t i = 0; i < reader->files->count; i++)
		size += reader->files->file[i].size;
	return size;
}

/* Returns how many files have no index, or one without their last record. */
static size_t
wrong_indexes(struct journal_reader *reader)
{
	size_t wrong = 0;

	for (size_t i = 0; i < reader->files->count; i++) {
		struct journal_index_hit hit;
		wrong += journal_indexes_find(&reader->indexes,
			     reader->files->file[i].key, STR("last"),
			     UINT64_MAX, &hit) != JOURNAL_FOUND;
	}
	return wrong;
}

/* Returns whether an export has all that cy has said, or says that it fails. */
static bool
is_honest(struct journal_reader *reader)
{
	struct str line;
	size_t count = 0;

	journal_asks_take(reader, STR("1 - - 0 export cy 0"));
	history_work(reader);
	while (buf_line(reader->up, &line) == LINE_WHOLE) {
		buf_drop_line(reader->up, line);
		if (str_begins(line, STR("answer 1 unavailable ")))
			return true;
		count += str_begins(line, STR("answer 1 past msg "));
	}
	return count == FILES * RECORDS / 200;
}

static void
indexes_are_whole(void)
{
	size_t wrong = 0;
	bool failed;

	do {
		struct journal_reader *reader;
		const unsigned which = test.which + 1;
		make_history(false);
		reader = start(0);
		test.calls = 0;
		test.which = which;
		work(reader);
		failed = test.calls >= test.which;
		test.calls = test.which; /* no more failures */
		wrong += wrong_indexes(reader);
	} while (failed);
	TAP_OK(test.which > 10, "%u reads can fail", test.which);
	TAP_NUM(wrong, 0, "no index leaves out the end of its file");
}

static void
others_lose_nothing(void)
{
	size_t lost = 0;

	do {
		struct journal_reader *reader;
		const unsigned which = test.which + 1;
		make_history(false);
		reader = start(1);
		test.expire.size = size_of_all(reader) / 2;
		test.calls = 0;
		test.which = which;
		work(reader);
		lost += test.count - said_by_bo();
	} while (test.calls >= test.which);
	TAP_NUM(lost, 0, "a file that is written anew loses nothing else");
}

static void
orders_are_carried_out(void)
{
	size_t left = 0;

	do {
		struct journal_reader *reader;
		const unsigned which = test.which + 1;
		make_history(true);
		reader = start(0);
		test.calls = 0;
		test.which = which;
		work(reader);
		left += said_by_bo();
	} while (test.calls >= test.which);
	TAP_NUM(left, 0, "nothing is left of what was to be erased");
}

static void
exports_are_honest(void)
{
	struct journal_reader *reader;
	size_t wrong = 0;
	unsigned which = 0;

	make_history(false);
	do {
		reader = start(0);
		work(reader);
		test.calls = 0;
		test.which = ++which;
		wrong += !is_honest(reader);
	} while (test.calls >= test.which);
	TAP_OK(which > 5, "an export reads %u times", which);
	TAP_NUM(wrong, 0, "an export is whole, or says that it is not");
}

int
main(void)
{
	indexes_are_whole();
	test.which = 0;
	others_lose_nothing();
	test.which = 0;
	orders_are_carried_out();
	exports_are_honest();
	return tap_done();
}
