/* How far listen -m has come in each group: see bookmark.h. */
#include "script/hear/bookmark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Room for a line of the file, and one byte to recognise a longer one. */
#define LINE_ROOM (LIMIT_ID + 1 + LIMIT_GROUP + 1 + 2)

#define PATH_SIZE 4096

struct entry {
	char group[LIMIT_GROUP];
	size_t len;
	uint64_t saved; /* the place in the file; 0: not there */
	uint64_t reached; /* all events up to it are done or pending */
	uint64_t *pending; /* IDs, in the order in which they were added */
	size_t count;
	size_t room;
};

static struct {
	char path[PATH_SIZE]; /* the file itself, not a link to it */
	struct entry *entry;
	size_t count;
} bookmark;

static struct entry *
find(struct str group)
{
	for (size_t i = 0; i < bookmark.count; i++) {
		struct entry *entry = &bookmark.entry[i];
		if (str_caseeq(
			(struct str) { entry->group, entry->len }, group))
			return entry;
	}
	return NULL;
}

/* Returns the group's entry, a new one if there is none. */
static struct entry *
get(struct str group)
{
	struct entry *entry = find(group);

	if (entry != NULL)
		return entry;
	entry = realloc(
	    bookmark.entry, (bookmark.count + 1) * sizeof(*bookmark.entry));
	if (entry == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	bookmark.entry = entry;
	entry += bookmark.count++;
	*entry = (struct entry) { .len = group.len };
	memcpy(entry->group, group.at, group.len);
	return entry;
}

/* Returns the first pending ID; there must be one. */
static uint64_t
first_pending(const struct entry *entry)
{
	uint64_t first = entry->pending[0];

	for (size_t i = 1; i < entry->count; i++)
		if (entry->pending[i] < first)
			first = entry->pending[i];
	return first;
}

static uint64_t
place_of(const struct entry *entry)
{
	if (entry->count == 0)
		return entry->reached;
	const uint64_t before = first_pending(entry) - 1;
	return before > entry->saved ? before : entry->saved;
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
	entry->saved = entry->reached = number;
	return true;
}

static void
read_file(FILE *file)
{
	char line[LINE_ROOM];

	for (size_t number = 1; fgets(line, sizeof(line), file) != NULL;
	     number++) {
		const size_t len = strcspn(line, "\n");
		if (!take_line((struct str) { line, len }))
			die(EX_DATAERR, "%s, line %zu: not \"ID GROUP\"",
			    bookmark.path, number);
	}
	if (ferror(file))
		die_errno(EX_CANTCREAT, "cannot read %s", bookmark.path);
}

/* Sets the path of the file, which a link may lead to. */
static void
resolve(const char *path)
{
	char *const real = realpath(path, NULL);
	const char *const target = real != NULL ? real : path;

	if (strlen(target) >= sizeof(bookmark.path))
		die(EX_CANTCREAT, "path too long: %s", path);
	(void)snprintf(bookmark.path, sizeof(bookmark.path), "%s", target);
	free(real);
}

/* Writes all places into the new file, and waits for the disk. */
static bool
fill(int fd)
{
	for (size_t i = 0; i < bookmark.count; i++) {
		const struct entry *entry = &bookmark.entry[i];
		char memory[LINE_ROOM];
		struct buf line;
		if (place_of(entry) == 0)
			continue;
		buf_init(&line, memory, sizeof(memory));
		(void)BUF_SAY(&line, DECIMAL(place_of(entry)),
		    (struct str) { entry->group, entry->len }); /* it fits */
		const struct str text = buf_str(&line);
		if (!io_write_all(fd, text.at, text.len))
			return false;
	}
	return fsync(fd) == 0;
}

/* Writes the directory entry to the disk; a failure does no harm. */
static void
sync_directory(void)
{
	char path[PATH_SIZE];
	char *end;

	(void)snprintf(path, sizeof(path), "%s", bookmark.path);
	end = strrchr(path, '/');
	if (end == NULL)
		(void)snprintf(path, sizeof(path), ".");
	else
		end[end == path] = '\0';
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd != -1)
		(void)fsync(fd);
	io_close(&fd);
}

/* Replaces the file; false with errno on failure. */
static bool
replace(void)
{
	char path[PATH_SIZE + sizeof(".XXXXXX")];

	(void)snprintf(path, sizeof(path), "%s.XXXXXX", bookmark.path);
	int fd = mkstemp(path);
	if (fd == -1)
		return false;
	const bool good = fcntl(fd, F_SETFD, FD_CLOEXEC) != -1 && fill(fd) &&
	    rename(path, bookmark.path) == 0;
	const int error = errno;
	io_close(&fd);
	if (good)
		sync_directory();
	else
		(void)unlink(path);
	errno = error;
	return good;
}

void
bookmark_open(const char *path)
{
	FILE *file = fopen(path, "r");

	if (file == NULL && errno != ENOENT)
		die_errno(EX_CANTCREAT, "cannot read %s", path);
	resolve(path);
	if (file != NULL) {
		read_file(file);
		(void)fclose(file); /* it was only read */
	}
	if (!replace())
		die_errno(EX_CANTCREAT, "cannot write %s", path);
}

uint64_t
bookmark_place(struct str group)
{
	const struct entry *entry = find(group);

	return entry != NULL ? place_of(entry) : 0;
}

void
bookmark_add(struct str group, uint64_t id)
{
	struct entry *entry = get(group);

	if (entry->count == entry->room) {
		const size_t room = entry->room == 0 ? 16 : 2 * entry->room;
		uint64_t *pending =
		    realloc(entry->pending, room * sizeof(*pending));
		if (pending == NULL)
			die_errno(EX_OSERR, "no memory for a message");
		entry->pending = pending;
		entry->room = room;
	}
	entry->pending[entry->count++] = id;
	if (id > entry->reached)
		entry->reached = id;
}

/* Removes the ID; false if it is not pending. */
static bool
remove_pending(struct entry *entry, uint64_t id)
{
	for (size_t i = 0; i < entry->count; i++) {
		if (entry->pending[i] != id)
			continue;
		entry->pending[i] = entry->pending[--entry->count];
		return true;
	}
	return false;
}

void
bookmark_done(uint64_t id)
{
	for (size_t i = 0; i < bookmark.count; i++)
		if (remove_pending(&bookmark.entry[i], id))
			return;
}

void
bookmark_all_done(void)
{
	for (size_t i = 0; i < bookmark.count; i++)
		bookmark.entry[i].count = 0;
}

void
bookmark_reach(struct str group, uint64_t id)
{
	struct entry *entry = get(group);

	if (id > entry->reached)
		entry->reached = id;
}

bool
bookmark_save(void)
{
	bool changed = false;

	for (size_t i = 0; i < bookmark.count; i++)
		changed = changed ||
		    place_of(&bookmark.entry[i]) != bookmark.entry[i].saved;
	if (!changed)
		return true;
	if (!replace())
		return false;
	for (size_t i = 0; i < bookmark.count; i++)
		bookmark.entry[i].saved = place_of(&bookmark.entry[i]);
	return true;
}
