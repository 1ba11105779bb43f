/*
 * helpers/journal/write: each call that uses a file fails once, in each of
 * several ways; whatever has been called safe is there afterwards, once and in
 * order, and the writer goes on by itself. After a failed sync the file has
 * lost what was not synced. -Wl,--wrap=openat -Wl,--wrap=pwrite
 * -Wl,--wrap=pread -Wl,--wrap=write -Wl,--wrap=fdatasync -Wl,--wrap=fsync
 * -Wl,--wrap=ftruncate -Wl,--wrap=renameat -Wl,--wrap=unlinkat
 * -Wl,--wrap=fstatat
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/history/chronicle.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define ACTOR "ali!u@h!Ali!-"
#define DAY ((unsigned long long)CHRONICLE_DAY)
#define EVENTS 120
#define RENAMED 51 /* each of so many; a group */
#define RECORDS (EVENTS + EVENTS / 5 + EVENTS / RENAMED)

/* The kinds of failure; a short count is one of reads and writes. */
enum kind { FAIL_NOSPACE, FAIL_IO, FAIL_INTERRUPTED, FAIL_SHORT, FAIL_KINDS };

static struct chronicle it;

static struct {
	unsigned calls; /* so far */
	unsigned which; /* fails; 0: none */
	enum kind kind;
	bool has_failed;
	bool loses, never_cuts; /* the next sync fails; so does each cut */
	bool drops; /* a failed sync loses what was not synced */
	const char *name;
	struct {
		ino_t inode;
		off_t size;
	} synced[64];
	size_t count;
} fault;

/* Returns whether this call fails, with errno. */
static bool
fails(const char *name, bool counts)
{
	static const int errors[] = { [FAIL_NOSPACE] = ENOSPC,
		[FAIL_IO] = EIO,
		[FAIL_INTERRUPTED] = EINTR,
		[FAIL_SHORT] = EIO };

	if (++fault.calls != fault.which)
		return false;
	fault.has_failed = true;
	fault.name = name;
	if (fault.kind == FAIL_INTERRUPTED && !counts)
		return false;
	errno = errors[fault.kind];
	return true;
}

static off_t *
synced_of(int fd)
{
	struct stat info;

	MUST(fstat(fd, &info) == 0, "no file");
	for (size_t i = 0; i < fault.count; i++)
		if (fault.synced[i].inode == info.st_ino)
			return &fault.synced[i].size;
	MUST(fault.count < COUNT(fault.synced), "too many files");
	fault.synced[fault.count].inode = info.st_ino;
	fault.synced[fault.count].size = 0;
	return &fault.synced[fault.count++].size;
}

int __real_openat(int directory, const char *path, int flags, ...);
int __wrap_openat(int directory, const char *path, int flags, ...);
int
__wrap_openat(int directory, const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
	va_end(args);
	return fails("openat", false) ?
	    -1 :
	    __real_openat(directory, path, flags, mode);
}

ssize_t __real_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t
__wrap_pwrite(int fd, const void *at, size_t size, off_t offset)
{
	if (fails("pwrite", true)) {
		if (fault.kind != FAIL_SHORT || size < 2)
			return -1;
		size /= 2;
	}
	return __real_pwrite(fd, at, size, offset);
}

ssize_t __real_write(int fd, const void *at, size_t size);
ssize_t __wrap_write(int fd, const void *at, size_t size);
ssize_t
__wrap_write(int fd, const void *at, size_t size)
{
	if (fails("write", true)) {
		if (fault.kind != FAIL_SHORT || size < 2)
			return -1;
		size /= 2;
	}
	return __real_write(fd, at, size);
}

ssize_t __real_pread(int fd, void *at, size_t size, off_t offset);
ssize_t __wrap_pread(int fd, void *at, size_t size, off_t offset);
ssize_t
__wrap_pread(int fd, void *at, size_t size, off_t offset)
{
	if (fails("pread", true)) {
		if (fault.kind != FAIL_SHORT || size < 2)
			return -1;
		size /= 2;
	}
	return __real_pread(fd, at, size, offset);
}

int __real_ftruncate(int fd, off_t size);
int __wrap_ftruncate(int fd, off_t size);

/* Makes the file zeros from a byte on; the descriptor may be for reading. */
static bool
zero_from(int fd, off_t from, off_t size)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd); /* fits */
	return truncate(path, from) == 0 && truncate(path, size) == 0;
}

/*
 * After a failure, the system has dropped what was written since the last
 * success, and believes that it is clean.
 */
static int
sync_file(int fd, const char *name)
{
	off_t *synced = synced_of(fd);
	struct stat info;

	MUST(fstat(fd, &info) == 0, "no file");
	if (!fails(name, name[1] == 'd')) {
		*synced = info.st_size;
		return 0; /* nothing else loses it */
	}
	if (S_ISREG(info.st_mode) && errno != EINTR && fault.drops) {
		const int error = errno;
		MUST(zero_from(fd, *synced, info.st_size), "cannot drop");
		errno = error;
	}
	return -1;
}

int __wrap_fdatasync(int fd);
int
__wrap_fdatasync(int fd)
{
	if (fault.loses) {
		fault.loses = false;
		errno = EIO;
		return -1;
	}
	return sync_file(fd, "fdatasync");
}

int __wrap_fsync(int fd);
int
__wrap_fsync(int fd)
{
	return sync_file(fd, "fsync");
}

int
__wrap_ftruncate(int fd, off_t size)
{
	if (fault.never_cuts) {
		errno = EIO;
		return -1;
	}
	return fails("ftruncate", false) ? -1 : __real_ftruncate(fd, size);
}

int __real_renameat(int from, const char *name, int to, const char *other);
int __wrap_renameat(int from, const char *name, int to, const char *other);
int
__wrap_renameat(int from, const char *name, int to, const char *other)
{
	return fails("renameat", false) ?
	    -1 :
	    __real_renameat(from, name, to, other);
}

int __real_unlinkat(int directory, const char *name, int flags);
int __wrap_unlinkat(int directory, const char *name, int flags);
int
__wrap_unlinkat(int directory, const char *name, int flags)
{
	return fails("unlinkat", false) ?
	    -1 :
	    __real_unlinkat(directory, name, flags);
}

int __real_fstatat(
    int directory, const char *name, struct stat *info, int flags);
int __wrap_fstatat(
    int directory, const char *name, struct stat *info, int flags);
int
__wrap_fstatat(int directory, const char *name, struct stat *info, int flags)
{
	/* musl's fstat comes here with an empty name. */
	return name[0] != '\0' && fails("fstatat", false) ?
	    -1 :
	    __real_fstatat(directory, name, info, flags);
}

/* As the server does it: a journal that cannot begin is started again. */
static void
open_it(usec sync)
{
	for (unsigned i = 0; i < 3; i++) {
		if (chronicle_open(&it, sync)) {
			it.writer.file_most = 3000;
			return;
		}
		chronicle_kill(&it);
	}
	must_end(HERE, "%s: it does not begin: %s", fault.name, it.why.text);
}

/* Writes events from one to another; each fifth has two records. */
static void
write_events(unsigned from, unsigned upto)
{
	for (unsigned i = from; i <= upto; i++) {
		/* Midnight comes in between. */
		const unsigned long long id = DAY + i +
		    (i > EVENTS / 2 ? (unsigned long long)JOURNAL_DAY : 0);
		const char *where = i % 3 == 0 ? "ops" : "@ali,bob";
		if (i % 5 == 0)
			MUST(chronicle_log(
				 &it, "o+ tags %llu %s a=b", id, where),
			    "%s: not taken", fault.name);
		if (i % RENAMED == 0)
			MUST(chronicle_log(&it,
				 "o+ rename %llu %s " ACTOR " x%u", id, where,
				 i) &&
				chronicle_log(
				    &it, "c renamed %llu %s x%u", id, where, i),
			    "%s: not taken", fault.name);
		else
			MUST(chronicle_log(&it, "o msg %llu %s " ACTOR " %u",
				 id, where, i),
			    "%s: not taken", fault.name);
		if (i % 7 == 0)
			chronicle_run(&it, SEC / 2);
	}
}

/* The records in their order. */
struct reading {
	uint64_t id;
	unsigned count; /* records */
	bool more, good;
};

static void
check_order(
    void *of, const struct journal_record *record, uint64_t file, uint64_t at)
{
	struct reading *reading = of;

	(void)file;
	(void)at;
	reading->good = reading->good &&
	    (reading->more ? record->id == reading->id :
			     record->id > reading->id);
	reading->id = record->id;
	reading->more = record->more;
	reading->count++;
}

/* Returns whether no file has more bytes than are valid. */
static bool
has_no_tails(void)
{
	const struct journal_files *files = &it.past.files;
	char path[SCRATCH_PATH];
	struct stat info;

	for (size_t i = 0; i < files->count; i++) {
		chronicle_path(path, files->file[i].key, "");
		if (stat(path, &info) != 0 ||
		    (uint64_t)info.st_size != files->file[i].size)
			return false;
	}
	return true;
}

/* Does all that a writer does. Returns the last ID that was called safe. */
static uint64_t
do_everything(usec sync)
{
	struct reading reading = { .good = true };
	uint64_t safe;

	open_it(sync);
	write_events(1, EVENTS / 3);
	chronicle_run(&it, 2 * SEC);
	chronicle_run(&it, 2 * SEC);
	safe = it.writer.done_id;
	write_events(EVENTS / 3 + 1, EVENTS * 3 / 4);
	if (it.writer.done_id > safe)
		safe = it.writer.done_id;
	/* Half of a line, as a kill leaves it. */
	if (it.writer.fd != -1)
		(void)__real_pwrite(it.writer.fd, "12345678 0 m", 12,
		    (off_t)(it.writer.base + it.writer.written));
	chronicle_kill(&it);
	open_it(sync);
	MUST(it.past.last_id >= safe, "%s: %llu is known, but %llu was safe",
	    fault.name, (unsigned long long)it.past.last_id,
	    (unsigned long long)safe);
	write_events(1, EVENTS); /* it has many of them */
	chronicle_run(&it, 2 * SEC);
	chronicle_run(&it, 2 * SEC);
	safe = it.writer.done_id;
	(void)chronicle_each(&it, check_order, &reading);
	MUST(reading.good, "%s: readers see them in another order", fault.name);
	MUST(!fault.has_failed || strcmp(fault.name, "fdatasync") != 0 ||
		has_no_tails(),
	    "a lost file still has what is in the new one");
	chronicle_kill(&it);
	return safe;
}

/* Returns how many records there are by the count of each target. */
static uint64_t
counted(void)
{
	const struct journal_targets *targets = &it.past.targets;
	uint64_t count = 0;
	uint32_t i = 0;

	for (; (i = journal_targets_next(targets, i)) != JOURNAL_NONE; i++)
		count += targets->target[i].records;
	return count;
}

/* Returns whether everything is there, once and in order. */
static bool
is_all_there(void)
{
	struct reading reading = { .good = true };
	bool linked;

	fault.which = 0;
	open_it(SEC);
	(void)chronicle_each(&it, check_order, &reading);
	linked =
	    chronicle_is_linked(&it) && counted() == RECORDS && has_no_tails();
	chronicle_kill(&it);
	if (reading.count != RECORDS || !reading.good || !linked)
		tap_note("%s, call %u, in way %d: %u records%s%s", fault.name,
		    fault.calls, (int)fault.kind, reading.count,
		    reading.good ? "" : ", not in order",
		    linked ? "" : ", not linked");
	return reading.count == RECORDS && reading.good && linked;
}

static void
survives(usec sync, enum kind kind, bool drops, const char *what)
{
	const unsigned long long last = DAY + EVENTS + JOURNAL_DAY;
	unsigned good = 0, which = 0;

	do {
		chronicle_remove();
		fault.count = fault.calls = 0;
		fault.which = ++which;
		fault.kind = kind;
		fault.drops = drops;
		fault.has_failed = false;
		it.now = 0;
		if (do_everything(sync) == last && is_all_there())
			good++;
		else
			tap_note("call %u: %s", which, fault.name);
	} while (fault.has_failed);
	TAP_NUM(
	    good, which, "%s: each of %u calls fails once", what, which - 1);
}

/* Removes from all files what was never synced. */
static void
lose_power(void)
{
	const struct journal_files *files = &it.past.files;
	char path[SCRATCH_PATH];
	struct stat info;

	for (size_t i = 0; i < files->count; i++) {
		off_t size = 0;
		chronicle_path(path, files->file[i].key, "");
		MUST(stat(path, &info) == 0, "no file");
		for (size_t n = 0; n < fault.count; n++)
			if (fault.synced[n].inode == info.st_ino)
				size = fault.synced[n].size;
		MUST(truncate(path, size) == 0, "cannot cut");
	}
}

/* A tail that could not be cut off is in the next file, and nowhere else. */
static void
keeps_no_copy(void)
{
	char path[SCRATCH_PATH];
	struct stat info;

	chronicle_remove();
	fault.count = fault.which = 0;
	it.now = 0;
	open_it(SEC);
	write_events(1, 10);
	chronicle_path(path, it.writer.key, ".cut");
	fault.loses = fault.never_cuts = true;
	chronicle_run(&it, 2 * SEC);
	chronicle_run(&it, 2 * SEC);
	TAP_NUM(it.past.files.count, 2, "a file is lost");
	TAP_OK(!has_no_tails(), "and could not be cut");
	chronicle_kill(&it);
	fault.never_cuts = false;
	open_it(SEC);
	TAP_OK(has_no_tails(), "the next start cuts it");
	TAP_OK(stat(path, &info) != 0, "without another copy");
	TAP_NUM(it.past.last_id, DAY + 10, "nothing is lost");
	chronicle_kill(&it);
}

/* The cut is tried again, for each of the lost files. */
static void
cuts_later(void)
{
	chronicle_remove();
	fault.count = fault.which = 0;
	it.now = 0;
	open_it(SEC);
	write_events(1, 4);
	fault.loses = fault.never_cuts = true;
	chronicle_run(&it, 2 * SEC);
	chronicle_run(&it, 2 * SEC);
	write_events(5, 6);
	fault.loses = true;
	chronicle_run(&it, 2 * SEC);
	chronicle_run(&it, 2 * SEC);
	TAP_NUM(it.past.files.count, 3, "two files are lost");
	fault.never_cuts = false;
	write_events(7, 8);
	chronicle_run(&it, 2 * SEC);
	chronicle_run(&it, 2 * SEC);
	TAP_OK(has_no_tails(), "both are cut after the next sync");
	chronicle_kill(&it);
}

/* A killed journal has written records that it has not synced. */
static void
survives_power_loss(void)
{
	chronicle_remove();
	fault.count = fault.which = 0;
	it.now = 0;
	open_it(SEC);
	write_events(1, 3);
	chronicle_run(&it, 0);
	TAP_NUM(it.writer.done_id, 0, "records are written and not synced");
	chronicle_kill(&it);
	open_it(SEC);
	TAP_NUM(it.past.last_id, DAY + 3, "the next journal knows them");
	chronicle_kill(&it);
	lose_power();
	open_it(SEC);
	TAP_NUM(it.past.last_id, DAY + 3, "and they survive a power failure");
	chronicle_kill(&it);
}

int
main(void)
{
	static const struct {
		usec sync;
		const char *name;
	} syncs[] = { { JOURNAL_SYNC_EACH, "each" }, { SEC, "1 s" },
		{ JOURNAL_SYNC_NONE, "none" } };
	static const char *const kinds[] = { [FAIL_NOSPACE] = "no space",
		[FAIL_IO] = "I/O error",
		[FAIL_INTERRUPTED] = "interrupted",
		[FAIL_SHORT] = "short" };
	char what[64];

	chronicle_in_memory();
	for (size_t i = 0; i < COUNT(syncs); i++)
		for (int kind = 0; kind < FAIL_KINDS; kind++) {
			(void)snprintf(what, sizeof(what), "%s, %s",
			    syncs[i].name, kinds[kind]);
			survives(syncs[i].sync, (enum kind)kind,
			    syncs[i].sync != JOURNAL_SYNC_NONE, what);
		}
	survives(SEC, FAIL_IO, false, "1 s, and nothing is dropped");
	survives_power_loss();
	keeps_no_copy();
	cuts_later();
	return tap_done();
}
