/*
 * helpers/journal/erase: an order that cannot be carried out does not stop
 * others, and is carried out later; what a sync has failed for is written
 * again.
 * -Wl,--wrap=pwrite -Wl,--wrap=clock_mono -Wl,--wrap=fdatasync
 */
#include <errno.h>
#include <stdio.h>
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
	char path[ERASER_PATH], name[32];
	struct stat info;

	(void)snprintf(name, sizeof(name), "unsynced%s", end); /* fits */
	eraser_begin(name);
	for (unsigned i = 0; i < 4; i++)
		eraser_add_guest("tell", "@ali,~%u", i, "a!u@h!! b word%u;");
	for (unsigned i = 0; i < 4; i++)
		eraser_add_guest("last", "*", i, "~%u");
	history_end();
	if (end[0] != '\0')
		eraser_put_tail("7 0 tell 5 @Ali,~1 a!u@h!! b lost1;\n");
	eraser_path(path, 0, end);
	MUST(stat(path, &info) == 0 && (size_t)info.st_size <= COUNT(disk.byte),
	    "no file");
	disk.file = info.st_ino;
	disk.fails = true;
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

int
main(void)
{
	try_refused();
	try_refused_guest();
	try_unsynced_guests("", 5);
	try_unsynced_guests(".cut", 1);
	return tap_done();
}
