/* A journal that erases: see eraser.h. */
#include "eraser.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_rows_file.h"
#include "shared/io.h"
#include "tests/lib/must.h"

#define ANSWERS ((size_t)1024 * 1024)
#define ROOM ((size_t)4 * 1024 * 1024)

static struct {
	char directory[SCRATCH_PATH];
	uint64_t id;
	struct journal_erase erase;
	char *text; /* of all files */
	size_t len;
} eraser;

void
eraser_begin(const char *name)
{
	eraser.id = ERASER_FIRST + 1;
	scratch_path(eraser.directory, name);
	MUST(mkdir(eraser.directory, 0700) == 0, "mkdir");
	history_begin(eraser.directory);
	history_next(eraser.id);
}

uint64_t
eraser_next_id(void)
{
	return eraser.id += 10;
}

uint64_t
eraser_last_id(void)
{
	return eraser.id;
}

void
eraser_order(const char *verb, const char *where, const char *rest)
{
	(void)history_add("c", verb, eraser_next_id(), where, rest);
}

void
eraser_add_guest(
    const char *verb, const char *where, unsigned guest, const char *rest)
{
	char target[64], text[64];

	(void)snprintf(target, sizeof(target), where, guest);
	(void)snprintf(text, sizeof(text), rest, guest);
	eraser_order(verb, target, text);
}

static void
path_of(char path[ERASER_PATH], const char *name)
{
	(void)snprintf(
	    path, ERASER_PATH, "%s/%s", eraser.directory, name); /* fits */
}

void
eraser_path(char path[ERASER_PATH], size_t file, const char *end)
{
	char name[JOURNAL_FILE_NAME];

	path_of(path,
	    journal_file_name(
		journal_file_first(ERASER_FIRST) + file, end, name));
}

void
eraser_put_tail(const char *text)
{
	char path[ERASER_PATH];

	eraser_path(path, 0, ".cut");
	scratch_write(path, text);
}

void
eraser_put_tail_of_rows(const char *text)
{
	char path[ERASER_PATH];

	path_of(path, ROWS_FILE_CUT);
	scratch_write(path, text);
}

/* Adds the text of a file, if it is there. */
static void
add_file(const char *path)
{
	const int fd = open(path, O_RDONLY);
	ssize_t count;

	if (fd == -1)
		return;
	count = read(fd, eraser.text + eraser.len, ROOM - eraser.len - 1);
	MUST(count >= 0, "read");
	eraser.len += (size_t)count;
	eraser.text[eraser.len] = '\0';
	(void)close(fd);
}

/* Forgets what was read. */
static void
begin_text(void)
{
	if (eraser.text == NULL)
		eraser.text = malloc(ROOM);
	MUST(eraser.text != NULL, "no memory");
	eraser.len = 0;
	eraser.text[0] = '\0';
}

void
eraser_read(void)
{
	static const char *const ends[] = { "", ".cut" };
	char path[ERASER_PATH];

	begin_text();
	path_of(path, ROWS_FILE_CUT);
	add_file(path);
	for (size_t i = 0; i < ERASER_FILES * COUNT(ends); i++) {
		eraser_path(path, i / COUNT(ends), ends[i % COUNT(ends)]);
		add_file(path);
	}
}

bool
eraser_has(const char *word, size_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%s%zu;", word, number);
	return strstr(eraser.text, text) != NULL;
}

void
eraser_damage(size_t file, const char *word)
{
	char path[ERASER_PATH];
	const char *at;
	int fd;

	begin_text();
	eraser_path(path, file, "");
	add_file(path);
	at = strstr(eraser.text, word);
	if (at == NULL)
		return;
	while (at[-1] != '\n')
		at--;
	fd = open(path, O_WRONLY);
	MUST(fd != -1 && pwrite(fd, "x", 1, at - eraser.text) == 1, "pwrite");
	(void)close(fd);
}

struct journal_reader *
eraser_start(void)
{
	struct journal_reader *reader = history_load(ANSWERS);

	if (eraser.erase.reader != NULL)
		io_close(&eraser.erase.overwrite.fd);
	journal_erase_init(&eraser.erase, reader);
	journal_erase_begin(&eraser.erase);
	return reader;
}

bool
eraser_work(struct journal_reader *reader, size_t parts)
{
	const uint64_t stored = history_past()->last_id;

	for (size_t i = 0; i < parts; i++) {
		const bool indexes = journal_asks_work(reader);
		if (!journal_erase_work(&eraser.erase, stored) && !indexes &&
		    !journal_erase_is_busy(&eraser.erase, stored))
			return false;
	}
	return true;
}

void
eraser_finish(struct journal_reader *reader)
{
	while (eraser_work(reader, 1))
		continue;
}

struct journal_erase *
eraser_erase(void)
{
	return &eraser.erase;
}

bool
eraser_has_target(const char *where)
{
	return journal_targets_find(
		   &history_past()->targets, str_from(where)) != JOURNAL_NONE;
}
