/*
 * The table of tokens: see journal_dirs.h. It asks for no memory; so where the
 * system call is known that lists a directory, it is called in place of
 * opendir(3).
 */
#define _GNU_SOURCE /* syscall, syncfs */
#include "helpers/journal/journal_dirs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "helpers/append.h"
#include "helpers/journal/journal_date.h"
#include "shared/io.h"

static const char *const places[JOURNAL_PLACES] = {
	[JOURNAL_HISTORY] = "history",
	[JOURNAL_TABLES] = "tables",
	[JOURNAL_BOXES] = "boxes",
	[JOURNAL_LETTERS] = "letters",
};

static struct {
	int place[JOURNAL_PLACES];
	struct journal_dir *dir; /* JOURNAL_DIRS_MOST */
	uint32_t *order; /* numbers in dir, by name; then those not in use */
	uint32_t count;
	uint64_t *key; /* JOURNAL_FILES_MOST: the files of */
	struct journal_dir *listed; /* this one; null: of none */
	size_t keys;
	bool touched; /* something is not synced */
	int error; /* of a sync that has failed */
} self;

size_t
journal_dirs_room(void)
{
	return JOURNAL_DIRS_MOST *
	    (sizeof(struct journal_dir) + sizeof(uint32_t)) +
	    JOURNAL_FILES_MOST * sizeof(uint64_t);
}

void
journal_dirs_init(char *room)
{
	self.key = (uint64_t *)(void *)room;
	room += JOURNAL_FILES_MOST * sizeof(uint64_t);
	self.dir = (struct journal_dir *)(void *)room;
	room += JOURNAL_DIRS_MOST * sizeof(struct journal_dir);
	self.order = (uint32_t *)(void *)room;
	self.count = 0;
	for (uint32_t i = 0; i < JOURNAL_DIRS_MOST; i++)
		self.order[i] = i;
	self.listed = NULL;
}

int
journal_place(enum journal_place place)
{
	return self.place[place];
}

bool
journal_is_touched(void)
{
	return self.touched;
}

#ifdef __linux__

void
journal_touched(int fd)
{
	(void)fd;
	self.touched = true;
}

/* The places may be on several file systems. */
bool
journal_sync_places(void)
{
	for (int i = 0; i < JOURNAL_PLACES; i++)
		if (syncfs(self.place[i]) != 0)
			return false;
	self.touched = false;
	return true;
}

#else

void
journal_touched(int fd)
{
	self.touched = true;
	if (fsync(fd) != 0 && errno != EINVAL)
		self.error = errno;
}

bool
journal_sync_places(void)
{
	errno = self.error;
	self.touched = self.error != 0;
	return self.error == 0;
}

#endif

/* Takes a name of a directory. Returns false to end the list. */
typedef bool (*take_name)(void *of, struct str name);

#ifdef SYS_getdents64

/* The form in which the kernel has each name. */
struct entry {
	uint64_t inode;
	int64_t next;
	unsigned short size;
	unsigned char type;
	char name[];
};

/* Lists a directory; false with errno. Its descriptor's place is moved. */
static bool
list(int fd, take_name take, void *of)
{
	union {
		uint64_t aligned;
		char at[16384];
	} room;
	long count;

	while (
	    (count = syscall(SYS_getdents64, fd, room.at, sizeof(room.at))) > 0)
		for (long at = 0; at < count;) {
			const struct entry *entry =
			    (const struct entry *)(void *)(room.at + at);
			if (!take(of, str_from(entry->name)))
				return true;
			at += entry->size;
		}
	return count == 0;
}

#else

static bool
list(int fd, take_name take, void *of)
{
	const int own = dup(fd);
	DIR *directory = own != -1 ? fdopendir(own) : NULL;
	const struct dirent *entry;

	if (directory == NULL)
		return false;
	while ((entry = readdir(directory)) != NULL)
		if (!take(of, str_from(entry->d_name)))
			break;
	(void)closedir(directory);
	return true;
}

#endif

const char *
journal_file_name(uint64_t key, char room[JOURNAL_NAME])
{
	const struct journal_date date = journal_date_of(JOURNAL_KEY_DAY(key));
	const unsigned number = (unsigned)(key & (JOURNAL_KEY(1, 0) - 1));
	const int len = snprintf(room, JOURNAL_NAME, "%04u-%02u-%02u",
	    date.year, date.month, date.day);

	if (number > 1)
		(void)snprintf(
		    room + len, JOURNAL_NAME - (size_t)len, ".%u", number);
	return room; /* both fit */
}

uint64_t
journal_file_key(struct str name)
{
	const struct str all = name;
	struct str day = str_cut(&name, '.');
	char room[JOURNAL_NAME];
	uint64_t year, month, in, number = 1, key;

	if (!str_to_number(str_cut(&day, '-'), 9999, &year) || year < 1970 ||
	    !str_to_number(str_cut(&day, '-'), 12, &month) || month == 0 ||
	    !str_to_number(day, 31, &in) || in == 0 ||
	    (name.at != NULL &&
		!str_to_number(name, JOURNAL_KEY(1, 0) - 1, &number)))
		return 0;
	key = JOURNAL_KEY(journal_date_day((struct journal_date) {
			      (unsigned)year, (unsigned)month, (unsigned)in }),
	    number);
	/* Each file has one name: no 30th of February, no number 1 or 02. */
	return str_eq(str_from(journal_file_name(key, room)), all) ? key : 0;
}

/* Returns the place in order of the first one that is not before the token. */
static uint32_t
place_of(struct str token, bool *is_there)
{
	uint32_t low = 0, high = self.count;

	*is_there = false;
	while (low < high) {
		const uint32_t middle = (low + high) / 2;
		const struct str name =
		    journal_dir_name(&self.dir[self.order[middle]]);
		const size_t least =
		    name.len < token.len ? name.len : token.len;
		int order = memcmp(name.at, token.at, least);
		if (order == 0)
			order = (name.len > token.len) - (name.len < token.len);
		if (order == 0)
			*is_there = true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct journal_dir *
journal_dir_find(struct str token)
{
	bool is_there;
	const uint32_t at = place_of(token, &is_there);

	return is_there ? &self.dir[self.order[at]] : NULL;
}

struct journal_dir *
journal_dir_after(struct str token)
{
	bool is_there;
	uint32_t at = place_of(token, &is_there);

	at += is_there;
	return at < self.count ? &self.dir[self.order[at]] : NULL;
}

struct journal_dir *
journal_dir_make(struct str token)
{
	bool is_there;
	const uint32_t at = place_of(token, &is_there);
	struct journal_dir *dir;
	uint32_t number;

	if (is_there)
		return &self.dir[self.order[at]];
	if (!token_is_valid(token) || self.count == JOURNAL_DIRS_MOST)
		return NULL;
	number = self.order[self.count];
	memmove(&self.order[at + 1], &self.order[at],
	    (self.count - at) * sizeof(uint32_t));
	self.order[at] = number;
	self.count++;
	dir = &self.dir[number];
	*dir = (struct journal_dir) { .len = (uint8_t)token.len };
	memcpy(dir->name, token.at, token.len);
	return dir;
}

void
journal_dir_release(struct journal_dir *dir)
{
	bool is_there;
	const uint32_t at = place_of(journal_dir_name(dir), &is_there);
	const uint32_t number = self.order[at];

	if (dir->has != 0 || dir->lives)
		return;
	self.count--;
	memmove(&self.order[at], &self.order[at + 1],
	    (self.count - at) * sizeof(uint32_t));
	self.order[self.count] = number;
	if (self.listed == dir)
		self.listed = NULL;
}

int
journal_dir_open(struct journal_dir *dir, bool makes)
{
	const int history = self.place[JOURNAL_HISTORY];
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(history, dir->name, flags);

	if (fd == -1 && errno == ENOENT && makes &&
	    mkdirat(history, dir->name, S_IRWXU) == 0) {
		fd = openat(history, dir->name, flags);
		journal_touched(history);
	}
	if (fd != -1)
		dir->has |= 1 << JOURNAL_HISTORY;
	return fd;
}

static bool
remove_one(void *fd, struct str name)
{
	/* A name of the system ends by NUL; "." and ".." are not removed. */
	(void)unlinkat(*(const int *)fd, name.at, 0);
	return true;
}

/* Removes the directory of the records; false with errno. */
static bool
remove_records(struct journal_dir *dir)
{
	int fd = journal_dir_open(dir, false);

	if (fd == -1)
		return errno == ENOENT;
	(void)list(fd, remove_one, &fd); /* what stays, keeps the directory */
	io_close(&fd);
	return unlinkat(self.place[JOURNAL_HISTORY], dir->name, AT_REMOVEDIR) ==
	    0;
}

bool
journal_dir_end(struct journal_dir *dir)
{
	bool good = true;
	char new[JOURNAL_NAME];

	(void)snprintf(new, sizeof(new), "%s" APPEND_NEW, dir->name); /* fits */
	for (int place = 0; place < JOURNAL_PLACES; place++) {
		const int fd = self.place[place];
		if ((dir->has & 1 << place) == 0)
			continue;
		if (place == JOURNAL_HISTORY ?
			remove_records(dir) :
			(unlinkat(fd, dir->name, 0) == 0 || errno == ENOENT) &&
			    (unlinkat(fd, new, 0) == 0 || errno == ENOENT))
			dir->has &= (uint8_t) ~(1 << place);
		else
			good = false;
		journal_touched(fd);
	}
	if (good) {
		const struct journal_dir old = *dir;
		*dir =
		    (struct journal_dir) { .len = old.len, .lives = old.lives };
		memcpy(dir->name, old.name, old.len);
		if (self.listed == dir)
			self.listed = NULL;
		journal_dir_release(dir);
	}
	return good;
}

/* Reads a directory of records: its files and their bytes. */
struct reading {
	struct journal_dir *dir;
	int fd;
};

static bool
read_file(void *of, struct str name)
{
	const struct reading *reading = of;
	struct journal_dir *dir = reading->dir;
	const uint64_t key = journal_file_key(name);
	struct stat info;

	if (str_eq(name, STR("closed")))
		dir->closed = true;
	if (key == 0)
		return true;
	dir->files++;
	if (key > dir->newest)
		dir->newest = key;
	if (key < dir->oldest || dir->oldest == 0)
		dir->oldest = key;
	if (fstatat(reading->fd, name.at, &info, AT_SYMLINK_NOFOLLOW) == 0)
		dir->bytes += (uint64_t)info.st_size;
	return true;
}

/* Looks what files there are; all of it is left out if that is not possible. */
static bool
read_files(struct journal_dir *dir)
{
	struct reading reading = { dir, journal_dir_open(dir, false) };
	const bool good =
	    reading.fd != -1 && list(reading.fd, read_file, &reading);

	io_close(&reading.fd);
	return good;
}

/* Takes a name of a place. */
static bool
take_token(void *of, struct str name)
{
	const enum journal_place place =
	    (enum journal_place)(ptrdiff_t)((const char *const *)of - places);
	struct journal_dir *dir;

	if (place != JOURNAL_HISTORY && name.len > 4 &&
	    str_eq((struct str) { name.at + name.len - 4, 4 }, STR(APPEND_NEW)))
		(void)unlinkat(self.place[place], name.at, 0); /* it or the
								  next */
	dir = journal_dir_make(name);
	if (dir == NULL)
		return true; /* not ours */
	dir->has |= (uint8_t)(1 << place);
	/* Another program's file is left alone, and is not a directory. */
	if (place == JOURNAL_HISTORY && !read_files(dir)) {
		dir->has &= (uint8_t) ~(1 << place);
		journal_dir_release(dir);
	}
	return true;
}

bool
journal_dirs_make(int state)
{
	for (int i = 0; i < JOURNAL_PLACES; i++)
		if (mkdirat(state, places[i], S_IRWXU) != 0 && errno != EEXIST)
			return false;
	return true;
}

bool
journal_dirs_load(int state)
{
	for (int i = 0; i < JOURNAL_PLACES; i++) {
		self.place[i] = openat(state, places[i],
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		/* The address tells the place. */
		if (self.place[i] == -1 ||
		    !list(self.place[i], take_token,
			(void *)(uintptr_t)&places[i]))
			return false;
	}
	return true;
}

/* Returns how many keys are at most this one. */
static size_t
keys_upto(uint64_t key)
{
	size_t low = 0, high = self.keys;

	while (low < high) {
		const size_t middle = (low + high) / 2;
		if (self.key[middle] <= key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Puts a key where it belongs: few directories have many files. */
static bool
take_key(void *of, struct str name)
{
	const uint64_t key = journal_file_key(name);
	const size_t at = keys_upto(key);

	(void)of;
	if (key == 0)
		return true;
	memmove(&self.key[at + 1], &self.key[at],
	    (self.keys - at) * sizeof(uint64_t));
	self.key[at] = key;
	self.keys++;
	return self.keys < JOURNAL_FILES_MOST;
}

/* Lists the files of a directory, unless that was the last one. */
static void
list_files(struct journal_dir *dir)
{
	int fd;

	if (self.listed == dir)
		return;
	self.keys = 0;
	fd = journal_dir_open(dir, false);
	self.listed = fd != -1 && list(fd, take_key, NULL) ? dir : NULL;
	io_close(&fd);
}

uint64_t
journal_file_after(struct journal_dir *dir, uint64_t key)
{
	list_files(dir);
	const size_t at = keys_upto(key);
	return at < self.keys ? self.key[at] : 0;
}

uint64_t
journal_file_before(struct journal_dir *dir, uint64_t key)
{
	list_files(dir);
	const size_t at = key > 0 ? keys_upto(key - 1) : 0;
	return at > 0 ? self.key[at - 1] : 0;
}

void
journal_file_made(struct journal_dir *dir, uint64_t key)
{
	dir->files++;
	if (key > dir->newest)
		dir->newest = key;
	if (key < dir->oldest || dir->oldest == 0)
		dir->oldest = key;
	if (self.listed == dir)
		self.listed = NULL;
}

bool
journal_file_remove(struct journal_dir *dir, uint64_t key)
{
	int fd = journal_dir_open(dir, false);
	char name[JOURNAL_NAME];
	struct stat info;
	bool good;

	if (fd == -1)
		return false;
	(void)journal_file_name(key, name);
	good = fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    unlinkat(fd, name, 0) == 0;
	if (good) {
		journal_touched(fd);
		dir->files -= dir->files > 0;
		dir->bytes -= dir->bytes < (uint64_t)info.st_size ?
		    dir->bytes :
		    (uint64_t)info.st_size;
		if (self.listed == dir)
			self.listed = NULL;
		dir->oldest = journal_file_after(dir, 0);
		dir->newest = journal_file_before(dir, UINT64_MAX);
		dir->said = 0;
	}
	io_close(&fd);
	return good;
}

uint64_t
journal_dirs_bytes(void)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < self.count; i++)
		bytes += self.dir[self.order[i]].bytes;
	return bytes;
}

uint64_t
journal_dirs_files(void)
{
	uint64_t files = 0;

	for (uint32_t i = 0; i < self.count; i++)
		files += self.dir[self.order[i]].files;
	return files;
}
