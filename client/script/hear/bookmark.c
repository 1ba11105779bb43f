/* How far listen -m has come in each group: see bookmark.h. */
#include "script/hear/bookmark.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/replace.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Room for a line of the file, and one byte to recognise a longer one. */
#define LINE_ROOM (LIMIT_ID + 1 + LIMIT_GROUP + 1 + 2)

struct entry {
	char group[LIMIT_GROUP];
	size_t len;
	uint64_t saved; /* the place in the file; 0: not there */
	uint64_t place; /* all events up to this one are done */
	uint64_t reached; /* all events up to this one are done or pending */
	uint64_t last; /* ID of the last event added */
	bool held; /* its message has not come whole */
	uint64_t *pending; /* IDs, in their order */
	size_t count, room;
};

static struct {
	char path[REPLACE_PATH]; /* the file itself, not a link to it */
	int fd; /* the file as we have written it last; -1: not yet */
	struct entry *entry;
	size_t count;
} bookmark = { .fd = -1 };

/* Returns the memory, made twice as large if it is full. */
static void *
grown(void *memory, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return memory;
	*room = *room == 0 ? 16 : 2 * *room;
	memory = realloc(memory, *room * size);
	if (memory == NULL)
		die_errno(EX_OSERR, "no memory for a message");
	return memory;
}

/* Returns the group's entry, a new one if there is none. */
static struct entry *
get(struct str group)
{
	static size_t room;
	struct entry *entry = bookmark.entry;

	for (size_t i = 0; i < bookmark.count; i++, entry++)
		if (str_caseeq(
			(struct str) { entry->group, entry->len }, group))
			return entry;
	bookmark.entry =
	    grown(bookmark.entry, bookmark.count, &room, sizeof(*entry));
	entry = &bookmark.entry[bookmark.count++];
	*entry = (struct entry) { .len = group.len };
	memcpy(entry->group, group.at, group.len);
	return entry;
}

/* Takes a line of the file; false if it has another form. */
static bool
take_line(struct str line)
{
	struct str group = line;
	const struct str id = str_word(&group);
	uint64_t number;

	if (id.len == 0 || id.len > LIMIT_ID || group.at == NULL ||
	    !str_to_number(id, UINT64_MAX, &number) || number == 0 ||
	    group_check(group) != CODE_OK)
		return false;
	struct entry *entry = get(group);
	entry->saved = entry->place = entry->reached = number;
	return true;
}

/*
 * Replaces the file; false with errno on failure. The new file stays open, so
 * that no other gets its number: if another process that keeps its place in the
 * same file has replaced it, we see that.
 */
static bool
replace(void)
{
	const size_t size = bookmark.count * LINE_ROOM + 1;
	struct stat ours, is;
	const bool there = stat(bookmark.path, &is) == 0;
	struct buf text;
	int fd;

	if (bookmark.fd != -1 && there &&
	    (fstat(bookmark.fd, &ours) != 0 || ours.st_dev != is.st_dev ||
		ours.st_ino != is.st_ino)) {
		errno = EBUSY;
		return false;
	}
	char *memory = malloc(size);
	if (memory == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	buf_init(&text, memory, size);
	for (size_t i = 0; i < bookmark.count; i++) {
		const struct entry *entry = &bookmark.entry[i];
		if (entry->place != 0)
			(void)BUF_SAY(&text, DECIMAL(entry->place),
			    (struct str) {
				entry->group, entry->len }); /* it fits */
	}
	const bool good = replace_file(bookmark.path, memory, buf_len(&text),
	    bookmark.fd != -1 && there ? &is : NULL, &fd);
	const int error = errno;
	free(memory);
	if (good) {
		io_close(&bookmark.fd);
		bookmark.fd = fd;
	}
	errno = error;
	return good;
}

void
bookmark_open(const char *path)
{
	FILE *file = fopen(path, "r");
	char *const real = realpath(path, NULL);
	char line[LINE_ROOM];

	if (file == NULL && errno != ENOENT)
		die_errno(EX_CANTCREAT, "cannot read %s", path);
	io_close(&bookmark.fd);
	if (snprintf(bookmark.path, sizeof(bookmark.path), "%s",
		real != NULL ? real : path) >= (int)sizeof(bookmark.path))
		die(EX_CANTCREAT, "path too long: %s", path);
	free(real);
	for (size_t number = 1;
	     file != NULL && fgets(line, sizeof(line), file) != NULL;
	     number++) {
		const size_t len = strcspn(line, "\n");
		if (!take_line((struct str) { line, len }))
			die(EX_DATAERR, "%s, line %zu: not \"ID GROUP\"",
			    bookmark.path, number);
	}
	if (file != NULL && ferror(file))
		die_errno(EX_CANTCREAT, "cannot read %s", path);
	if (file != NULL)
		(void)fclose(file); /* it was only read */
	if (!replace())
		die_errno(EX_CANTCREAT, "cannot write %s", path);
}

uint64_t
bookmark_place(struct str group)
{
	return get(group)->place;
}

void
bookmark_add(struct str group, uint64_t id, bool goes_on)
{
	struct entry *entry = get(group);

	entry->pending =
	    grown(entry->pending, entry->count, &entry->room, sizeof(uint64_t));
	entry->pending[entry->count++] = id;
	entry->last = id;
	entry->held = goes_on;
}

/*
 * Moves the place behind so many events that are done, without the lines of a
 * message that is not done as a whole.
 */
static void
move(struct entry *entry, size_t done)
{
	const uint64_t last = done > 0 ? entry->pending[done - 1] : 0;
	const bool amid =
	    done < entry->count ? entry->pending[done] == last : entry->held;
	size_t whole = done;

	while (amid && whole > 0 && entry->pending[whole - 1] == last)
		whole--;
	if (whole > 0)
		entry->place = entry->pending[whole - 1];
	entry->count -= done;
	if (done > 0)
		memmove(entry->pending, entry->pending + done,
		    entry->count * sizeof(*entry->pending));
	if (entry->count == 0 && !entry->held && entry->reached > entry->place)
		entry->place = entry->reached;
}

void
bookmark_done(uint64_t id)
{
	for (size_t i = 0; i < bookmark.count; i++)
		if (bookmark.entry[i].count > 0 &&
		    bookmark.entry[i].pending[0] == id) {
			move(&bookmark.entry[i], 1);
			return;
		}
}

void
bookmark_all_done(void)
{
	for (size_t i = 0; i < bookmark.count; i++)
		if (bookmark.entry[i].count > 0)
			move(&bookmark.entry[i], bookmark.entry[i].count);
}

void
bookmark_reach(struct str group, uint64_t id)
{
	struct entry *entry = get(group);

	if (id > entry->reached)
		entry->reached = id;
	entry->held = entry->held && entry->reached <= entry->last;
	move(entry, 0);
}

bool
bookmark_save(void)
{
	bool changed = false;

	for (size_t i = 0; i < bookmark.count; i++)
		changed = changed ||
		    bookmark.entry[i].place != bookmark.entry[i].saved;
	if (!changed)
		return true;
	if (!replace())
		return false;
	for (size_t i = 0; i < bookmark.count; i++)
		bookmark.entry[i].saved = bookmark.entry[i].place;
	return true;
}
