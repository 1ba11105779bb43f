/* Rows that are written and read again: see shelf.h. */
#include "shelf.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "helpers/journal/write/journal_writer.h"
#include "shared/clock.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define TURNS 1000

void
shelf_open(struct shelf *shelf)
{
	static struct journal_file room[JOURNAL_FILES_MOST];
	char path[SCRATCH_PATH];

	scratch_path(path, "");
	journal_files_init(
	    &shelf->files, open(path, O_RDONLY | O_DIRECTORY), geteuid(), room);
	MUST(shelf->files.directory != -1, "cannot open %s", path);
	shelf_begin(shelf);
}

void
shelf_begin(struct shelf *shelf)
{
	void *room = calloc(1, journal_rows_writer_room());
	struct error why;

	MUST(room != NULL, "no memory");
	MUST(journal_rows_writer_begin(&shelf->writer, &shelf->files,
		 JOURNAL_SYNC_EACH, room, (struct siphash_secret) { 1, 2 },
		 &why),
	    "%s", why.text);
}

void
shelf_end(struct shelf *shelf)
{
	if (shelf->writer.file.fd != -1)
		(void)close(shelf->writer.file.fd);
	free(shelf->writer.file.rows.row);
}

void
shelf_sync(struct shelf *shelf)
{
	unsigned turns = 0;

	while (journal_rows_writer_run(&shelf->writer, clock_mono(), true) ||
	    journal_rows_file_is_dirty(&shelf->writer.file))
		MUST(++turns < TURNS, "it does not end");
}

void
shelf_restart(struct shelf *shelf)
{
	shelf_sync(shelf);
	shelf_end(shelf);
	shelf_begin(shelf);
}

unsigned
shelf_take(struct shelf *shelf, const char *verb, const char *rest)
{
	static char body[LIMIT_LINE];
	struct journal_record record = { .back = 0 };
	const int len = snprintf(body, sizeof(body), "%s %llu %s", verb,
	    (unsigned long long)++shelf->id, rest);
	unsigned times = 1;

	MUST(len > 0 && (size_t)len < sizeof(body) &&
		journal_record_read_body(
		    (struct str) { body, (size_t)len }, &record),
	    "%s", body);
	for (; !journal_rows_writer_take(&shelf->writer, &record, clock_mono());
	     times++)
		shelf_sync(shelf);
	return times;
}
