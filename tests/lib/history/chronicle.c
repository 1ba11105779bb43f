/* A history within a test: see chronicle.h. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "chronicle.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define TRIES 20

static struct {
	char *past, *writer, *scan, *view;
	int directory;
	struct journal_past last; /* of the one that was killed */
} here;

void
chronicle_in_memory(void)
{
	if (access("/dev/shm", W_OK) == 0)
		MUST(setenv("TMPDIR", "/dev/shm", 1) == 0, "no environment");
}

static void
get_memory(void)
{
	const size_t past = journal_past_room();
	const size_t writer = journal_writer_room();
	char path[SCRATCH_PATH];

	scratch_path(path, ".");
	here.directory = open(path, O_RDONLY | O_DIRECTORY);
	here.past = mmap(NULL, past + writer + 2 * JOURNAL_SCAN_ROOM,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST(here.past != MAP_FAILED && here.directory != -1, "no memory");
	here.writer = here.past + past;
	here.scan = here.writer + writer;
	here.view = here.scan + JOURNAL_SCAN_ROOM;
}

bool
chronicle_open(struct chronicle *chronicle, usec sync)
{
	if (here.past == NULL)
		get_memory();
	else
		journal_past_empty(&here.last);
	journal_past_init(&chronicle->past, here.directory, geteuid(),
	    here.past, &(const struct siphash_secret) { 2026, 1123 });
	if (chronicle->now == 0)
		chronicle->now = SEC;
	if (!journal_load(&chronicle->past, sync != JOURNAL_SYNC_NONE,
		here.scan, &chronicle->loaded, &chronicle->why))
		return false;
	journal_writer_init(&chronicle->writer, &chronicle->past,
	    &chronicle->loaded, sync, here.writer);
	return true;
}

void
chronicle_kill(struct chronicle *chronicle)
{
	here.last = chronicle->past;
	here.last.members.targets = &here.last.targets;
	io_close(&chronicle->writer.fd);
	journal_files_close(&chronicle->past.files);
}

void
chronicle_run(struct chronicle *chronicle, usec later)
{
	chronicle->now += later;
	journal_writer_run(&chronicle->writer, chronicle->now);
}

bool
chronicle_log(struct chronicle *chronicle, const char *format, ...)
{
	struct journal_record record;
	char line[LIMIT_LINE];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	MUST(journal_record_read_log(str_from(line), &record), "bad: %s", line);
	for (int i = 0; i < TRIES; i++) {
		if (journal_writer_take(
			&chronicle->writer, &record, chronicle->now))
			return true;
		chronicle_run(chronicle, SEC);
	}
	return false;
}

/* Calls the function for each record of a file; returns the damaged ones. */
static uint64_t
each_of_file(struct chronicle *chronicle, uint64_t key,
    void (*function)(void *of, const struct journal_record *record,
	uint64_t file, uint64_t at),
    void *of)
{
	struct journal_scan scan = {
		.files = &chronicle->past.files, .key = key, .room = here.view
	};
	struct journal_record record;
	struct str line;
	uint64_t at, damaged = 0;
	enum line_found found;
	bool in_header = true;

	while ((found = journal_scan_next(&scan, &line, &at)) != LINE_NONE) {
		if (found != LINE_WHOLE || !journal_record_read(line, &record))
			damaged++;
		else if (!in_header)
			function(of, &record, key, at);
		else
			in_header = record.verb != JOURNAL_RECORDS;
	}
	return damaged;
}

uint64_t
chronicle_each(struct chronicle *chronicle,
    void (*function)(void *of, const struct journal_record *record,
	uint64_t file, uint64_t at),
    void *of)
{
	const struct journal_files *files = &chronicle->past.files;
	uint64_t damaged = 0;

	for (size_t i = 0; i < files->count; i++)
		if (!files->file[i].is_foreign)
			damaged += each_of_file(
			    chronicle, files->file[i].key, function, of);
	return damaged;
}

/* The last record of each target so far. */
struct links {
	const struct journal_past *past;
	struct journal_place *last;
	bool good;
};

static void
check_link(
    void *of, const struct journal_record *record, uint64_t file, uint64_t at)
{
	struct links *links = of;
	const uint32_t number =
	    journal_targets_find(&links->past->targets, record->where);
	struct journal_place *last;

	if (number == JOURNAL_NONE) {
		links->good = false;
		return;
	}
	last = &links->last[number];
	if (record->back != (last->file == file ? at - last->at : 0)) {
		links->good = false;
		tap_note("%llu %.*s leads %llu bytes back",
		    (unsigned long long)record->id, (int)record->where.len,
		    record->where.at, (unsigned long long)record->back);
	}
	*last = (struct journal_place) { record->id, file, at };
}

bool
chronicle_is_linked(struct chronicle *chronicle)
{
	const struct journal_targets *targets = &chronicle->past.targets;
	struct links links = { .past = &chronicle->past, .good = true };

	links.last = calloc(targets->count + 1, sizeof(*links.last));
	MUST(links.last != NULL, "no memory");
	(void)chronicle_each(chronicle, check_link, &links);
	for (uint32_t i = 0; i < targets->count; i++)
		if (memcmp(&links.last[i], &targets->target[i].last,
			sizeof(links.last[i])) != 0) {
			links.good = false;
			tap_note("%s does not end with its last record",
			    targets->target[i].where);
		}
	free(links.last);
	return links.good;
}

static int
compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* The lines of the text, which are sorted. */
struct lines {
	char *line[20000];
	size_t count, len;
};

static void add(struct lines *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void
add(struct lines *lines, const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	lines->len += (size_t)vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	MUST(lines->count < COUNT(lines->line), "too many lines");
	lines->line[lines->count] = strdup(line);
	MUST(lines->line[lines->count] != NULL, "no memory");
	lines->count++;
}

#define U(number) ((unsigned long long)(number))

static void
add_target(struct lines *lines, const struct journal_past *past, uint32_t i)
{
	const struct journal_target *target = &past->targets.target[i];
	uint32_t number = journal_members_of_target(&past->members, i), span;

	add(lines, "%.*s last %llu %llx %llu floor %llu%s%s%s %llu %llu\n",
	    target->len, target->where, U(target->last.id),
	    U(target->last.file), U(target->last.at), U(target->floor),
	    target->is_lasting ? " lasting" : "",
	    target->was_closed ? " closed" : "",
	    target->is_empty ? " empty" : "", U(target->bytes),
	    U(target->records));
	for (; number != JOURNAL_NONE;
	     number = journal_members_next_of_target(&past->members, number)) {
		const struct journal_member *member =
		    &past->members.member[number];
		if (member->since != 0)
			add(lines, "%.*s has %.*s since %llu\n", target->len,
			    target->where, member->len, member->account,
			    U(member->since));
		for (span = member->span; span != JOURNAL_NONE;
		     span = past->members.span[span].next)
			add(lines, "%.*s had %.*s %llu-%llu\n", target->len,
			    target->where, member->len, member->account,
			    U(past->members.span[span].from),
			    U(past->members.span[span].to));
	}
}

char *
chronicle_text(const struct chronicle *chronicle)
{
	const struct journal_past *past = &chronicle->past;
	struct lines *lines = calloc(1, sizeof(*lines));
	char *text, *at;
	uint32_t i = 0;

	MUST(lines != NULL, "no memory");
	for (; (i = journal_targets_next(&past->targets, i)) != JOURNAL_NONE;
	     i++)
		add_target(lines, past, i);
	for (i = 0; i < past->gaps.count; i++)
		add(lines, "gap %llu-%llu\n", U(past->gaps.gap[i].from),
		    U(past->gaps.gap[i].to));
	for (i = 0; i < past->targets.names.count; i++) {
		const struct journal_renaming *renaming =
		    &past->targets.names.renaming[i];
		add(lines, "renamed %llu %.*s %.*s\n", U(renaming->id),
		    renaming->from_len, renaming->from, renaming->to_len,
		    renaming->to);
	}
	add(lines, "last %llu\n", U(past->last_id));
	qsort(lines->line, lines->count, sizeof(lines->line[0]), compare);
	at = text = malloc(lines->len + 1);
	MUST(text != NULL, "no memory");
	for (size_t n = 0; n < lines->count; n++) {
		at += sprintf(at, "%s", lines->line[n]);
		free(lines->line[n]);
	}
	free(lines);
	return text;
}

void
chronicle_path(char *path, uint64_t key, const char *ending)
{
	char name[JOURNAL_FILE_NAME];

	scratch_path(path, journal_file_name(key, ending, name));
}

void
chronicle_remove(void)
{
	char path[SCRATCH_PATH];
	const struct dirent *entry;
	DIR *directory;

	scratch_path(path, ".");
	directory = opendir(path);
	MUST(directory != NULL, "no directory");
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] == '2') {
			scratch_path(path, entry->d_name);
			MUST(unlink(path) == 0, "cannot remove %s", path);
		}
	(void)closedir(directory);
}
