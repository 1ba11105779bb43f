/*
 * helpers/journal/journal_rows and journal_rows_file: rows at random beside a
 * model, while the file is written anew and read again; a file that is cut or
 * damaged anywhere; and calls that fail.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "helpers/journal/journal_rows_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define KEYS 40
#define WHERES 5
#define TRIES 30000
#define TURNS 1000 /* more than two new files take */
#define LINES 20 /* of the file that is damaged */
#define LAST 80 /* bytes at its end */

static const char *const wheres[WHERES] = { "1", "Ops", "@ali", "2", "x-y" };

static struct {
	struct journal_rows_file file;
	char *room;
	int directory;
	unsigned value[WHERES][KEYS]; /* 0: there is none */
	unsigned values;
	uint64_t id;
} test;

static void
forget(void)
{
	if (test.file.fd != -1)
		(void)close(test.file.fd);
	if (test.file.next.fd != -1)
		(void)close(test.file.next.fd);
	MUST(munmap(test.room, journal_rows_file_room()) == 0, "munmap");
}

/* Sets up an index in fresh memory, and reads the file. */
static bool
read_file(struct error *why)
{
	const size_t size = journal_rows_file_room();

	test.room = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	MUST(test.room != MAP_FAILED, "mmap");
	journal_rows_file_init(&test.file, test.directory, geteuid(), test.room,
	    (struct siphash_secret) { dice(1000), dice(1000) });
	MUST(test.file.waste > 0 && test.file.part > 0, "no defaults");
	test.file.waste = 4096;
	test.file.part = 8;
	return journal_rows_file_open(&test.file, true, why);
}

static bool
take(const char *verb, const char *where, const char *rest)
{
	char body[256];
	struct journal_record record = { .back = 0 };

	(void)snprintf(body, sizeof(body), "%s %llu %s %s", verb,
	    (unsigned long long)++test.id, where, rest);
	MUST(journal_record_read_body(str_from(body), &record), "%s", body);
	return journal_rows_file_take(&test.file, &record);
}

/* Each row of the model has its value, and there are no others. */
static bool
is_like_the_model(void)
{
	char room[JOURNAL_LINE], rest[64];
	struct journal_record record;
	uint32_t count = 0, own = 0;
	uint64_t bytes = 0;

	for (uint32_t where = 0; where < WHERES; where++)
		for (uint32_t key = 0; key < KEYS; key++) {
			struct journal_row_name name = { str_from(
							     wheres[where]),
				STR("row"), { rest, 0 }, { NULL, 0 } };
			name.key.len =
			    (size_t)snprintf(rest, sizeof(rest), "k%u", key);
			const uint32_t number =
			    journal_rows_find(&test.file.rows, &name);
			if ((number != JOURNAL_ROW_NONE) !=
			    (test.value[where][key] != 0))
				return false;
			if (number == JOURNAL_ROW_NONE)
				continue;
			count++;
			if (wheres[where][0] == '@') {
				own++;
				bytes += test.file.rows.row[number].len;
			}
			(void)snprintf(rest, sizeof(rest),
			    "row k%u ali value %u ", key,
			    test.value[where][key]);
			if (!journal_rows_file_read(
				&test.file, number, room, &record) ||
			    !str_begins(record.rest, str_from(rest)))
				return false;
		}
	return test.file.rows.count == count && test.file.rows.own == own &&
	    test.file.rows.own_live == bytes;
}

static bool
try_put(void)
{
	const uint32_t where = dice(WHERES), key = dice(KEYS);
	char rest[128];

	if (journal_rows_file_is_full(&test.file))
		return journal_rows_file_sync(&test.file, true);
	(void)snprintf(rest, sizeof(rest), "row k%u ali value %u %0*d", key,
	    ++test.values, (int)dice(30) + 1, 0);
	test.value[where][key] = test.values;
	return take("put", wheres[where], rest);
}

static bool
try_cut(void)
{
	const uint32_t where = dice(WHERES), key = dice(KEYS);
	const bool was = test.value[where][key] != 0;
	char rest[32];

	if (journal_rows_file_is_full(&test.file))
		return journal_rows_file_sync(&test.file, true);
	(void)snprintf(rest, sizeof(rest), "row k%u", key);
	test.value[where][key] = 0;
	return take("cut", wheres[where], rest) == was;
}

static bool
try_write(void)
{
	return !dice_once_in(10) || journal_rows_file_write(&test.file);
}

static bool
try_sync(void)
{
	return !dice_once_in(20) ||
	    journal_rows_file_sync(&test.file, dice_once_in(2));
}

/* As after a sync that has failed: the file is not trusted any more. */
static bool
try_break(void)
{
	struct stat before, after;

	if (!dice_once_in(100) || test.file.fd == -1)
		return true;
	MUST(fstat(test.file.fd, &before) == 0, "fstat");
	test.file.is_broken = true;
	if (journal_rows_file_write(&test.file) ||
	    !journal_rows_file_sync(&test.file, true))
		return false;
	MUST(fstat(test.file.fd, &after) == 0, "fstat");
	return before.st_ino != after.st_ino && is_like_the_model();
}

static bool
try_tidy(void)
{
	(void)journal_rows_file_tidy(&test.file); /* more, or not */
	return true;
}

/* The lists by WHERE have all rows, each once. */
static bool
lists_are_whole(void)
{
	uint32_t count = 0;

	for (uint32_t where = 0; where < WHERES; where++)
		for (uint32_t i = journal_rows_first(
			 &test.file.rows, str_from(wheres[where]), STR("row"));
		     i != JOURNAL_ROW_NONE;
		     i = journal_rows_after(&test.file.rows, i))
			count++;
	return count == test.file.rows.count;
}

static bool
try_again(void)
{
	struct error why;

	if (!dice_once_in(400))
		return true;
	if (!journal_rows_file_sync(&test.file, true))
		return false;
	forget();
	return read_file(&why) && test.file.damaged == 0 &&
	    test.file.cut == 0 && is_like_the_model();
}

static bool (*const tries[])(void) = { try_put, try_put, try_put, try_put,
	try_cut, try_write, try_sync, try_break, try_tidy, try_again };

static void
goes_on_at_random(void)
{
	struct error why;
	bool good = read_file(&why);
	struct stat info;

	for (unsigned i = 0; i < TRIES && good; i++)
		good = tries[dice(COUNT(tries))]();
	TAP_OK(good, "%d steps at random", TRIES);
	TAP_OK(is_like_the_model(), "each row has its last value");
	TAP_OK(lists_are_whole(), "and is in one list");
	/* One file that is under way, and one more if it has much waste. */
	for (unsigned i = 0; i < TURNS; i++)
		(void)journal_rows_file_tidy(&test.file);
	MUST(fstat(test.file.fd, &info) == 0, "fstat");
	TAP_OK((uint64_t)info.st_size < (uint64_t)128 * 1024,
	    "the file does not grow for ever: %lld bytes",
	    (long long)info.st_size);
	TAP_OK(take("put", "OPS", "row k0 ali folded") &&
		take("put", "ops", "row K0 ali not"),
	    "WHERE is the same in any case, KEY is not");
	TAP_OK(test.file.rows.count >= 2, "so there are both");
	(void)take("cut", "oPs", "row K0");
	test.value[1][0] = 0;
	(void)take("cut", "oPs", "row k0");
	TAP_OK(is_like_the_model(), "and can be cut");
	TAP_OK(journal_rows_file_sync(&test.file, true), "all is synced");
	forget();
}

/* Reads a copy of the file that was changed; returns the rows. */
static uint32_t
rows_of(const char *text, size_t len)
{
	char path[SCRATCH_PATH];
	struct error why;
	uint32_t count;
	FILE *out;

	scratch_path(path, ROWS_FILE);
	out = fopen(path, "w");
	MUST(
	    out != NULL && fwrite(text, 1, len, out) == len && fclose(out) == 0,
	    "cannot write %s", path);
	MUST(read_file(&why), "%s", why.text);
	count = test.file.rows.count;
	forget();
	return count;
}

static void
stands_damage(void)
{
	static char text[8192], wrong[8192];
	char path[SCRATCH_PATH];
	struct error why;
	size_t len = 0;
	uint32_t lines = 0, count;
	bool cut = true, zeroed = true, flipped = true;
	FILE *in;

	scratch_path(path, ROWS_FILE);
	(void)unlink(path);
	MUST(read_file(&why), "%s", why.text);
	for (; lines < LINES; lines++) {
		char rest[64];
		(void)snprintf(rest, sizeof(rest), "row k%u ali v", lines);
		MUST(take("put", "1", rest), "put");
	}
	MUST(journal_rows_file_sync(&test.file, true), "sync");
	forget();
	in = fopen(path, "r");
	MUST(in != NULL, "cannot read %s", path);
	len = fread(text, 1, sizeof(text), in);
	(void)fclose(in);
	for (size_t at = len - LAST; at < len; at++) {
		uint32_t whole = 0;
		for (size_t i = 0; i < at; i++)
			whole += text[i] == '\n';
		cut = cut && rows_of(text, at) == whole;
		memcpy(wrong, text, len);
		memset(wrong + at, 0, len - at);
		zeroed = zeroed && rows_of(wrong, len) == whole;
	}
	for (size_t at = 0; at < len - LAST; at++) {
		memcpy(wrong, text, len);
		wrong[at] ^= 1;
		count = rows_of(wrong, len);
		flipped = flipped && count < lines && count + 2 >= lines;
	}
	TAP_OK(cut, "the end is cut off at each of %d bytes", LAST);
	TAP_OK(zeroed, "it is zero from each byte on");
	TAP_OK(flipped, "a bit is flipped in each byte: one line is lost");
}

static void
refuses_others(void)
{
	char path[SCRATCH_PATH];
	struct error why;

	scratch_path(path, ROWS_FILE);
	MUST(chmod(path, 0644) == 0, "chmod");
	TAP_OK(!read_file(&why), "a file that others can read: %s", why.text);
	forget();
	MUST(unlink(path) == 0 && symlink("lock", path) == 0, "symlink");
	TAP_OK(!read_file(&why), "a symbolic link: %s", why.text);
	forget();
	MUST(unlink(path) == 0 && mkdir(path, 0700) == 0, "mkdir");
	TAP_OK(!read_file(&why), "a directory: %s", why.text);
	forget();
	MUST(rmdir(path) == 0, "rmdir");
}

/* As if all the room but that of the rows that are there was used. */
static void
counts_what_is_lost(void)
{
	struct error why;

	MUST(read_file(&why), "%s", why.text);
	MUST(take("put", "1", "row k0 ali v") && test.file.lost == 0, "put");
	test.file.rows.count = JOURNAL_ROWS_PUT;
	TAP_OK(!take("put", "1", "row k1 ali v"), "there is no room for a row");
	TAP_NUM(test.file.lost, 1, "which is counted");
	TAP_OK(take("put", "1", "row k0 ali w") && test.file.lost == 1,
	    "but for one that is there");
	(void)take("cut", "1", "row k1");
	TAP_NUM(test.file.lost, 1, "a cut of what is not there loses nothing");
	TAP_OK(take("cut", "1", "row k0") && take("put", "1", "row k1 ali v"),
	    "another may take the room of one that is cut");
	forget();
}

static void
counts_letters(void)
{
	struct error why;

	MUST(read_file(&why), "%s", why.text);
	TAP_OK(take("put", "@ali", "letter 5 sara hi") &&
		take("put", "@ali", "letter 6 sara hi") &&
		take("put", "@ali", "letter 6 sara again") &&
		take("put", "@ali", "row k ali v"),
	    "two letters, one of them put twice, and a row");
	TAP_NUM(test.file.rows.letters, 2, "are two letters");
	TAP_OK(take("cut", "@ali", "letter 5") && take("cut", "@ali", "row k"),
	    "one letter is read");
	TAP_NUM(test.file.rows.letters, 1, "and one is left");
	forget();
}

int
main(void)
{
	char path[SCRATCH_PATH];

	dice_begin();
	(void)umask(077);
	scratch_path(path, "");
	test.directory = open(path, O_RDONLY | O_DIRECTORY);
	MUST(test.directory != -1, "cannot open %s", path);
	goes_on_at_random();
	stands_damage();
	refuses_others();
	counts_what_is_lost();
	counts_letters();
	return tap_done();
}
