/*
 * helpers/journal/write: whatever lines a file of the history has, with their
 * right CRC or without, it is loaded, records can be appended, and the next
 * journal knows the same as this one. The input has the lines without CRC; one
 * that begins with '!' is written as it is.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/data/crc32.h"
#include "shared/io.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/history/chronicle.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define NAME "2026-11-23.1"
#define ROOM ((size_t)1024 * 1024)

static struct chronicle it;

static void
add_line(struct buf *file, struct str line)
{
	char crc[9];

	if (str_skip(&line, STR("!"))) {
		(void)BUF_CAT(file, line, STR("\n"));
		return;
	}
	(void)snprintf(
	    crc, sizeof(crc), "%08x", crc32(0, line.at, line.len)); /* fits */
	(void)BUF_SAY(file, str_from(crc), line);
}

static void
write_file(struct str input)
{
	static char room[ROOM];
	char path[SCRATCH_PATH];
	struct buf file;
	struct str line;
	int fd;

	buf_init(&file, room, ROOM);
	while (fuzz_line(&input, &line))
		add_line(&file, line);
	scratch_path(path, NAME);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	MUST(
	    fd != -1 && io_write_all(fd, buf_str(&file).at, buf_str(&file).len),
	    "cannot write");
	io_close(&fd);
}

/*
 * Returns what is known, without past memberships, which are in indexes. The
 * caller frees it.
 */
static char *
known(void)
{
	char *text = chronicle_text(&it), *from = text, *to = text;

	while (*from != '\0') {
		const size_t len = (size_t)(strchr(from, '\n') - from) + 1;
		const char *past = strstr(from, " had ");
		if (past == NULL || past >= from + len) {
			memmove(to, from, len);
			to += len;
		}
		from += len;
	}
	*to = '\0';
	return text;
}

static void
goes_on(void)
{
	const unsigned long long id = it.past.last_id + 1;
	char *before, *after;

	if (id + JOURNAL_DAY > UINT64_C(9999999999999999))
		return;
	MUST(chronicle_log(&it, "o msg %llu ops a!u@h!a!- hello", id) &&
		chronicle_log(&it, "o in %llu ops b", id + 1) &&
		chronicle_log(&it, "o msg %llu ops a!u@h!a!- hello",
		    id + (unsigned long long)JOURNAL_DAY),
	    "not taken");
	journal_writer_finish(&it.writer, it.now);
	before = known();
	chronicle_kill(&it);
	MUST(chronicle_open(&it, SEC), "%s", it.why.text);
	after = known();
	MUST(
	    strcmp(before, after) == 0, "before:\n%safter:\n%s", before, after);
	MUST(it.loaded.cut == 0, "it was not whole");
	free(before);
	free(after);
}

void
fuzz(struct str input)
{
	static bool is_begun;

	if (!is_begun)
		chronicle_in_memory();
	is_begun = true;
	write_file(input);
	it = (struct chronicle) { .now = SEC };
	if (chronicle_open(&it, SEC))
		goes_on();
	chronicle_kill(&it);
	chronicle_remove();
}
