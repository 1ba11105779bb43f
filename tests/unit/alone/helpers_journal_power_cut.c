/*
 * helpers/journal/write: a sync fails, and the journal is killed before it can
 * write again what that has lost. The system then believes that the file is
 * clean, so a sync of the next journal would be in vain; yet whatever that one
 * takes for stored is there after a power cut. So is what follows in a file if
 * the next one was only half made. -Wl,--wrap=pwrite -Wl,--wrap=fdatasync
 * -Wl,--wrap=fsync -Wl,--wrap=renameat -Wl,--wrap=unlinkat
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/write/journal_rows_writer.h"
#include "shared/io.h"
#include "tests/lib/history/chronicle.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define ACTOR "ali!u@h!Ali!-"
#define DAY ((unsigned long long)CHRONICLE_DAY)
#define FILES 64

/* A file, as the disk and the system know it. */
struct known {
	ino_t inode;
	off_t safe; /* bytes that are on the disk */
	off_t dirty; /* from there on, the system has to write bytes */
};

static struct {
	struct known file[FILES];
	size_t count;
	bool fails; /* the next sync of a file does */
	bool is_stuck; /* no file gets a name */
	bool is_nameless; /* no name can be synced, or removed */
} disk;

static struct chronicle it;

static struct known *
known_of(int fd, struct stat *info)
{
	MUST(fstat(fd, info) == 0, "no file");
	for (size_t i = 0; i < disk.count; i++)
		if (disk.file[i].inode == info->st_ino)
			return &disk.file[i];
	MUST(disk.count < FILES, "too many files");
	disk.file[disk.count].inode = info->st_ino;
	return &disk.file[disk.count++];
}

ssize_t __real_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t
__wrap_pwrite(int fd, const void *at, size_t size, off_t offset)
{
	struct stat info;
	struct known *known = known_of(fd, &info);

	if (known->dirty == -1 || offset < known->dirty)
		known->dirty = offset;
	return __real_pwrite(fd, at, size, offset);
}

static int
sync_file(int fd)
{
	struct stat info;
	struct known *known = known_of(fd, &info);
	const bool fails = disk.fails && S_ISREG(info.st_mode);

	if (!fails && known->dirty != -1 && known->dirty <= known->safe)
		known->safe = info.st_size;
	known->dirty = -1;
	if (disk.is_nameless && S_ISDIR(info.st_mode)) {
		errno = EIO;
		return -1;
	}
	if (!fails)
		return 0;
	disk.fails = false;
	disk.is_stuck = true;
	errno = EIO;
	return -1;
}

int __wrap_fdatasync(int fd);
int
__wrap_fdatasync(int fd)
{
	return sync_file(fd);
}

int __wrap_fsync(int fd);
int
__wrap_fsync(int fd)
{
	return sync_file(fd);
}

int __real_renameat(int from, const char *name, int to, const char *other);
int __wrap_renameat(int from, const char *name, int to, const char *other);
int
__wrap_renameat(int from, const char *name, int to, const char *other)
{
	if (!disk.is_stuck)
		return __real_renameat(from, name, to, other);
	errno = EIO;
	return -1;
}

int __real_unlinkat(int directory, const char *name, int flags);
int __wrap_unlinkat(int directory, const char *name, int flags);
int
__wrap_unlinkat(int directory, const char *name, int flags)
{
	if (!disk.is_nameless || strstr(name, ".new") != NULL)
		return __real_unlinkat(directory, name, flags);
	errno = EIO;
	return -1;
}

/* The file has only what is on the disk. */
static void
cut_power(const char *path)
{
	int fd = open(path, O_RDWR);
	struct stat info;
	off_t safe;

	MUST(fd != -1, "%s is not there", path);
	safe = known_of(fd, &info)->safe;
	MUST(ftruncate(fd, safe) == 0, "not cut");
	io_close(&fd);
}

static void
say(unsigned from, unsigned upto)
{
	for (unsigned i = from; i <= upto; i++)
		MUST(chronicle_log(&it, "o msg %llu ops " ACTOR " hi", DAY + i),
		    "not taken");
}

static void
history_is_safe(void)
{
	char path[SCRATCH_PATH];
	uint64_t stored;

	MUST(chronicle_open(&it, SEC), "%s", it.why.text);
	say(1, 5);
	chronicle_run(&it, SEC);
	chronicle_run(&it, SEC);
	MUST(it.writer.done_id == DAY + 5, "not stored");
	say(6, 10);
	disk.fails = true;
	chronicle_run(&it, SEC);
	chronicle_run(&it, SEC);
	TAP_NUM(it.writer.done_id, DAY + 5, "they are not called stored");
	chronicle_kill(&it);
	disk.is_stuck = false;
	MUST(chronicle_open(&it, SEC), "%s", it.why.text);
	stored = it.writer.done_id;
	chronicle_path(path, it.writer.key, "");
	chronicle_kill(&it);
	cut_power(path);
	MUST(chronicle_open(&it, SEC), "%s", it.why.text);
	TAP_NUM(it.past.last_id, stored, "unless they outlast a power cut");
	chronicle_kill(&it);
}

/* A file that was only half made is there, and the one before went on. */
static void
half_a_file_takes_nothing(void)
{
	const uint64_t day = DAY + JOURNAL_DAY;
	uint64_t key;

	MUST(chronicle_open(&it, SEC), "%s", it.why.text);
	key = it.writer.key;
	disk.is_nameless = true;
	MUST(chronicle_log(
		 &it, "o msg %llu ops " ACTOR " hi", (unsigned long long)day),
	    "not taken");
	disk.is_nameless = false;
	it.writer.file_again = UINT64_MAX;
	chronicle_run(&it, SEC);
	chronicle_run(&it, SEC);
	TAP_OK(it.writer.done_id == day && it.writer.key == key,
	    "no file begins, so the old one goes on");
	chronicle_kill(&it);
	MUST(chronicle_open(&it, SEC), "%s", it.why.text);
	TAP_OK(it.past.last_id == day && it.past.files.cuts == 0 &&
		it.past.files.count == 1,
	    "also for the next journal");
	chronicle_kill(&it);
}

static struct {
	struct journal_files files;
	struct journal_rows_writer writer;
	void *room;
} rows;

static void
open_rows(void)
{
	const struct siphash_secret secret = { 1, 2 };
	struct error why;

	rows.room = calloc(1, journal_rows_writer_room());
	MUST(rows.room != NULL &&
		journal_rows_writer_begin(
		    &rows.writer, &rows.files, SEC, rows.room, secret, &why),
	    "%s", why.text);
}

static void
close_rows(void)
{
	io_close(&rows.writer.file.fd);
	io_close(&rows.writer.file.next.fd);
	free(rows.room);
	disk.is_stuck = false;
}

static void
change(const char *line)
{
	struct journal_record record;

	MUST(journal_record_read_log(str_from(line), &record) &&
		journal_rows_writer_take(&rows.writer, &record, SEC),
	    "not taken: %s", line);
	(void)journal_rows_writer_run(&rows.writer, SEC, true);
}

static void
rows_are_safe(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, ".");
	rows.files.directory = open(path, O_RDONLY | O_DIRECTORY);
	rows.files.owner = geteuid();
	open_rows();
	change("o put 1795392000000001 ops row a 1 ali x");
	disk.fails = true;
	change("o cut 1795392000000002 ops row a");
	TAP_OK(rows.writer.first_id != 0, "a row's end is not called stored");
	close_rows();
	open_rows();
	change("o cut 1795392000000002 ops row a");
	TAP_NUM(rows.writer.first_id, 0, "it is then");
	close_rows();
	scratch_path(path, ROWS_FILE);
	cut_power(path);
	open_rows();
	TAP_NUM(rows.writer.file.rows.count, 0, "and outlasts a power cut");
	close_rows();
	(void)close(rows.files.directory);
}

int
main(void)
{
	history_is_safe();
	half_a_file_takes_nothing();
	rows_are_safe();
	return tap_done();
}
