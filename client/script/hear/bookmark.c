/* How far listen -m has come in each group: see bookmark.h. */
#include "script/hear/bookmark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
	uint64_t place; /* all events up to this one are done */
	uint64_t held; /* a message that has not come whole; 0: none */
	uint64_t reached; /* all events up to this one are done or pending */
	/* From the first pending one on, in the order of their IDs. */
	struct event {
		uint64_t id;
		bool done;
	} * event;
	size_t count;
	size_t room;
};

static struct {
	char path[PATH_SIZE]; /* the file itself, not a link to it */
	int fd; /* the file as we have written it last; -1: not yet */
	struct entry *entry;
	size_t count;
} bookmark = { .fd = -1 };

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

/*
 * Moves the place up to the first event that is pending. The lines of a message
 * have one ID, and are done when all of them are.
 */
static void
move(struct entry *entry)
{
	size_t done = 0;

	while (done < entry->count && entry->event[done].done)
		done++;
	while (done > 0 && done < entry->count &&
	    entry->event[done - 1].id == entry->event[done].id)
		done--;
	while (done > 0 && entry->held != 0 &&
	    entry->event[done - 1].id == entry->held)
		done--;
	if (done > 0)
		entry->place = entry->event[done - 1].id;
	entry->count -= done;
	if (done > 0)
		memmove(entry->event, entry->event + done,
		    entry->count * sizeof(*entry->event));
	if (entry->count == 0 && entry->reached > entry->place)
		entry->place = entry->reached;
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
		if (entry->place == 0)
			continue;
		buf_init(&line, memory, sizeof(memory));
		(void)BUF_SAY(&line, DECIMAL(entry->place),
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

/*
 * Returns whether the file is the one that we have written, or is gone. Another
 * process that keeps its place in the same file has replaced it.
 */
static bool
is_ours(void)
{
	struct stat ours, is;

	return bookmark.fd == -1 || stat(bookmark.path, &is) != 0 ||
	    (fstat(bookmark.fd, &ours) == 0 && ours.st_dev == is.st_dev &&
		ours.st_ino == is.st_ino);
}

/*
 * Replaces the file; false with errno on failure. The new file stays open, so
 * that no other gets its number.
 */
static bool
replace(void)
{
	char path[PATH_SIZE + sizeof(".XXXXXX")];

	errno = EBUSY;
	if (!is_ours())
		return false;
	(void)snprintf(path, sizeof(path), "%s.XXXXXX", bookmark.path);
	int fd = mkstemp(path);
	if (fd == -1)
		return false;
	const bool good = fcntl(fd, F_SETFD, FD_CLOEXEC) != -1 && fill(fd) &&
	    rename(path, bookmark.path) == 0;
	const int error = errno;
	int unused = good ? bookmark.fd : fd;
	io_close(&unused);
	if (good) {
		bookmark.fd = fd;
		sync_directory();
	} else {
		(void)unlink(path);
	}
	errno = error;
	return good;
}

void
bookmark_open(const char *path)
{
	FILE *file = fopen(path, "r");

	if (file == NULL && errno != ENOENT)
		die_errno(EX_CANTCREAT, "cannot read %s", path);
	io_close(&bookmark.fd);
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

	return entry != NULL ? entry->place : 0;
}

void
bookmark_add(struct str group, uint64_t id)
{
	struct entry *entry = get(group);

	if (entry->count == entry->room) {
		const size_t room = entry->room == 0 ? 16 : 2 * entry->room;
		struct event *event =
		    realloc(entry->event, room * sizeof(*event));
		if (event == NULL)
			die_errno(EX_OSERR, "no memory for a message");
		entry->event = event;
		entry->room = room;
	}
	entry->event[entry->count++] = (struct event) { .id = id };
}

void
bookmark_hold(struct str group, uint64_t id)
{
	get(group)->held = id;
}

/* Marks the event as done; false if it is not pending. */
static bool
end_event(struct entry *entry, uint64_t id)
{
	for (size_t i = 0; i < entry->count; i++) {
		if (entry->event[i].id != id || entry->event[i].done)
			continue;
		entry->event[i].done = true;
		move(entry);
		return true;
	}
	return false;
}

void
bookmark_done(uint64_t id)
{
	for (size_t i = 0; i < bookmark.count; i++)
		if (end_event(&bookmark.entry[i], id))
			return;
}

void
bookmark_all_done(void)
{
	for (size_t i = 0; i < bookmark.count; i++) {
		struct entry *entry = &bookmark.entry[i];
		for (size_t k = 0; k < entry->count; k++)
			entry->event[k].done = true;
		move(entry);
	}
}

void
bookmark_reach(struct str group, uint64_t id)
{
	struct entry *entry = get(group);

	if (id > entry->reached)
		entry->reached = id;
	if (entry->reached >= entry->held)
		entry->held = 0;
	move(entry);
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
