/*
 * helpers/journal/read and erase: whatever is in the index of a file, in the
 * files todo, leap, overwritten, rows and rows.cut, and whatever is asked, the
 * journal comes to an end with its work, and each request has an answer, in
 *lines that are not too long. The input is a script, a line each:
 *	i:ROW	a row of an index, which has the right CRC
 *	r:LINE	a line of the rows, which is given its CRC
 *	c:LINE	a line of rows.cut
 *	t:LINE, l:LINE	todo and leap
 *	o:LINE	overwritten
 *	a:ASK	a request, NUMBER FROM RANK ROUNDS WHAT [TEXT]
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/data/crc32.h"
#include "helpers/journal/erase/journal_expire.h"
#include "helpers/journal/erase/journal_leap.h"
#include "helpers/journal/journal_rows_file.h"
#include "shared/io.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/history.h"
#include "tests/lib/history/chronicle.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FIRST CHRONICLE_DAY
#define ROOM ((size_t)256 * 1024)
#define ANSWERS ((size_t)1024 * 1024)
#define TURNS_MOST 1000000
#define ACTOR "ali!u@h!ali!- "

/* The files that the script can write. */
enum { INDEX, ROWS, CUT, TODO, LEAP, OVERWRITTEN, FILES };

static struct {
	struct journal_erase erase;
	struct journal_expire expire;
	struct journal_rows_file rows;
	void *rows_room;
	struct buf file[FILES];
	char room[FILES][ROOM];
	uint64_t key, size; /* of the file that has the index */
} test;

static void
write_file(const char *name, struct str text)
{
	char path[SCRATCH_PATH];
	int fd;

	if (text.len == 0)
		return;
	scratch_path(path, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	MUST(fd != -1 && io_write_all(fd, text.at, text.len), "cannot write");
	io_close(&fd);
}

static void
make_history(void)
{
	char path[SCRATCH_PATH];
	uint64_t id = FIRST;

	scratch_path(path, ".");
	history_begin(path);
	history_next(id);
	(void)history_add("o", "in", ++id, "ops", "ali");
	(void)history_add("o", "msg", ++id, "ops", ACTOR "hello");
	(void)history_add("c+", "tags", ++id, "ops", "a=b");
	(void)history_add("c", "msg", id, "ops", ACTOR "closed");
	(void)history_add("c", "tell", ++id, "@ali,bob", ACTOR "bob hi");
	(void)history_add("o", "out", ++id, "ops", "ali");
	test.key = history_key();
	test.size = history_size();
	history_next(FIRST + JOURNAL_DAY);
	id = FIRST + JOURNAL_DAY;
	(void)history_add("o", "redact", ++id, "ops", ACTOR "1795392000000002");
	(void)history_add("o", "msg", ++id, "ops", ACTOR "again");
	(void)history_add("c", "forget", ++id, "@bob", "1795392000000009");
	history_end();
}

/* Adds the line to the file of its letter. */
static void
add_line(struct str line)
{
	static const char letters[FILES + 1] = "irctlo";
	const char *letter =
	    line.len < 2 ? NULL : memchr(letters, line.at[0], FILES);
	struct buf *file;
	char crc[9];

	if (letter == NULL || line.at[1] != ':')
		return;
	file = &test.file[letter - letters];
	str_drop(&line, 2);
	(void)snprintf(crc, sizeof(crc), "%08" PRIx32,
	    crc32(0, line.at, line.len)); /* fits */
	if (letter - letters == ROWS)
		(void)BUF_SAY(file, str_from(crc), line);
	else
		(void)BUF_CAT(file, line, STR("\n"));
}

static void
put_files(struct str script)
{
	static const char *const names[FILES] = { NULL, ROWS_FILE,
		ROWS_FILE_CUT, JOURNAL_TODO, JOURNAL_LEAP,
		JOURNAL_OVERWRITTEN };
	char text[ROOM + 128], name[JOURNAL_FILE_NAME];
	struct str rows, line;
	int len;

	for (size_t i = 0; i < FILES; i++)
		buf_init(&test.file[i], test.room[i], ROOM);
	while (fuzz_line(&script, &line))
		add_line(line);
	for (size_t i = 0; i < FILES; i++)
		if (names[i] != NULL)
			write_file(names[i], buf_str(&test.file[i]));
	rows = buf_str(&test.file[INDEX]);
	len = snprintf(text, sizeof(text),
	    "index 1 %010" PRIu64 " %010d %016" PRIu64 " %010zu %08" PRIx32
	    "\n%.*s",
	    test.size, 6, FIRST + 5, rows.len, crc32(0, rows.at, rows.len),
	    (int)rows.len, rows.at);
	write_file(journal_file_name(test.key, ".index", name),
	    (struct str) { text, (size_t)len });
}

static struct journal_reader *
start(void)
{
	struct journal_reader *reader = history_load(ANSWERS);
	struct error why;

	test.rows_room = calloc(1, journal_rows_file_room());
	MUST(test.rows_room != NULL, "no memory");
	journal_rows_file_init(&test.rows, history_past()->files.directory,
	    geteuid(), test.rows_room, (struct siphash_secret) { 1, 2 });
	MUST(journal_rows_file_open(&test.rows, true, &why), "%s", why.text);
	reader->rows = &test.rows;
	journal_erase_init(&test.erase, reader);
	journal_erase_begin(&test.erase);
	journal_expire_init(
	    &test.expire, &test.erase, history_past(), 36500, 1);
	journal_expire_begin(&test.expire);
	return reader;
}

static void
work(struct journal_reader *reader)
{
	bool more = true;

	for (unsigned turn = 0; more; turn++) {
		MUST(turn < TURNS_MOST, "it does not end");
		more = journal_asks_work(reader);
		more =
		    journal_erase_work(&test.erase, history_past()->last_id) ||
		    more;
		more = journal_expire_work(&test.expire, clock_mono()) || more;
	}
}

static void
ask(struct journal_reader *reader, struct str line)
{
	size_t lines = 0;
	struct str answer;

	journal_asks_take(reader, line);
	work(reader);
	MUST(reader->count == 0, "a request is left");
	while (buf_line(reader->up, &answer) == LINE_WHOLE) {
		MUST(str_begins(answer, STR("answer ")) &&
			answer.len < LIMIT_LINE,
		    "%.*s", (int)answer.len, answer.at);
		buf_drop_line(reader->up, answer);
		lines++;
	}
	MUST(lines > 0 && buf_len(reader->up) == 0, "no answer");
}

void
fuzz(struct str input)
{
	static bool is_begun;
	struct journal_reader *reader;
	struct str line;

	if (!is_begun)
		chronicle_in_memory();
	is_begun = true;
	make_history();
	put_files(input);
	reader = start();
	work(reader);
	while (fuzz_line(&input, &line))
		if (str_skip(&line, STR("a:")))
			ask(reader, line);
	io_close(&test.rows.fd);
	free(test.rows_room);
	chronicle_remove();
}
