/*
 * The header of a file of the history: see journal_header.h.
 */
#include "helpers/journal/write/journal_header.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/data/heap_sort.h"
#include "helpers/journal/journal_disk.h"
#include "shared/buf.h"
#include "shared/io.h"

/* A row, without its prefix: longer than any. */
#define ROW 512

/* Rows that are written at once. */
#define ROOM ((size_t)64 * 1024)

struct header_making {
	struct journal_past *past;
	int fd; /* -1: the watcher is told the rows */
	uint32_t *order; /* the targets, sorted */
	uint32_t count;
	char *rows; /* ROOM bytes */
	size_t len; /* bytes in them */
	uint64_t written; /* bytes before them */
	uint64_t lines;
	struct journal_disk_early early;
	bool safe; /* it will be synced */
	bool failed;
};

size_t
journal_header_room(void)
{
	return JOURNAL_TARGETS_MOST * sizeof(uint32_t) + ROOM;
}

static void
header_flush(struct header_making *making)
{
	if (making->fd != -1 && !making->failed)
		making->failed =
		    !io_write_all(making->fd, making->rows, making->len);
	making->written += making->len;
	making->len = 0;
	if (making->safe)
		journal_disk_start(making->fd, &making->early, making->written);
}

/* Adds a row of these words. */
static void
add_row(struct header_making *making, const struct str *words, size_t count)
{
	char body[ROW];
	struct buf buf;
	struct journal_record row = { .back = 0 };
	size_t len;

	buf_init(&buf, body, sizeof(body));
	(void)buf_say(&buf, words, count); /* fits */
	if (ROOM - making->len < JOURNAL_LINE)
		header_flush(making);
	(void)journal_record_read_body(
	    (struct str) { buf_str(&buf).at, buf_len(&buf) - 1 }, &row);
	len = journal_record_write(&row, making->rows + making->len);
	if (making->fd == -1)
		journal_past_line(
		    making->past, &row, making->written + making->len, len);
	making->len += len;
	making->lines++;
}
#define ADD_ROW(making, ...)                                  \
	add_row(making, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

static bool
is_before(const void *of, uint32_t one, uint32_t other)
{
	const struct journal_target *target = of;

	return str_casecmp(journal_target_where(&target[one]),
		   journal_target_where(&target[other])) < 0;
}

/* Sorts the targets by name. */
static void
sort_targets(struct header_making *making)
{
	const struct journal_targets *targets = &making->past->targets;
	uint32_t i = 0;

	making->count = 0;
	for (; (i = journal_targets_next(targets, i)) != JOURNAL_NONE; i++)
		making->order[making->count++] = i;
	heap_sort(making->order, making->count, is_before, targets->target);
}

static struct str
flags_of(const struct journal_target *target)
{
	static const struct str flags[] = { LIT("-"), LIT("l"), LIT("c"),
		LIT("lc"), LIT("e"), LIT("le"), LIT("ce"), LIT("lce") };

	return flags[target->is_lasting + 2 * target->was_closed +
	    4 * target->is_empty];
}

static void
add_target(struct header_making *making, uint32_t number)
{
	const struct journal_target *target =
	    &making->past->targets.target[number];
	const struct journal_place *last = &target->last;
	char name[JOURNAL_FILE_NAME];
	const bool is_there =
	    journal_files_find(&making->past->files, last->file) != NULL;

	ADD_ROW(making, journal_verb_word(JOURNAL_TARGET), DECIMAL(last->id),
	    journal_target_where(target),
	    is_there ? str_from(journal_file_name(last->file, "", name)) :
		       STR("-"),
	    DECIMAL(is_there ? last->at : 0), DECIMAL(target->floor),
	    flags_of(target), DECIMAL(target->bytes), DECIMAL(target->records));
}

static void
add_members(struct header_making *making, uint32_t number)
{
	const struct journal_members *members = &making->past->members;
	uint32_t i = journal_members_of_target(members, number);

	for (; i != JOURNAL_NONE;
	     i = journal_members_next_of_target(members, i))
		if (members->member[i].since != 0)
			ADD_ROW(making, journal_verb_word(JOURNAL_IN),
			    DECIMAL(members->member[i].since),
			    journal_target_where(
				&making->past->targets.target[number]),
			    journal_member_account(&members->member[i]));
}

static void
add_gaps(struct header_making *making, uint64_t id)
{
	const struct journal_gaps *gaps = &making->past->gaps;

	for (size_t i = 0; i < gaps->count; i++)
		ADD_ROW(making, journal_verb_word(JOURNAL_GAP), DECIMAL(id),
		    STR("*"), DECIMAL(gaps->gap[i].from),
		    DECIMAL(gaps->gap[i].to));
}

/* Adds the names that groups had before. */
static void
add_names(struct header_making *making)
{
	const struct journal_names *names = &making->past->targets.names;

	if (names->forgotten != 0)
		ADD_ROW(making, journal_verb_word(JOURNAL_RENAMED),
		    DECIMAL(names->forgotten), STR("*"), STR("*"));
	for (uint32_t i = 0; i < names->count; i++) {
		const struct journal_renaming *renaming = &names->renaming[i];
		ADD_ROW(making, journal_verb_word(JOURNAL_RENAMED),
		    DECIMAL(renaming->id), journal_renaming_from(renaming),
		    journal_renaming_to(renaming));
	}
}

uint64_t
journal_header_version(const struct journal_past *past)
{
	const struct journal_names *names = &past->targets.names;

	return names->count > 0 || names->forgotten != 0 ? JOURNAL_VERSION : 1;
}

static void
add_first(struct header_making *making, const struct journal_header *header)
{
	char name[JOURNAL_FILE_NAME];

	ADD_ROW(making, journal_verb_word(JOURNAL_HISTORY), DECIMAL(header->id),
	    STR("-"), DECIMAL(journal_header_version(making->past)),
	    header->previous != 0 ?
		str_from(journal_file_name(header->previous, "", name)) :
		STR("-"),
	    DECIMAL(header->previous_size));
}

static bool
write_header(struct header_making *making, const struct journal_header *header)
{
	add_first(making, header);
	add_names(making);
	for (uint32_t i = 0; i < making->count; i++)
		add_target(making, making->order[i]);
	for (uint32_t i = 0; i < making->count; i++)
		add_members(making, making->order[i]);
	add_gaps(making, header->id);
	ADD_ROW(making, journal_verb_word(JOURNAL_RECORDS), DECIMAL(header->id),
	    STR("-"), DECIMAL(making->lines));
	header_flush(making);
	return !making->failed;
}

/* Gives a file its name, which no other has; or it has none. */
static bool
put_in_place(int directory, int fd, const char *from, const char *to, bool safe)
{
	struct stat info;
	int error;

	if (fstatat(directory, to, &info, AT_SYMLINK_NOFOLLOW) == 0)
		errno = EEXIST;
	if (errno != ENOENT ||
	    !journal_disk_replace(directory, fd, from, to, safe))
		return false;
	if (!safe || fsync(directory) == 0)
		return true;
	error = errno;
	(void)unlinkat(directory, to, 0); /* or the next start finds it */
	errno = error;
	return false;
}

/* Closes and removes half a file. */
static int
give_up(int directory, int fd, const char *name)
{
	const int error = errno;

	io_close(&fd);
	(void)unlinkat(directory, name, 0); /* or the next attempt does */
	errno = error;
	return -1;
}

static struct header_making
making_of(struct journal_past *past, void *room)
{
	return (struct header_making) { .past = past,
		.fd = -1,
		.order = room,
		.rows =
		    (char *)room + JOURNAL_TARGETS_MOST * sizeof(uint32_t) };
}

int
journal_header_make(struct journal_past *past, uint64_t key,
    const struct journal_header *header, bool safe, void *room, uint64_t *size)
{
	const int directory = past->files.directory;
	char name[JOURNAL_FILE_NAME], new_name[JOURNAL_FILE_NAME];
	struct header_making making = making_of(past, room);
	struct journal_file *file;

	making.safe = safe;
	making.fd = journal_disk_new(
	    directory, journal_file_name(key, ".new", new_name));
	if (making.fd == -1)
		return -1;
	sort_targets(&making);
	if (!write_header(&making, header) ||
	    !put_in_place(directory, making.fd, new_name,
		journal_file_name(key, "", name), safe))
		return give_up(directory, making.fd, new_name);
	file = journal_files_add(&past->files, key);
	if (file == NULL) {
		errno = ENFILE;
		return give_up(directory, making.fd, name);
	}
	*size = file->size = making.written;
	return making.fd;
}

void
journal_header_tell(struct journal_past *past, uint64_t key,
    const struct journal_header *header, void *room)
{
	struct header_making making = making_of(past, room);

	if (past->watcher.line == NULL)
		return;
	making.count = past->targets.used; /* sorted before */
	journal_past_begin(past, key);
	(void)write_header(&making, header); /* nothing is written */
}

bool
journal_header_read(const struct journal_record *row, uint64_t *version,
    struct journal_header *header)
{
	struct str rest = row->rest;
	const struct str number = str_word(&rest), previous = str_word(&rest);

	header->id = row->id;
	header->previous = journal_file_key(previous);
	return row->verb == JOURNAL_HISTORY &&
	    str_to_number(number, UINT64_MAX, version) &&
	    (header->previous != 0 || str_eq(previous, STR("-"))) &&
	    str_to_number(rest, UINT64_MAX, &header->previous_size);
}
