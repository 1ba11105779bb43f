/*
 * helpers/journal/write/journal_load: wherever the end of a file is cut off or
 * zeroed, all records before that are there, what was not whole is beside the
 * file, and nothing else is changed; a flipped bit costs one record, wherever
 * it is, and in a header nothing; falling IDs and unfinished ones do not
 * survive; foreign files are left alone. -Wl,--wrap=fsync
 * -Wl,--wrap=fdatasync
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/changed.h"
#include "tests/lib/history/chronicle.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define ACTOR "ali!u@h!Ali!-"
#define TAIL 8192
#define DAY ((unsigned long long)CHRONICLE_DAY)

static struct chronicle it;
static char path[SCRATCH_PATH], cut_path[SCRATCH_PATH];

/* The records of the file, as it should be. */
static struct {
	char *bytes;
	size_t size;
	size_t header;
	uint64_t ids[1000]; /* of its lines after the header */
	size_t end[1000]; /* their ends; 0: its ID is not finished there */
	size_t lines;
} right;

/* Nothing is lost here by a power failure. */
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
int
__wrap_fsync(int fd)
{
	(void)fd;
	return 0;
}

int
__wrap_fdatasync(int fd)
{
	(void)fd;
	return 0;
}

static void
open_it(void)
{
	MUST(chronicle_open(&it, SEC), "%s", it.why.text);
}

static char *
read_file(const char *name, size_t *size)
{
	int fd = open(name, O_RDONLY);
	char *bytes;

	MUST(fd != -1, "cannot open %s", name);
	bytes = changed_read(fd, size);
	io_close(&fd);
	return bytes;
}

static void
write_file(const char *name, const char *bytes, size_t size)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	MUST(
	    fd != -1 && io_write_all(fd, bytes, size), "cannot write %s", name);
	io_close(&fd);
}

/* Writes so many events, of which some have several records. */
static void
write_events(unsigned count)
{
	const unsigned long long id =
	    it.past.last_id != 0 ? it.past.last_id : DAY;

	for (unsigned i = 1; i <= count; i++) {
		const char *where = i % 3 == 0 ? "ops" : "@ali,bob";
		if (i % 5 == 0)
			MUST(chronicle_log(
				 &it, "o+ tags %llu %s a=b", id + i, where),
			    "not taken");
		if (i % 7 == 0)
			MUST(chronicle_log(&it, "o in %llu ops u%u", id + i, i),
			    "not taken");
		else
			MUST(chronicle_log(&it, "o msg %llu %s " ACTOR " %*s",
				 id + i, where, (int)(i % 60), "text"),
			    "not taken");
	}
	chronicle_run(&it, SEC);
}

/* Reads the file as it is now, which is the right one. */
static void
note_right(void)
{
	struct journal_record record;
	struct str rest, line;
	size_t at = 0;

	right.bytes = read_file(path, &right.size);
	rest = (struct str) { right.bytes, right.size };
	right.lines = right.header = 0;
	while (rest.len > 0) {
		line = str_cut(&rest, '\n');
		at += line.len + 1;
		MUST(journal_record_read(line, &record), "damaged");
		if (right.header == 0 && record.verb == JOURNAL_RECORDS)
			right.header = at;
		else if (right.header != 0) {
			right.ids[right.lines] = record.id;
			right.end[right.lines++] = record.more ? 0 : at;
		}
	}
}

static void
put_back(void)
{
	write_file(path, right.bytes, right.size);
	(void)unlink(cut_path);
}

/* Returns where the whole IDs end of the first so many bytes, and the last. */
static size_t
end_before(size_t size, uint64_t *id)
{
	size_t end = right.header;

	*id = it.past.files.count > 1 ? DAY + 100 : 0;
	for (size_t i = 0; i < right.lines; i++)
		if (right.end[i] != 0 && right.end[i] <= size) {
			end = right.end[i];
			*id = right.ids[i];
		}
	return end;
}

/*
 * Returns whether the file was cut to its whole IDs within the first so many
 * bytes of it, and the rest, of total bytes, was put beside it.
 */
static bool
is_cut_well(size_t size, size_t total)
{
	uint64_t id;
	const size_t end = end_before(size, &id);
	struct stat info;
	char *tail;
	size_t tail_size = 0;
	bool good;

	if (it.past.last_id != id || it.loaded.size != end ||
	    stat(path, &info) != 0 || (size_t)info.st_size != end)
		return false;
	if (end == total)
		return access(cut_path, F_OK) != 0;
	tail = read_file(cut_path, &tail_size);
	good = tail_size == total - end &&
	    memcmp(tail, right.bytes + end, size - end) == 0;
	free(tail);
	return good && it.loaded.cut == total - end && it.loaded.damaged == 0;
}

static void
is_cut_anywhere(void)
{
	size_t good = 0;

	for (size_t size = right.size - TAIL; size <= right.size; size++) {
		write_file(path, right.bytes, size);
		(void)unlink(cut_path);
		open_it();
		if (is_cut_well(size, size))
			good++;
		else
			tap_note("cut to %zu bytes: %llu of them are whole",
			    size, (unsigned long long)it.loaded.size);
		chronicle_kill(&it);
	}
	TAP_NUM(good, TAIL + 1, "a file that ends anywhere");
}

static void
is_zeroed_anywhere(void)
{
	char *bytes = malloc(right.size);
	size_t good = 0;

	MUST(bytes != NULL, "no memory");
	for (size_t size = right.size - TAIL; size <= right.size; size++) {
		memcpy(bytes, right.bytes, size);
		memset(bytes + size, 0, right.size - size);
		write_file(path, bytes, right.size);
		(void)unlink(cut_path);
		open_it();
		if (is_cut_well(size, right.size))
			good++;
		else
			tap_note("zeros from %zu on: %llu bytes are whole",
			    size, (unsigned long long)it.loaded.size);
		chronicle_kill(&it);
	}
	TAP_NUM(good, TAIL + 1, "a file that is zeros from anywhere on");
	free(bytes);
}

static void
count_record(
    void *of, const struct journal_record *record, uint64_t file, uint64_t at)
{
	size_t *count = of;

	(void)record;
	(void)file;
	(void)at;
	(*count)++;
}

/* Returns whether a flipped bit in the line that begins there costs little. */
static bool
costs_one(size_t at, size_t len, size_t bit, const char *text)
{
	size_t before = 0, after = 0;
	char *now;
	bool good;

	open_it();
	(void)chronicle_each(&it, count_record, &before);
	chronicle_kill(&it);
	right.bytes[at + bit / 8 % len] ^= (char)(1 << bit % 8);
	write_file(path, right.bytes, right.size);
	open_it();
	(void)chronicle_each(&it, count_record, &after);
	now = chronicle_text(&it);
	/* A flipped LF costs two lines. */
	good = at < right.header ? strcmp(now, text) == 0 :
				   after + 2 >= before && after < before;
	good = good && it.loaded.cut == 0;
	free(now);
	chronicle_kill(&it);
	right.bytes[at + bit / 8 % len] ^= (char)(1 << bit % 8);
	write_file(path, right.bytes, right.size);
	return good;
}

/* The last ID must be there: otherwise its record would be a tail. */
static void
has_flipped_bits(const char *text)
{
	size_t at = 0, good = 0, lines = 0;

	while (at < right.end[right.lines - 3]) {
		const char *end =
		    memchr(right.bytes + at, '\n', right.size - at);
		const size_t len = (size_t)(end - right.bytes) - at;
		lines++;
		if (costs_one(at, len, lines * 37, text))
			good++;
		else
			tap_note("line %zu: %.*s", lines, (int)len,
			    right.bytes + at);
		at += len + 1;
	}
	TAP_NUM(good, lines,
	    "a flipped bit costs that record, and in the header nothing");
}

static void
goes_on(void)
{
	put_back();
	MUST(truncate(path, (off_t)right.size - 5) == 0, "cannot cut");
	open_it();
	write_events(20);
	TAP_OK(chronicle_is_linked(&it), "after a cut it goes on");
	chronicle_kill(&it);
	open_it();
	TAP_OK(it.loaded.cut == 0 && it.loaded.damaged == 0 &&
		chronicle_is_linked(&it),
	    "and is whole");
	chronicle_kill(&it);
	put_back();
	right.bytes[right.size - 3] ^= 1;
	MUST(mkdir(cut_path, 0700) == 0, "no directory");
	write_file(path, right.bytes, right.size);
	right.bytes[right.size - 3] ^= 1;
	open_it();
	TAP_OK(it.loaded.error != 0 && !it.loaded.continues,
	    "a tail that cannot be kept is not cut off");
	write_events(20);
	chronicle_kill(&it);
	open_it();
	TAP_OK(it.loaded.cut == 0 && it.past.files.count == 3 &&
		chronicle_is_linked(&it),
	    "a new file has begun, and the tail does not count");
	chronicle_kill(&it);
	chronicle_path(path, it.loaded.key, "");
	MUST(unlink(path) == 0 && rmdir(cut_path) == 0, "still there");
	chronicle_path(path, it.past.files.file[1].key, "");
	put_back();
}

/* Appends a record as it is to the file. */
static void
append(uint64_t id, const char *body, bool more)
{
	struct journal_record record = { .more = more };
	char line[JOURNAL_LINE], text[256];
	int fd = open(path, O_WRONLY | O_APPEND);
	size_t len;

	(void)snprintf(
	    text, sizeof(text), body, (unsigned long long)id); /* fits */
	MUST(journal_record_read_body(str_from(text), &record), "bad");
	len = journal_record_write(&record, line);
	MUST(fd != -1 && io_write_all(fd, line, len), "cannot append");
	io_close(&fd);
}

static void
does_not_survive(void)
{
	const uint64_t last = right.ids[right.lines - 1];

	append(last + 5, "msg %llu ops " ACTOR " fine", false);
	append(last + 4, "msg %llu ops " ACTOR " falls", false);
	append(last + 6, "msg %llu ops " ACTOR " fine", false);
	append(last + 7, "tags %llu ops a=b", true);
	append(last + 8, "msg %llu ops " ACTOR " fine", false);
	append(last + 8, "msg %llu ops " ACTOR " again", false);
	append(last + 9, "tags %llu ops a=b", true);
	append(last + 9, "tags %llu ops c=d", true);
	open_it();
	TAP_NUM(it.past.last_id, last + 8, "the last whole ID");
	TAP_NUM(it.loaded.damaged, 2, "a falling one and half of one are lost");
	TAP_OK(it.loaded.cut > 60 && access(cut_path, F_OK) == 0,
	    "the one again, and the half of the last, are the tail");
	chronicle_kill(&it);
	put_back();
}

static void
leaves_foreign_files_alone(void)
{
	char other[SCRATCH_PATH];
	size_t size;
	char *text;

	scratch_path(other, "2030-01-01.1");
	write_file(other, "shopping:\nmilk\n", 15);
	open_it();
	TAP_NUM(it.loaded.foreign, 1, "a file without records is ignored");
	TAP_NUM(it.past.last_id, right.ids[right.lines - 1],
	    "the one before it is the newest");
	write_events(5);
	chronicle_kill(&it);
	open_it();
	TAP_OK(it.past.last_id == right.ids[right.lines - 1] + 5 &&
		chronicle_is_linked(&it),
	    "and goes on");
	text = read_file(other, &size);
	TAP_STR(((struct str) { text, size }), STR("shopping:\nmilk\n"),
	    "the other is as it was");
	free(text);
	chronicle_kill(&it);
	MUST(unlink(other) == 0, "still there");
	put_back();
}

static void
refuses_a_newer_version(void)
{
	struct journal_record record = { .back = 0 };
	char line[JOURNAL_LINE], other[SCRATCH_PATH];
	size_t len;

	MUST(
	    journal_record_read_body(STR("history 5 - 3 - 0"), &record), "bad");
	len = journal_record_write(&record, line);
	scratch_path(other, "2030-01-01.1");
	write_file(other, line, len);
	TAP_OK(!chronicle_open(&it, SEC), "a newer version is refused: %s",
	    it.why.text);
	MUST(unlink(other) == 0, "still there");
}

int
main(void)
{
	char *text;

	chronicle_in_memory();
	open_it();
	write_events(100);
	MUST(chronicle_log(&it, "o msg %llu ops " ACTOR " next day",
		 DAY + (unsigned long long)JOURNAL_DAY),
	    "not taken");
	write_events(150);
	chronicle_path(path, it.writer.key, "");
	chronicle_path(cut_path, it.writer.key, ".cut");
	text = chronicle_text(&it);
	chronicle_kill(&it);
	note_right();
	MUST(right.size > right.header + TAIL + 500, "only %zu bytes",
	    right.size);
	is_cut_anywhere();
	is_zeroed_anywhere();
	put_back();
	has_flipped_bits(text);
	goes_on();
	does_not_survive();
	leaves_foreign_files_alone();
	refuses_a_newer_version();
	free(text);
	free(right.bytes);
	return tap_done();
}
