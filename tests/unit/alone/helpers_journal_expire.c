/*
 * helpers/journal/erase/journal_expire: files that are too old are removed,
 * with all that belongs to them; but not while the clock is far ahead of the
 * history. Beyond the size, the largest target loses its oldest events, even if
 * another was thought to be larger or has only control, and nobody else loses
 * anything, unless all are small, whatever the groups were called before;
 * everything else is found as before, by
 * requests under way, later ones, and the next journal. Meanwhile indexes are
 * loaded, or made, and nobody waits for ever, nor for the sync of a whole file.
 * -Wl,--wrap=clock_wall -Wl,--wrap=clock_boot -Wl,--wrap=fdatasync
 */
#include "helpers/journal/erase/journal_expire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/erase/journal_leap.h"
#include "helpers/journal/journal_rows_file.h"
#include "helpers/journal/read/journal_asks.h"
#include "shared/io.h"
#include "tests/lib/dice.h"
#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define DAY (86400 * SEC)
#define ANSWERS ((size_t)1024 * 1024)
#define FILES 6
#define RECORDS 600 /* of a file */

static struct {
	char directory[SCRATCH_PATH];
	uint64_t id;
	size_t calm; /* messages to "calm", with their numbers */
	bool is_calm; /* only "calm" speaks, and is called "flood" */
	char flood_name[16]; /* if that has another one */
	struct journal_erase erase;
	struct journal_expire expire;
	usec wall, boot; /* how far the clocks have been moved */
	int fd; /* of the last sync, or -1 */
	uint64_t synced; /* how long that file was then */
	uint64_t longest; /* the most bytes of a new file in one sync */
} test;

int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
int
__wrap_fdatasync(int fd)
{
	struct stat info;

	MUST(fstat(fd, &info) == 0, "fstat");
	if (fd != test.fd)
		test.synced = 0;
	test.fd = fd;
	if ((uint64_t)info.st_size - test.synced > test.longest)
		test.longest = (uint64_t)info.st_size - test.synced;
	test.synced = (uint64_t)info.st_size;
	return __real_fdatasync(fd);
}

usec __real_clock_wall(void);
usec __wrap_clock_wall(void);
usec
__wrap_clock_wall(void)
{
	return __real_clock_wall() + test.wall;
}

usec __real_clock_boot(void);
usec __wrap_clock_boot(void);
usec
__wrap_clock_boot(void)
{
	return __real_clock_boot() + test.boot;
}

static void
say(void)
{
	char rest[128];
	const char *calm = test.is_calm ? "flood" : "calm";
	const char *flood = test.flood_name[0] != 0 ? test.flood_name : "flood";

	test.id += 10;
	if (!test.is_calm && !dice_once_in(5)) {
		(void)history_add("o", "msg", test.id, flood,
		    "ali!u@h!ali! again and again and again and again");
		if (dice_once_in(10))
			(void)history_add("o", "erased", ++test.id, calm,
			    "-----------------");
		return;
	}
	(void)snprintf(rest, sizeof(rest), "bo!u@h!bo! %zu", test.calm++);
	(void)history_add("o", "msg", test.id, calm, rest);
	if (!test.is_calm && dice_once_in(10))
		(void)history_add("o", dice_once_in(2) ? "in" : "out",
		    ++test.id, flood, "cy");
}

static void
make_directory(const char *name)
{
	test.calm = 0;
	scratch_path(test.directory, name);
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
}

/* Makes a history, one file a day, of which the last has that age in days. */
static void
make_history(const char *name, unsigned age)
{
	const uint64_t today = clock_wall() - age * DAY;

	make_directory(name);
	for (unsigned file = 0; file < FILES; file++) {
		test.id = today - (FILES - 1 - file) * DAY - SEC;
		history_next(test.id);
		for (unsigned i = 0; i < RECORDS; i++)
			say();
	}
	history_end();
}

static struct journal_reader *
start(uint64_t days, uint64_t size)
{
	struct journal_reader *reader = history_load(ANSWERS);

	journal_erase_init(&test.erase, reader);
	journal_erase_begin(&test.erase);
	journal_expire_init(
	    &test.expire, &test.erase, history_past(), days, size);
	journal_expire_begin(&test.expire);
	return reader;
}

/* Works until nothing is left to do. */
static void
work(struct journal_reader *reader)
{
	bool more = true;

	while (more) {
		more = journal_asks_work(reader);
		more =
		    journal_erase_work(&test.erase, history_past()->last_id) ||
		    more;
		more = journal_expire_work(&test.expire, clock_mono()) ||
		    more || journal_asks_are_busy(reader);
	}
}

static uint64_t
size_of_all(void)
{
	uint64_t size = 0;

	for (size_t i = 0; i < history_past()->files.count; i++)
		size += history_past()->files.file[i].size;
	return size;
}

/* Begins to ask for the messages of a group after an ID. */
static void
ask(struct journal_reader *reader, const char *where, uint64_t after)
{
	char text[128];

	(void)snprintf(text, sizeof(text),
	    "1 - - 0 forward %s * 0 1 members,said %llu 0 1000", where,
	    (unsigned long long)after);
	journal_asks_take(reader, str_from(text));
}

/*
 * Counts the messages of the group; those of "calm" are those from a number on,
 * without a gap.
 */
static size_t
count_said(struct journal_reader *reader, const char *where, size_t *first)
{
	struct str line, word;
	uint64_t last = 0, number = 0;
	size_t count = 0;
	bool more = true;

	while (more) {
		MUST(buf_line(reader->up, &line) == LINE_WHOLE, "no answer");
		buf_drop_line(reader->up, line);
		if (str_skip(&line, STR("answer 1 past msg "))) {
			for (size_t i = 0; i < 3; i++)
				(void)str_word(&line);
			if (str_to_number(line, UINT64_MAX, &number)) {
				if (count == 0)
					*first = (size_t)number;
				MUST(number == *first + count, "a gap");
			}
			count++;
			continue;
		}
		MUST(str_skip(&line, STR("answer 1 ")), "%.*s", (int)line.len,
		    line.at);
		word = str_word(&line);
		more = str_eq(word, STR("more"));
		MUST(more || str_eq(word, STR("done")), "%.*s", (int)word.len,
		    word.at);
		(void)str_to_number(str_word(&line), UINT64_MAX, &last);
		if (more) {
			ask(reader, where, last);
			history_work(reader);
		}
	}
	return count;
}

static size_t
said(struct journal_reader *reader, const char *where, size_t *first)
{
	ask(reader, where, 0);
	history_work(reader);
	return count_said(reader, where, first);
}

static bool
is_there(size_t file, const char *ending)
{
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];

	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(
		history_past()->files.file[file].key, ending, name));
	return access(path, F_OK) == 0;
}

/* The lost tail of the rows, of that age in days, is not beside a file. */
static bool
keeps_tail(uint64_t age)
{
	const time_t then = (time_t)((clock_wall() - age * DAY) / SEC);
	const struct timespec times[2] = { { then, 0 }, { then, 0 } };
	char path[SCRATCH_PATH + 64];

	(void)snprintf(
	    path, sizeof(path), "%s/%s", test.directory, ROWS_FILE_CUT);
	scratch_write(path, "text");
	MUST(utimensat(AT_FDCWD, path, times, 0) == 0, "utimensat");
	work(start(3, 0));
	return access(path, F_OK) == 0;
}

static void
old_files_go(void)
{
	struct journal_reader *reader;
	size_t first = 0, all;
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
	uint64_t oldest;

	make_history("days", 0);
	reader = start(0, 0);
	work(reader);
	all = test.calm;
	TAP_NUM(said(reader, "calm", &first), all, "nothing is too old");
	oldest = history_past()->files.file[0].key;
	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(oldest, ".cut", name));
	MUST(mkdir(path, 0700) == 0, "mkdir");
	reader = start(3, 0);
	work(reader);
	TAP_NUM(history_past()->files.count, 6,
	    "a file stays if its lost tail cannot be removed");
	MUST(rmdir(path) == 0, "rmdir");
	reader = start(3, 0);
	work(reader);
	/* A file stays until the next one, too, began three days ago. */
	TAP_NUM(history_past()->files.count, 4, "two files are removed");
	TAP_OK(!journal_expire_wants_file(&test.expire),
	    "the newest file goes on");
	TAP_OK(is_there(0, "") && is_there(0, ".index"), "the others stay");
	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(oldest, ".index", name));
	TAP_OK(access(path, F_OK) != 0, "the index went, too");
	TAP_NUM(said(reader, "calm", &first) + first, all,
	    "all later messages are there");
	TAP_OK(first > 0, "and no earlier ones");
	TAP_NUM(history_past()->gaps.count, 0, "that is no gap");
	reader = start(3, 0);
	TAP_NUM(said(reader, "calm", &first) + first, all,
	    "nor for the next journal");
	TAP_OK(keeps_tail(2) && !keeps_tail(4),
	    "a lost tail of the rows is removed, too");
}

/* An account joins group after group, and has not been there since. */
static void
members_go(void)
{
	struct journal_reader *reader;
	struct journal_past *past;
	char name[16];
	uint64_t id;

	make_directory("members");
	history_next(id = clock_wall() - 9 * DAY);
	for (unsigned i = 0; i < 100; i++) {
		(void)snprintf(name, sizeof(name), "x%u", i);
		(void)history_add("o", "begin", ++id, name, "passing");
		(void)history_add("o", "in", ++id, name, "ali");
		(void)history_add("o", "last", ++id, name, "");
	}
	(void)history_add("o", "begin", ++id, "kept", "lasting");
	(void)history_add("o", "in", ++id, "kept", "ali");
	(void)history_add("c", "msg", ++id, "kept", "ali!u@h!ali! hi");
	history_next(id = clock_wall() - 8 * DAY);
	(void)history_add("o", "msg", ++id, "kept", "ali!u@h!ali! hi");
	history_next(id = clock_wall() - SEC);
	(void)history_add("o", "msg", ++id, "kept", "ali!u@h!ali! hi");
	history_end();
	reader = start(30, 0);
	work(reader);
	past = history_past();
	TAP_OK(past->targets.used > 100 &&
		journal_members_of_target(&past->members,
		    journal_targets_find(&past->targets, STR("x7"))) !=
		    JOURNAL_NONE,
	    "groups that were left are known");
	test.expire.days = 3;
	test.expire.next = 0;
	work(reader);
	TAP_NUM(past->targets.used, 1, "until all of it is too old");
	TAP_OK(journal_members_since(&past->members,
		   journal_targets_find(&past->targets, STR("kept")),
		   STR("ali"), 0) != 0,
	    "a member stays one");
}

static void
clocks_leap(void)
{
	struct journal_reader *reader;
	size_t first = 0;

	make_history("leap", 400);
	reader = start(3, 0);
	work(reader);
	TAP_OK(journal_expire_has_leapt(&test.expire) &&
		!journal_expire_has_leapt(&test.expire),
	    "it is told that the clock is far ahead");
	TAP_NUM(said(reader, "calm", &first), test.calm, "and nothing expires");
	reader = start(3, 0);
	TAP_OK(journal_expire_has_leapt(&test.expire),
	    "the next journal is told, too");
	/* Somebody has spoken since, at the new time. */
	history_past()->last_id = clock_wall();
	journal_expire_init(&test.expire, &test.erase, history_past(), 3, 0);
	journal_expire_begin(&test.expire);
	work(reader);
	TAP_NUM(said(reader, "calm", &first), test.calm,
	    "and nothing expires that day, whatever is said");
	test.expire.waits = 1; /* a day has gone by */
	test.expire.next = 0;
	work(reader);
	TAP_NUM(history_past()->files.count, 1, "but a day later");
	TAP_OK(journal_expire_wants_file(&test.expire),
	    "so would the newest file, if another began");
	TAP_NUM(
	    journal_leap_left(history_past()->files.directory, clock_wall()), 0,
	    "and the leap is forgotten");
}

/* The wall clock goes on while the machine sleeps. */
static void
sleep_is_no_leap(void)
{
	struct journal_reader *reader;

	make_history("sleep", 0);
	reader = start(30, 0);
	work(reader);
	test.wall = test.boot = 8 * 3600 * SEC;
	test.expire.next = 0;
	work(reader);
	TAP_OK(
	    !journal_expire_has_leapt(&test.expire) && test.expire.waits == 0,
	    "no leap: the machine was asleep");
	test.wall += 2 * 3600 * SEC;
	test.expire.next = 0;
	work(reader);
	TAP_OK(journal_expire_has_leapt(&test.expire), "that was one");
	test.wall = test.boot = 0;
}

static void
leaps_end(void)
{
	const usec wall = clock_wall();
	int directory;

	make_history("leaps", 0);
	directory = open(test.directory, O_RDONLY | O_DIRECTORY);
	MUST(directory != -1, "no directory");
	TAP_NUM(journal_leap_left(directory, wall), 0, "there was no leap");
	TAP_OK(journal_leap_note(directory, wall), "there is one");
	TAP_NUM(journal_leap_left(directory, wall + SEC), DAY - SEC,
	    "a day goes by");
	TAP_NUM(journal_leap_left(directory, wall + DAY), 0, "and is over");
	TAP_NUM(journal_leap_left(directory, wall - 400 * DAY), DAY,
	    "a clock that was set back waits for a day at most");
	(void)close(openat(directory, JOURNAL_LEAP, O_WRONLY | O_TRUNC));
	TAP_NUM(journal_leap_left(directory, wall + 9 * DAY), DAY,
	    "a damaged file is a leap");
	(void)close(directory);
}

static void
largest_loses(void)
{
	struct journal_reader *reader;
	size_t first = 0, flood;
	uint64_t all;

	make_history("size", 0);
	reader = start(0, 0);
	work(reader);
	all = size_of_all();
	flood = said(reader, "flood", &first);
	reader = start(0, all * 2 / 3);
	ask(reader, "calm", 0);
	work(reader);
	TAP_NUM(count_said(reader, "calm", &first), test.calm,
	    "a request under way misses nothing");
	TAP_OK(size_of_all() <= all * 2 / 3, "the size is kept");
	TAP_NUM(said(reader, "calm", &first), test.calm, "nor a later one");
	TAP_OK(said(reader, "flood", &first) < flood &&
		said(reader, "flood", &first) > flood / 4,
	    "the largest has lost some");
	TAP_NUM(history_past()->gaps.count, 0, "nothing is damaged");
	reader = start(0, all * 2 / 3);
	work(reader);
	TAP_NUM(
	    said(reader, "calm", &first), test.calm, "nor the next journal");
	reader = start(0, 1);
	work(reader);
	TAP_OK(said(reader, "flood", &first) > 0, "the newest file stays");
}

static struct journal_target *
target_of(const char *where)
{
	struct journal_targets *targets = &history_past()->targets;
	const uint32_t number = journal_targets_find(targets, str_from(where));

	MUST(number != JOURNAL_NONE, "%s is not known", where);
	return &targets->target[number];
}

/* It is thought to be the largest, as after a restart. */
static void
phantom_loses_nothing(void)
{
	struct journal_reader *reader;
	size_t first = 0;
	uint64_t all;

	make_history("phantom", 0);
	reader = start(0, 0);
	work(reader);
	all = size_of_all();
	reader = start(0, all * 2 / 3);
	target_of("calm")->bytes += all;
	work(reader);
	TAP_OK(size_of_all() <= all * 2 / 3, "the size is kept");
	TAP_NUM(said(reader, "calm", &first), test.calm,
	    "by the one that is the largest");
}

/* Loads what was written; it is too large by a third. Returns what is left. */
static size_t
calm_left(void)
{
	struct journal_reader *reader;
	size_t first = 0;
	uint64_t all;

	history_end();
	test.flood_name[0] = 0;
	reader = start(0, 0);
	work(reader);
	all = size_of_all();
	reader = start(0, all * 2 / 3);
	work(reader);
	TAP_OK(size_of_all() <= all * 2 / 3 &&
		history_past()->files.count == FILES,
	    "the size is kept without the loss of a file");
	return said(reader, "calm", &first);
}

/* Returns how many records all targets have, less those in the files. */
static uint64_t
counted_too_many(void)
{
	const struct journal_targets *targets = &history_past()->targets;
	const struct journal_files *files = &history_past()->files;
	uint64_t count = 0;
	uint32_t i = 0;

	for (; (i = journal_targets_next(targets, i)) != JOURNAL_NONE; i++)
		count += targets->target[i].records;
	for (size_t file = 0; file < files->count; file++)
		count -= files->file[file].records;
	return count;
}

static void
rename_group(const char *from, const char *to)
{
	(void)history_add("c", "renamed", ++test.id, from, to);
}

/* A group gets another name, and a larger one is founded with its old one. */
static void
former_name_loses_nothing(void)
{
	make_directory("former");
	test.is_calm = true;
	for (unsigned file = 0; file < FILES; file++) {
		test.id = clock_wall() - (FILES - file) * DAY;
		history_next(test.id);
		for (unsigned i = 0; i < RECORDS; i++) {
			if (file == 2 && i == RECORDS / 2) {
				rename_group("flood", "calm");
				test.is_calm = false;
			}
			if (!test.is_calm || i % 4 == 0)
				say();
		}
	}
	TAP_NUM(calm_left(), test.calm,
	    "a group loses nothing to another one of its former name");
}

/* A group gets one name after another, and has little with each of them. */
static void
new_names_save_nothing(void)
{
	char name[sizeof(test.flood_name)];
	unsigned number = 0;

	make_directory("names");
	(void)snprintf(test.flood_name, sizeof(name), "f%u", number);
	for (unsigned file = 0; file < FILES; file++) {
		test.id = clock_wall() - (FILES - file) * DAY;
		history_next(test.id);
		for (unsigned i = 1; i <= RECORDS; i++) {
			say();
			if (i % 50 != 0)
				continue;
			(void)snprintf(name, sizeof(name), "f%u", ++number);
			rename_group(test.flood_name, name);
			memcpy(test.flood_name, name, sizeof(name));
		}
	}
	TAP_NUM(calm_left(), test.calm,
	    "a group with many names is the largest with all of them");
	TAP_NUM(counted_too_many(), 0, "and has what is left");
}

/* Most is control, which has to stay, of a group that is the largest. */
static void
control_stays(void)
{
	struct journal_reader *reader;
	size_t first = 0;
	uint64_t all;

	make_directory("control");
	for (unsigned file = 0; file < FILES; file++) {
		test.id = clock_wall() - (FILES - file) * DAY;
		history_next(test.id);
		for (unsigned i = 0; i < RECORDS; i++) {
			say();
			for (unsigned many = 0; many < 4; many++)
				(void)history_add(
				    "o", "in", ++test.id, "control", "cy");
		}
	}
	/* The newest file, which has most, stays as it is. */
	for (unsigned i = 0; i < 5 * RECORDS; i++)
		(void)history_add("o", "msg", ++test.id, "late",
		    "ali!u@h!ali! again and again");
	history_end();
	reader = start(0, 0);
	work(reader);
	all = size_of_all();
	reader = start(0, all * 9 / 10);
	work(reader);
	TAP_OK(size_of_all() <= all * 9 / 10,
	    "control stays, but the size is kept");
	TAP_NUM(said(reader, "calm", &first), test.calm, "by the next largest");
}

/* The disk is full while a file is copied. */
static void
failed_copies_count_nothing(void)
{
	struct rlimit limit = { 4096, RLIM_INFINITY };
	struct journal_reader *reader;
	uint64_t records, all;

	make_history("full", 0);
	reader = start(0, 0);
	work(reader);
	records = target_of("flood")->records;
	all = size_of_all();
	reader = start(0, all * 2 / 3);
	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit");
	for (unsigned i = 0; i < 5; i++) {
		test.expire.next = 0;
		work(reader);
	}
	TAP_OK(test.expire.error == EFBIG &&
		target_of("flood")->records == records,
	    "a copy that fails has removed nothing");
	limit.rlim_cur = RLIM_INFINITY;
	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit");
	test.expire.next = 0;
	work(reader);
	TAP_OK(test.expire.error == 0 && size_of_all() <= all * 2 / 3 &&
		history_past()->files.count == FILES &&
		target_of("flood")->records < records,
	    "a later one does");
}

/* Nobody is large enough for a copy. */
static void
oldest_goes(void)
{
	struct journal_reader *reader;
	char name[16];
	uint64_t id, all;

	make_directory("small");
	for (unsigned file = 0; file < FILES; file++) {
		history_next(id = clock_wall() - (FILES - file) * DAY);
		for (unsigned i = 0; i < 2 * JOURNAL_CHOICE_PART; i++) {
			(void)snprintf(name, sizeof(name), "x%u", i);
			(void)history_add(
			    "o", "msg", ++id, name, "ali!u@h!ali! text");
		}
	}
	history_end();
	reader = start(0, 0);
	work(reader);
	all = size_of_all();
	reader = start(0, all * 2 / 3);
	work(reader);
	TAP_OK(
	    size_of_all() <= all * 2 / 3 && history_past()->files.count < FILES,
	    "the oldest file goes if no target is large");
	TAP_NUM(target_of("x7")->records, history_past()->files.count,
	    "and nothing else does");
}

/* Works until a file is being copied, while all indexes are there. */
static struct journal_reader *
begin_to_copy(const char *name)
{
	struct journal_reader *reader;

	make_history(name, 0);
	reader = start(0, 0);
	work(reader);
	reader = start(0, size_of_all() * 2 / 3);
	while (test.expire.state != JOURNAL_EXPIRE_COPY) {
		(void)journal_asks_work(reader);
		(void)journal_expire_work(&test.expire, clock_mono());
	}
	while (journal_asks_work(reader))
		continue;
	return reader;
}

static void
nobody_waits_for_ever(void)
{
	struct journal_reader *reader = begin_to_copy("begins");
	struct journal_file *file = &history_past()->files.file[FILES - 2];
	size_t first = 0;

	/* As when the writer has begun another file. */
	file->has_index = false;
	reader->indexes.ready = UINT64_MAX;
	ask(reader, "calm", 0);
	history_work(reader);
	TAP_NUM(reader->count, 0, "an index is loaded during the copy");
	if (reader->count == 0)
		TAP_OK(count_said(reader, "calm", &first) > 0, "and is read");

	reader = begin_to_copy("lost");
	file = &history_past()->files.file[FILES - 2];
	journal_indexes_renew(&reader->indexes, file->key);
	ask(reader, "calm", 0);
	for (unsigned i = 0; i < 1000000 && reader->count > 0; i++) {
		(void)journal_asks_work(reader);
		(void)journal_expire_work(&test.expire, clock_mono());
	}
	TAP_NUM(reader->count, 0, "an index is made when the copy is whole");
	if (reader->count == 0)
		TAP_NUM(count_said(reader, "calm", &first), test.calm,
		    "and everything is read");
}

#define MIB ((uint64_t)1024 * 1024)

/* The system takes long to write a file of many MiB. */
static void
syncs_are_short(void)
{
	struct journal_reader *reader;
	char text[3000];
	uint64_t all;

	(void)snprintf(text, sizeof(text), "ali!u@h!ali! %0*d",
	    (int)sizeof(text) - 20, 0); /* fits */
	make_directory("long");
	test.id = clock_wall() - DAY;
	history_next(test.id);
	for (uint64_t i = 0; i < 13 * MIB / sizeof(text); i++)
		(void)history_add(
		    "o", "msg", ++test.id, i % 13 < 7 ? "flood" : "calm", text);
	history_next(clock_wall());
	history_end();
	reader = start(0, 0);
	work(reader);
	all = size_of_all();
	test.fd = -1;
	test.synced = test.longest = 0;
	reader = start(0, all - MIB / 4);
	work(reader);
	TAP_OK(size_of_all() < all && size_of_all() > 5 * MIB,
	    "a long file is written anew");
	TAP_OK(test.longest > 0 &&
		test.longest < 4 * MIB + 2 * JOURNAL_EXPIRE_ROOM,
	    "4 MiB of it are synced at a time");
}

int
main(void)
{
	dice_begin();
	(void)signal(SIGXFSZ, SIG_IGN);
	old_files_go();
	members_go();
	clocks_leap();
	sleep_is_no_leap();
	leaps_end();
	largest_loses();
	phantom_loses_nothing();
	former_name_loses_nothing();
	new_names_save_nothing();
	control_stays();
	failed_copies_count_nothing();
	oldest_goes();
	nobody_waits_for_ever();
	syncs_are_short();
	return tap_done();
}
