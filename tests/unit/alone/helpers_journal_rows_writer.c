/*
 * helpers/journal/write/journal_rows_writer: what is taken is safe when it is
 * due, also when the file is written anew meanwhile, which does not take long;
 * but not before the name of the file is. Old values are gone in time.
 * -Wl,--wrap=fsync -Wl,--wrap=renameat
 */
#include "helpers/journal/write/journal_rows_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/write/journal_writer.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define KEYS 600
#define ROUNDS 60
#define TURNS 1000

static struct {
	struct journal_files files;
	struct journal_rows_writer writer;
	uint64_t id;
} test;

/* Syncs of the directory. */
static struct {
	unsigned renames; /* that were not followed by a sync */
	unsigned hollow; /* syncs without a rename */
	unsigned fail; /* how many of the next ones do */
} syncs;

int __wrap_renameat(int from, const char *name, int to, const char *new);
int __real_renameat(int from, const char *name, int to, const char *new);

int
__wrap_renameat(int from, const char *name, int to, const char *new)
{
	syncs.renames++;
	return __real_renameat(from, name, to, new);
}

int __wrap_fsync(int fd);
int __real_fsync(int fd);

int
__wrap_fsync(int fd)
{
	syncs.hollow += syncs.renames == 0;
	syncs.renames = 0;
	if (syncs.fail == 0)
		return __real_fsync(fd);
	syncs.fail--;
	errno = EIO;
	return -1;
}

static void
begin(usec sync)
{
	struct error why;
	void *room = calloc(1, journal_rows_writer_room());

	MUST(room != NULL, "no memory");
	MUST(journal_rows_writer_begin(&test.writer, &test.files, sync, room,
		 (struct siphash_secret) { 1, 2 }, &why),
	    "%s", why.text);
}

static void
end(void)
{
	(void)close(test.writer.file.fd);
	free(test.writer.file.rows.row);
}

static void
take(unsigned key, usec now)
{
	char body[128];
	struct journal_record record = { .back = 0 };

	(void)snprintf(body, sizeof(body), "put %llu k row key%u ali value",
	    (unsigned long long)++test.id, key); /* fits */
	MUST(journal_record_read_body(str_from(body), &record), "%s", body);
	MUST(journal_rows_writer_take(&test.writer, &record, now), "full");
}

static void
is_safe_in_time(void)
{
	begin(SEC);
	take(1, 5 * SEC);
	TAP_NUM(test.writer.first_id, test.id, "a row is not safe at once");
	(void)journal_rows_writer_run(&test.writer, 5 * SEC + 1, false);
	TAP_NUM(test.writer.first_id, test.id, "nor when it is written");
	TAP_NUM(journal_rows_writer_next(&test.writer), 6 * SEC,
	    "but after its time");
	(void)journal_rows_writer_run(&test.writer, 6 * SEC, false);
	TAP_NUM(test.writer.first_id, 0, "it is");
	TAP_NUM(journal_rows_writer_next(&test.writer), UINT64_MAX,
	    "nothing is to be done then");
	end();
}

/* A megabyte is out of date: the file is written anew. */
static void
is_safe_in_a_new_file(void)
{
	struct stat info;
	unsigned turns = 0;

	begin(3600 * SEC);
	for (unsigned i = 0; i < KEYS * ROUNDS; i++)
		take(i % KEYS, SEC);
	while (journal_rows_writer_run(&test.writer, SEC, false))
		MUST(++turns < TURNS, "it does not end");
	TAP_OK(turns > 0, "the file is written anew, in parts");
	TAP_NUM(test.writer.first_id, 0, "all rows are safe with it");
	MUST(fstat(test.writer.file.fd, &info) == 0, "fstat");
	TAP_OK(info.st_size < 100 * 1024, "it is short: %lld bytes",
	    (long long)info.st_size);
	TAP_NUM(test.writer.file.rows.count, KEYS, "and has all");
	end();
	begin(SEC);
	TAP_NUM(test.writer.file.rows.count, KEYS, "for the next journal, too");
	TAP_NUM(test.writer.last_id, test.id, "which knows the last ID");
	end();
}

/* Little is out of date, but may be what somebody wants to be gone. */
static void
forgets_in_time(void)
{
	struct stat before, after;
	const usec now = SEC + JOURNAL_ROWS_STALE;

	begin(SEC);
	while (journal_rows_writer_run(&test.writer, SEC, true))
		continue;
	MUST(fstat(test.writer.file.fd, &before) == 0, "fstat");
	TAP_NUM(journal_rows_writer_next(&test.writer), UINT64_MAX,
	    "nothing is out of date");
	take(1, SEC);
	(void)journal_rows_writer_run(&test.writer, SEC, true);
	TAP_NUM(journal_rows_writer_next(&test.writer), now,
	    "a row's old value is written over within an hour");
	(void)journal_rows_writer_run(&test.writer, now - 1, true);
	MUST(fstat(test.writer.file.fd, &after) == 0, "fstat");
	TAP_OK(after.st_ino == before.st_ino && after.st_size > before.st_size,
	    "it is there until then");
	while (journal_rows_writer_run(&test.writer, now, true))
		continue;
	MUST(fstat(test.writer.file.fd, &after) == 0, "fstat");
	TAP_OK(after.st_ino != before.st_ino && after.st_size == before.st_size,
	    "and no longer");
	(void)journal_rows_writer_run(&test.writer, now, true);
	TAP_NUM(journal_rows_writer_next(&test.writer), UINT64_MAX,
	    "nothing is to be done then");
	end();
}

static void
needs_no_sync(void)
{
	begin(JOURNAL_SYNC_NONE);
	take(1, SEC);
	(void)journal_rows_writer_run(&test.writer, SEC, false);
	TAP_NUM(test.writer.first_id, 0, "without a sync, written is safe");
	end();
}

/*
 * A sync of the directory has failed. The next one would succeed without doing
 * anything, unless the name was given again.
 */
static void
needs_its_name(const char *what)
{
	const uint64_t first = test.writer.first_id;
	usec now = 3600 * SEC;

	TAP_NUM(syncs.fail, 0, "the name of %s cannot be synced", what);
	TAP_OK(first != 0, "what is in it is not safe");
	syncs.hollow = 0;
	TAP_OK(journal_rows_writer_next(&test.writer) <= now,
	    "and will be tried again");
	syncs.fail = 1;
	(void)journal_rows_writer_run(&test.writer, now, false);
	TAP_NUM(test.writer.error, EIO, "which fails as well");
	TAP_NUM(test.writer.first_id, first, "so it is not safe");
	now += SEC;
	(void)journal_rows_writer_run(&test.writer, now, false);
	TAP_NUM(test.writer.first_id, 0, "then it is");
	TAP_NUM(syncs.hollow, 0, "the name was given again before each sync");
	TAP_NUM(journal_rows_writer_next(&test.writer), UINT64_MAX,
	    "nothing is to be done then");
}

static void
needs_the_name_of_the_first(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, ROWS_FILE);
	(void)unlink(path);
	begin(SEC);
	syncs.fail = 1;
	take(1, SEC);
	(void)journal_rows_writer_run(&test.writer, SEC, false);
	needs_its_name("the first file");
	end();
}

static void
needs_the_name_of_a_new_one(void)
{
	unsigned turns = 0;

	begin(SEC);
	for (unsigned i = 0; i < KEYS * ROUNDS; i++)
		take(i % KEYS, SEC);
	syncs.fail = 1;
	while (journal_rows_writer_run(&test.writer, SEC, false))
		MUST(++turns < TURNS, "it does not end");
	needs_its_name("a new file");
	end();
	begin(SEC);
	TAP_NUM(test.writer.file.rows.count, KEYS, "all rows are there");
	end();
}

int
main(void)
{
	char path[SCRATCH_PATH];
	static struct journal_file room[JOURNAL_FILES_MOST];

	(void)umask(077);
	scratch_path(path, "");
	journal_files_init(
	    &test.files, open(path, O_RDONLY | O_DIRECTORY), geteuid(), room);
	MUST(test.files.directory != -1, "cannot open %s", path);
	is_safe_in_time();
	is_safe_in_a_new_file();
	forgets_in_time();
	needs_no_sync();
	needs_the_name_of_the_first();
	needs_the_name_of_a_new_one();
	return tap_done();
}
