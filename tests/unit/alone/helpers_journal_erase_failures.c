/*
 * helpers/journal/erase: an order that cannot be carried out does not stop
 * others, and is carried out later; what a sync has failed for is written
 * again, also by the next journal.
 * -Wl,--wrap=pread -Wl,--wrap=pwrite -Wl,--wrap=clock_mono
 * -Wl,--wrap=fdatasync
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/clock.h"
#include "tests/lib/history/eraser.h"
#include "tests/lib/must.h"

static struct {
	uint64_t refused; /* the ID of records that cannot be written */
	usec later; /* the clock is ahead by that */
} test;

/* The bytes of a file. */
static struct {
	ino_t file; /* 0: none is watched */
	enum { SAFE, DIRTY, LOST } byte[4096];
	bool fails; /* a sync of it does */
	bool is_unreadable;
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

ssize_t __real_pread(int fd, void *at, size_t size, off_t offset);
ssize_t __wrap_pread(int fd, void *at, size_t size, off_t offset);
ssize_t
__wrap_pread(int fd, void *at, size_t size, off_t offset)
{
	if (!disk.is_unreadable || !is_watched(fd))
		return __real_pread(fd, at, size, offset);
	errno = EIO;
	return -1;
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

/* Works for a minute, with the pauses after failures. */
static void
work_long(struct journal_reader *reader)
{
	for (unsigned i = 0; i < 60; i++) {
		eraser_finish(reader);
		test.later += SEC;
	}
}

/* One of two deleted records cannot be overwritten. */
static void
try_refused(void)
{
	const struct journal_orders *orders = &eraser_erase()->orders;
	struct journal_reader *reader;

	eraser_begin("refused");
	for (unsigned i = 0; i < 3; i++)
		eraser_add_guest("msg", "ops", i, "a!u@h!! word%u;");
	eraser_order("redact", "ops", "op!u@h!! 1795000000000011 why");
	eraser_order("redact", "ops", "op!u@h!! 1795000000000021 why");
	history_end();
	test.refused = ERASER_FIRST + 11;
	reader = eraser_start();
	work_long(reader);
	eraser_read();
	TAP_OK(eraser_has("word", 0) && !eraser_has("word", 1) &&
		eraser_has("word", 2),
	    "one cannot be erased, and the other is");
	TAP_NUM(eraser_erase()->error, EIO, "that is known");
	TAP_OK(orders->done < history_past()->last_id &&
		journal_erase_next(eraser_erase()) != UINT64_MAX,
	    "and its order is not done");
	test.refused = 0;
	test.later += 600 * SEC;
	work_long(reader);
	eraser_read();
	TAP_OK(!eraser_has("word", 0), "it is carried out later");
	TAP_OK(eraser_erase()->error == 0 &&
		orders->done == history_past()->last_id &&
		journal_erase_next(eraser_erase()) == UINT64_MAX,
	    "and that is noted");
}

/* The talk of one of four guests who have left cannot be overwritten. */
static void
try_refused_guest(void)
{
	const struct journal_targets *targets = &history_past()->targets;
	struct journal_reader *reader;
	struct journal_record record = { .back = 0 };

	eraser_begin("stuck");
	for (unsigned i = 0; i < 4; i++)
		eraser_add_guest("tell", "@ali,~%u", i, "a!u@h!! b word%u;");
	for (unsigned i = 0; i < 4; i++)
		eraser_add_guest("last", "*", i, "~%u");
	history_end();
	test.refused = ERASER_FIRST + 21;
	reader = eraser_start();
	work_long(reader);
	TAP_OK(targets->used == 2 && eraser_has_target("@ali,~1"),
	    "others are forgotten, and this talk is not");
	TAP_NUM(eraser_erase()->error, EIO, "that is known");
	test.refused = 0;
	test.later += 600 * SEC;
	work_long(reader);
	eraser_read();
	TAP_OK(
	    targets->used == 1 && !eraser_has("word", 1), "it is erased later");
	TAP_OK(eraser_erase()->error == 0 &&
		journal_erase_next(eraser_erase()) == UINT64_MAX,
	    "and nothing is left to do");
	MUST(journal_record_read_body(
		 STR("target 1795000000000001 @ali,~77 - 0 1795000000000002 - "
		     "0 0"),
		 &record) &&
		journal_past_take_row(history_past(), &record) &&
		eraser_has_target("@ali,~77"),
	    "a row of a header");
	journal_erase_begin(eraser_erase());
	work_long(reader);
	TAP_OK(!eraser_has_target("@ali,~77"),
	    "a header may have talks to be erased");
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

/* Watches a file, by the end of its name, whose syncs fail. */
static void
break_file(const char *end)
{
	char path[ERASER_PATH];
	struct stat info;

	eraser_path(path, 0, end);
	MUST(stat(path, &info) == 0 && (size_t)info.st_size <= COUNT(disk.byte),
	    "no file");
	memset(disk.byte, 0, sizeof(disk.byte));
	disk.file = info.st_ino;
	disk.fails = true;
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
	char name[32];

	(void)snprintf(name, sizeof(name), "unsynced%s", end); /* fits */
	eraser_begin(name);
	for (unsigned i = 0; i < 4; i++)
		eraser_add_guest("tell", "@ali,~%u", i, "a!u@h!! b word%u;");
	for (unsigned i = 0; i < 4; i++)
		eraser_add_guest("last", "*", i, "~%u");
	history_end();
	if (end[0] != '\0')
		eraser_put_tail("7 0 tell 5 @Ali,~1 a!u@h!! b lost1;\n");
	break_file(end);
	reader = eraser_start();
	work_long(reader);
	TAP_OK(targets->used == left && eraser_erase()->error == EIO,
	    "what is not on the disk is not erased");
	disk.fails = false;
	test.later += 600 * SEC;
	work_long(reader);
	TAP_OK(targets->used == 1 && eraser_erase()->error == 0 && is_safe(),
	    "it is written again later, all of it");
	disk.file = 0;
}

/*
 * The messages of an account are overwritten in the first file, or that of its
 * lost tail, whose sync fails; then the journal is killed, so that the next one
 * finds nothing left to overwrite. Where a damaged one was, it does not even
 * know.
 */
static void
try_killed(const char *name, const char *end, bool damages)
{
	char before[STR_DIGITS + 1];

	eraser_begin(name);
	for (unsigned i = 0; i < (damages ? 1 : 3); i++) {
		(void)history_add(
		    "o+", "tags", eraser_next_id(), "ops", "tag=word;");
		(void)history_add(
		    "o", "msg", eraser_last_id(), "ops", "a!u@h!cy! word0;");
	}
	eraser_put_tail("7 0 msg 5 ops a!u@h!cy! lost1;\n");
	history_next(eraser_next_id());
	(void)snprintf(before, sizeof(before), "%llu",
	    (unsigned long long)eraser_last_id()); /* fits */
	eraser_order("forget", "@cy", before);
	history_end();
	if (damages)
		eraser_damage(0, "word0;");
	break_file(end);
	eraser_finish(eraser_start());
	TAP_OK(eraser_erase()->error == EIO && !is_safe(),
	    "%s: it is not on the disk", name);
	disk.fails = false;
	eraser_finish(eraser_start());
	TAP_OK(
	    eraser_erase()->orders.done == history_past()->last_id && is_safe(),
	    "%s: the next journal writes it again", name);
	eraser_read();
	TAP_OK(!eraser_has("word", 0) && !eraser_has("lost", 1),
	    "%s: and nothing is left of it", name);
	disk.file = 0;
}

static void
put_file(const char *name, const char *text)
{
	char path[SCRATCH_PATH];

	scratch_path(path, name);
	scratch_write(path, text);
}

/* Returns whether the second file has a whole line of an erased record. */
static bool
has_erased(uint64_t id)
{
	char path[ERASER_PATH], room[4096];
	struct journal_record record;
	struct str rest = { room, 0 };
	FILE *file;

	eraser_path(path, 1, "");
	file = fopen(path, "r");
	MUST(file != NULL, "no %s", path);
	rest.len = fread(room, 1, sizeof(room), file);
	(void)fclose(file);
	while (rest.len > 0)
		if (journal_record_read(str_cut(&rest, '\n'), &record) &&
		    record.verb == JOURNAL_ERASED && record.id == id)
			return true;
	return false;
}

/*
 * An order is about another file than the one that was overwritten last, before
 * a kill: that one is written again first, unless it cannot be read.
 */
static void
try_noted(const char *directory, bool is_unreadable)
{
	char text[64], path[64], name[JOURNAL_FILE_NAME];
	uint64_t id;

	eraser_begin(directory);
	eraser_order("msg", "ops", "a!u@h!! word0;");
	history_next(eraser_next_id());
	eraser_order("msg", "tea", "a!u@h!! before;");
	(void)snprintf(text, sizeof(text), "done %llu\n",
	    (unsigned long long)eraser_last_id()); /* fits */
	(void)snprintf(path, sizeof(path), "%s/" JOURNAL_TODO, directory);
	put_file(path, text);
	eraser_order("msg", "tea", "a!u@h!! word1;");
	id = eraser_last_id();
	(void)snprintf(text, sizeof(text), "op!u@h!! %llu",
	    (unsigned long long)id); /* fits */
	eraser_order("redact", "tea", text);
	history_end();
	(void)snprintf(
	    path, sizeof(path), "%s/" JOURNAL_OVERWRITTEN, directory);
	put_file(path,
	    journal_file_name(journal_file_first(ERASER_FIRST), "\n", name));
	break_file("");
	disk.fails = false;
	disk.is_unreadable = is_unreadable;
	eraser_finish(eraser_start());
	disk.file = 0;
	eraser_read();
	TAP_OK(eraser_erase()->error == 0 && eraser_has("word", 0) &&
		!eraser_has("word", 1),
	    "a file that %s does not stop orders about others",
	    is_unreadable ? "cannot be read" : "is written again");
	TAP_OK(has_erased(id), "and the record is overwritten by its own line");
	disk.is_unreadable = false;
}

int
main(void)
{
	try_noted("unreadable", true);
	try_noted("noted", false);
	try_killed("killed", "", false);
	try_killed("damaged", "", true);
	try_killed("tail", ".cut", false);
	try_refused();
	try_refused_guest();
	try_unsynced_guests("", 5);
	try_unsynced_guests(".cut", 1);
	return tap_done();
}
