/*
 * helpers/journal/erase: a kill at each call that uses a file, before it and
 * within a write, leaves nothing of what is to be erased once the next journal
 * has finished: not in the history, its lost tails, its indexes, the lost tail
 * of the rows, nor in files that were being written; and all the rest stays.
 * -Wl,--wrap=pwrite -Wl,--wrap=write -Wl,--wrap=openat -Wl,--wrap=fdatasync
 * -Wl,--wrap=fsync -Wl,--wrap=renameat -Wl,--wrap=unlinkat
 */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/erase/journal_erase.h"
#include "helpers/journal/journal_rows_file.h"
#include "helpers/journal/read/journal_asks.h"
#include "shared/io.h"
#include "tests/lib/dice.h"
#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FIRST UINT64_C(1795000000000000)
#define ANSWERS ((size_t)64 * 1024)
#define ROUNDS 1
#define FILES 2
#define EACH 5 /* calls, one of which is tried */

static struct {
	char directory[SCRATCH_PATH];
	uint64_t id;
	unsigned kept; /* messages that stay */
	struct journal_erase erase;
	unsigned calls, last; /* so far; the one of the kill; 0: there is none
			       */
	jmp_buf kill;
} test;

/* A kill may come here. */
static void
call(void)
{
	if (++test.calls == test.last)
		longjmp(test.kill, 1);
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
	call();
	return __real_openat(directory, path, flags, mode);
}

/* Nothing is lost here by a power failure. */
int __wrap_fdatasync(int fd);
int
__wrap_fdatasync(int fd)
{
	(void)fd;
	call();
	return 0;
}

int __wrap_fsync(int fd);
int
__wrap_fsync(int fd)
{
	(void)fd;
	call();
	return 0;
}

int __real_renameat(int from, const char *name, int to, const char *other);
int __wrap_renameat(int from, const char *name, int to, const char *other);
int
__wrap_renameat(int from, const char *name, int to, const char *other)
{
	call();
	return __real_renameat(from, name, to, other);
}

int __real_unlinkat(int directory, const char *name, int flags);
int __wrap_unlinkat(int directory, const char *name, int flags);
int
__wrap_unlinkat(int directory, const char *name, int flags)
{
	call();
	return __real_unlinkat(directory, name, flags);
}

ssize_t __real_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t
__wrap_pwrite(int fd, const void *at, size_t size, off_t offset)
{
	call();
	if (test.calls + 1 == test.last)
		(void)__real_pwrite(fd, at, size / 2, offset); /* or nothing */
	call();
	return __real_pwrite(fd, at, size, offset);
}

ssize_t __real_write(int fd, const void *at, size_t size);
ssize_t __wrap_write(int fd, const void *at, size_t size);
ssize_t
__wrap_write(int fd, const void *at, size_t size)
{
	if (fd <= STDERR_FILENO)
		return __real_write(fd, at, size);
	call();
	if (test.calls + 1 == test.last)
		(void)__real_write(fd, at, size / 2); /* or nothing */
	call();
	return __real_write(fd, at, size);
}

/* Says something that goes or stays; returns its ID. */
static uint64_t
say(const char *verb, const char *where, const char *account, bool goes)
{
	char rest[96];

	test.id += 10;
	if (goes)
		(void)history_add("o+", "tags", test.id, where, "tag=goes;");
	(void)snprintf(rest, sizeof(rest), "%s!u@h!%s! %s%s%u;", account,
	    account, where[0] == '@' ? "to " : "", goes ? "goes" : "stays",
	    goes ? 0 : test.kept++);
	(void)history_add("o", verb, test.id, where, rest);
	return test.id;
}

static void
order(const char *verb, const char *where, const char *before, uint64_t id)
{
	char rest[64] = "";

	test.id += 10;
	if (id != 0)
		(void)snprintf(rest, sizeof(rest), "%s%llu", before,
		    (unsigned long long)id);
	(void)history_add("c", verb, test.id, where, rest);
}

/* Says something of each sort, with the orders for single messages. */
static void
say_round(void)
{
	uint64_t refused, deleted;

	(void)say("msg", "ops", "ali", false);
	(void)say("msg", "tea", "cy", true);
	refused = say("msg", "ops", "bo", true);
	(void)say("tell", "@ali,bo", "bo", true);
	(void)say("tell", "@bo,dan", "bo", false);
	order("void", "ops", "", refused);
	deleted = say("msg", "tea", "bo", true);
	(void)say("msg", "gone", "bo", true);
	order("redact", "tea", "op!u@h!! ", deleted);
	(void)say("msg", "tea", "bo", false);
}

static void
put_file(const char *name, const char *text)
{
	char path[SCRATCH_PATH + 64];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", test.directory, name);
	file = fopen(path, "a");
	MUST(file != NULL && fputs(text, file) != EOF && fclose(file) == 0 &&
		chmod(path, 0600) == 0,
	    "cannot write %s", path);
}

/* Lost tails, an old one and one that is still at the end of a file. */
static void
put_tails(void)
{
	char name[JOURNAL_FILE_NAME];

	(void)journal_file_name(journal_file_first(FIRST), ".cut", name);
	put_file(name,
	    "damaged0 0 msg 5 tea cy!u@h!cy! goes;\n"
	    "00000000 0 msg 6 gone bo!u@h!bo! goes;\n"
	    "00000000 7 msg 7 ops ali!u@h!ali! tail stays;\n");
	put_file(journal_file_name(history_key(), "", name),
	    "damaged0 0 msg 8 gone bo!u@h!bo! goes;\n");
	put_file(ROWS_FILE_CUT, "7 0 put 5 @ali letter 5 bo!u@h!bo! goes;\n");
}

static void
make_history(void)
{
	test.id = FIRST;
	test.kept = 0;
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	for (unsigned file = 0; file < FILES; file++) {
		history_next(++test.id);
		for (unsigned i = 0; i < ROUNDS; i++)
			say_round();
	}
	order("forget", "@cy", "", test.id);
	order("end", "gone", "", 0);
	order("end", "@ali", "", 0);
	history_end();
	put_tails();
}

/* Begins as the next journal does, and works until nothing is left to do. */
static void
work(void)
{
	struct journal_reader *reader = history_load(ANSWERS);
	const uint64_t stored = history_past()->last_id;
	bool more = true;

	journal_erase_init(&test.erase, reader);
	journal_erase_begin(&test.erase);
	while (more) {
		more = journal_asks_work(reader);
		more = journal_erase_work(&test.erase, stored) || more ||
		    journal_erase_is_busy(&test.erase, stored);
	}
	io_close(&test.erase.overwrite.fd);
}

/* Returns whether a kill came at the call of that number. */
static bool
is_killed_at(unsigned last)
{
	bool killed;

	test.calls = 0;
	test.last = last;
	killed = setjmp(test.kill) != 0;
	if (!killed)
		work();
	test.last = 0;
	return killed;
}

/* Returns how often the file has the text. */
static unsigned
count_in(const char *path, const char *text)
{
	static char bytes[256 * 1024];
	FILE *file = fopen(path, "r");
	unsigned count = 0;
	size_t len;

	MUST(file != NULL, "cannot read %s", path);
	len = fread(bytes, 1, sizeof(bytes) - 1, file);
	(void)fclose(file); /* was only read */
	bytes[len] = '\0';
	for (const char *at = bytes; (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

/* Counts the text in all files; removes these, if wanted. */
static unsigned
count_in_all(const char *text, bool removes)
{
	DIR *all = opendir(test.directory);
	const struct dirent *entry;
	unsigned count = 0;

	MUST(all != NULL, "no directory");
	while ((entry = readdir(all)) != NULL) {
		char path[SCRATCH_PATH + 256];
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(
		    path, sizeof(path), "%s/%s", test.directory, entry->d_name);
		count += count_in(path, text);
		MUST(!removes || unlink(path) == 0, "it stays");
	}
	(void)closedir(all); /* was only read */
	MUST(!removes || rmdir(test.directory) == 0, "it stays");
	return count;
}

/* Returns whether a kill came at that call. */
static bool
try_kill(unsigned last)
{
	bool killed;

	make_history();
	killed = is_killed_at(last);
	work();
	MUST(count_in_all("goes", false) == 0,
	    "killed at call %u: something is left in %s", last, test.directory);
	MUST(test.erase.error == 0 &&
		test.erase.orders.done == history_past()->last_id,
	    "killed at call %u: not all is done", last);
	MUST(count_in_all("stays", true) == test.kept + 1,
	    "killed at call %u: too much is erased", last);
	return killed;
}

int
main(void)
{
	const unsigned step = getenv("FORKCAST_KILLS") != NULL ? 1 : EACH;
	unsigned last;

	dice_begin();
	last = 1 + dice(step);
	scratch_path(test.directory, "history");
	make_history();
	TAP_OK(count_in_all("goes", true) > 0, "something is to be erased");
	while (try_kill(last))
		last += step;
	TAP_OK(last > 100, "a kill at any of %u calls leaves nothing", last);
	return tap_done();
}
