/* Files of a history, for tests: see history.h. */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/write/journal_load.h"
#include "must.h"

#define TARGETS 65536

/* The targets and memberships of a history being written. */
struct written {
	char where[JOURNAL_WHERE], account[LIMIT_NAME + 1];
	uint64_t id, key, at, bytes, records, floor;
	bool is_empty;
};

static struct {
	char directory[256];
	FILE *out;
	uint64_t key, at, previous, previous_size;
	size_t rows; /* of the header */
	struct written *target, *member, *renaming; /* account: to */
	size_t targets, members, renamings;
	uint32_t *bucket; /* number + 1 of a target */
} history;

static struct {
	void *memory;
	size_t size;
	struct journal_past past;
	struct journal_loaded loaded;
	struct journal_reader reader;
	struct buf up;
} loaded;

static void *
zeroed(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	MUST(memory != NULL, "no memory");
	return memory;
}

void
history_begin(const char *directory)
{
	free(history.target);
	free(history.member);
	free(history.renaming);
	free(history.bucket);
	memset(&history, 0, sizeof(history));
	(void)snprintf(
	    history.directory, sizeof(history.directory), "%s", directory);
	history.target = zeroed(TARGETS, sizeof(*history.target));
	history.member = zeroed(TARGETS, sizeof(*history.member));
	history.renaming = zeroed(TARGETS, sizeof(*history.renaming));
	history.bucket = zeroed(2 * TARGETS, sizeof(*history.bucket));
}

/* The target of that name; a new one if there is none. */
static struct written *
target_of(const char *where)
{
	uint32_t i = str_hash(str_from(where)) % (2 * TARGETS);

	for (; history.bucket[i] != 0; i = (i + 1) % (2 * TARGETS)) {
		struct written *target = &history.target[history.bucket[i] - 1];
		if (str_caseeq(str_from(target->where), str_from(where)))
			return target;
	}
	MUST(history.targets < TARGETS, "too many targets");
	history.bucket[i] = (uint32_t)++history.targets;
	(void)snprintf(history.target[history.targets - 1].where, JOURNAL_WHERE,
	    "%s", where);
	return &history.target[history.targets - 1];
}

/* Writes a line and returns its length. */
static size_t
put_line(const struct journal_record *record)
{
	char line[JOURNAL_LINE];
	const size_t len = journal_record_write(record, line);

	MUST(fwrite(line, 1, len, history.out) == len, "not written");
	history.at += len;
	return len;
}

static void
put_row(const char *verb, uint64_t id, const char *where, const char *rest)
{
	char body[LIMIT_LINE];
	struct journal_record row = { .back = 0 };
	const int len = snprintf(body, sizeof(body), "%s %llu %s %s", verb,
	    (unsigned long long)id, where, rest);

	history.rows++;
	row.body = (struct str) { body, (size_t)len };
	(void)put_line(&row);
}

static int
compare(const void *one, const void *other)
{
	const struct written *const *a = one, *const *b = other;

	return str_casecmp(str_from((*a)->where), str_from((*b)->where));
}

static void
put_targets(void)
{
	struct written **order = zeroed(TARGETS, sizeof(struct written *));
	char name[JOURNAL_FILE_NAME], rest[256];

	for (size_t i = 0; i < history.targets; i++)
		order[i] = &history.target[i];
	qsort(order, history.targets, sizeof(*order), compare);
	for (size_t i = 0; i < history.targets; i++) {
		(void)snprintf(rest, sizeof(rest), "%s %llu %llu %s %llu %llu",
		    order[i]->key == 0 ?
			"-" :
			journal_file_name(order[i]->key, "", name),
		    (unsigned long long)order[i]->at,
		    (unsigned long long)order[i]->floor,
		    order[i]->is_empty ? "e" : "-",
		    (unsigned long long)order[i]->bytes,
		    (unsigned long long)order[i]->records);
		put_row("target", order[i]->id, order[i]->where, rest);
	}
	free(order);
}

/* The first file has no record before it, and so no ID. */
static void
put_header(uint64_t id)
{
	char name[JOURNAL_FILE_NAME], rest[256];

	(void)snprintf(rest, sizeof(rest), "1 %s %llu",
	    history.previous == 0 ?
		"-" :
		journal_file_name(history.previous, "", name),
	    (unsigned long long)history.previous_size);
	put_row("history", history.previous == 0 ? 0 : id, "-", rest);
	for (size_t i = 0; i < history.renamings; i++)
		put_row("renamed", history.renaming[i].id,
		    history.renaming[i].where, history.renaming[i].account);
	put_targets();
	for (size_t i = 0; i < history.members; i++)
		if (history.member[i].id != 0)
			put_row("in", history.member[i].id,
			    history.member[i].where, history.member[i].account);
	(void)snprintf(rest, sizeof(rest), "%zu", history.rows);
	put_row("records", id, "-", rest);
}

void
history_next(uint64_t id)
{
	const uint64_t first = journal_file_first(id);
	char name[JOURNAL_FILE_NAME], path[512];
	mode_t mask;

	history.previous = history.key;
	history.previous_size = history.at;
	if (history.out != NULL)
		history_end();
	history.key = first > history.key ? first : history.key + 1;
	history.at = history.rows = 0;
	(void)snprintf(path, sizeof(path), "%s/%s", history.directory,
	    journal_file_name(history.key, "", name));
	mask = umask(S_IRWXG | S_IRWXO);
	history.out = fopen(path, "w");
	(void)umask(mask);
	MUST(history.out != NULL, "cannot create %s", path);
	put_header(id);
}

/* Notes who is a member now, for the next header. */
static void
note_member(const char *verb, uint64_t id, const char *where, const char *rest)
{
	size_t i = 0;

	if (strcmp(verb, "in") != 0 && strcmp(verb, "out") != 0)
		return;
	while (i < history.members &&
	    (strcasecmp(history.member[i].where, where) != 0 ||
		strcmp(history.member[i].account, rest) != 0))
		i++;
	MUST(i < TARGETS, "too many members");
	if (i == history.members)
		history.members++;
	(void)snprintf(history.member[i].where, JOURNAL_WHERE, "%s", where);
	(void)snprintf(history.member[i].account, LIMIT_NAME + 1, "%s", rest);
	if (strcmp(verb, "out") == 0)
		history.member[i].id = 0;
	else if (history.member[i].id == 0)
		history.member[i].id = id;
}

/* Notes that nobody is a member now, of one group or of any. */
static void
note_end(const char *verb, const char *where, const char *rest)
{
	const bool all = strcmp(rest, "anew") == 0;

	if (!all && strcmp(verb, "end") != 0 && strcmp(rest, "passing") != 0)
		return;
	for (size_t i = 0; i < history.members; i++)
		if (all || strcasecmp(history.member[i].where, where) == 0 ||
		    (where[0] == '@' &&
			strcmp(history.member[i].account, where + 1) == 0))
			history.member[i].id = 0;
}

/* Notes a new name, for the next header. */
static void
note_renamed(const char *verb, uint64_t id, const char *where, const char *rest)
{
	struct written *renaming = &history.renaming[history.renamings];

	if (strcmp(verb, "renamed") != 0 ||
	    str_caseeq(str_from(where), str_from(rest)))
		return;
	MUST(++history.renamings < TARGETS, "too many names");
	renaming->id = id;
	(void)snprintf(renaming->where, JOURNAL_WHERE, "%s", where);
	(void)snprintf(renaming->account, LIMIT_NAME + 1, "%s", rest);
	target_of(rest)->floor = target_of(where)->floor;
	target_of(where)->floor = id;
	target_of(rest)->bytes = target_of(where)->bytes;
	target_of(rest)->records = target_of(where)->records;
	target_of(where)->bytes = target_of(where)->records = 0;
	for (size_t i = 0; i < history.members; i++)
		if (strcasecmp(history.member[i].where, rest) == 0)
			history.member[i].id = 0;
	for (size_t i = 0; i < history.members; i++) {
		struct written *member = &history.member[i];
		if (member->id == 0 || strcasecmp(member->where, where) != 0)
			continue;
		note_member("in", member->id, rest, member->account);
		member->id = 0;
	}
}

uint64_t
history_add(const char *attr, const char *verb, uint64_t id, const char *where,
    const char *rest)
{
	struct written *target = target_of(where);
	struct journal_record record = { .back = 0 };
	char body[LIMIT_LINE + 64];
	const int len = snprintf(body, sizeof(body), "%s %llu %s%s%s", verb,
	    (unsigned long long)id, where, rest[0] == '\0' ? "" : " ", rest);

	record.body = (struct str) { body, (size_t)len };
	record.closed = attr[0] == 'c';
	record.more = attr[1] == '+';
	if (target->key == history.key)
		record.back = history.at - target->at;
	target->key = history.key;
	target->at = history.at;
	target->id = id;
	target->records++;
	target->bytes += put_line(&record);
	if (strcmp(verb, "end") == 0)
		target->floor = id;
	target->is_empty = strcmp(verb, "last") == 0;
	note_member(verb, id, where, rest);
	note_end(verb, where, rest);
	note_renamed(verb, id, where, rest);
	return target->at;
}

uint64_t
history_size(void)
{
	return history.at;
}

uint64_t
history_key(void)
{
	return history.key;
}

void
history_end(void)
{
	MUST(fclose(history.out) == 0, "not written");
	history.out = NULL;
}

static void
forget_reader(void)
{
	for (size_t i = 0; i < JOURNAL_FILES_OPEN; i++)
		if (loaded.past.files.open[i].key != 0)
			(void)close(loaded.past.files.open[i].fd);
	for (size_t i = 0; i < JOURNAL_INDEX_FDS; i++)
		if (loaded.reader.indexes.fds.open[i].key != 0)
			(void)close(loaded.reader.indexes.fds.open[i].fd);
	(void)close(loaded.past.files.directory);
	free(loaded.up.data);
	MUST(munmap(loaded.memory, loaded.size) == 0, "munmap");
	memset(&loaded, 0, sizeof(loaded));
}

struct journal_reader *
history_load(size_t answers)
{
	const struct siphash_secret secret = { 1, 2 };
	struct error why;
	int directory;
	char *at;

	if (loaded.memory != NULL)
		forget_reader();
	loaded.size =
	    journal_past_room() + journal_reader_room() + JOURNAL_SCAN_ROOM;
	at = mmap(NULL, loaded.size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	MUST(at != MAP_FAILED, "no memory");
	loaded.memory = at;
	directory = open(history.directory, O_RDONLY | O_DIRECTORY);
	MUST(directory != -1, "no directory");
	journal_past_init(&loaded.past, directory, geteuid(), at, &secret);
	at += journal_past_room();
	buf_init(&loaded.up, zeroed(answers, 1), answers);
	loaded.reader = (struct journal_reader) { .files = &loaded.past.files,
		.targets = &loaded.past.targets,
		.members = &loaded.past.members,
		.gaps = &loaded.past.gaps,
		.up = &loaded.up };
	journal_reader_init(&loaded.reader, at, &secret);
	at += journal_reader_room();
	loaded.past.watcher =
	    (struct journal_watcher) { .of = &loaded.reader.indexes,
		    .begin = journal_indexes_begin,
		    .line = journal_indexes_line,
		    .end = journal_indexes_end };
	MUST(journal_load(&loaded.past, false, at, &loaded.loaded, &why), "%s",
	    why.text);
	return &loaded.reader;
}

struct journal_past *
history_past(void)
{
	return &loaded.past;
}

void
history_work(struct journal_reader *reader)
{
	while (journal_asks_work(reader))
		continue;
}
