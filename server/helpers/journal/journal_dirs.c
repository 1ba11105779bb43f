/*
 * The table of tokens: see journal_dirs.h. It asks for no memory later; so
 * where the system call is known that lists a directory, it is called in place
 * of opendir(3).
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE, syncfs, syscall */
#include "helpers/journal/journal_dirs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "helpers/append.h"
#include "shared/io.h"

/* Room for the name of a file with records. */
#define NAME 64

/* The days of four centuries, and of all before 1970-01-01, from 0000-03-01. */
#define CYCLE 146097
#define BEFORE 719468

static const struct {
	const char *place, *file;
} kinds[JOURNAL_KINDS] = {
	[JOURNAL_RECORDS] = { "history", "" },
	[JOURNAL_TABLE] = { "tables", "" },
	[JOURNAL_BOX] = { "boxes", "" },
	[JOURNAL_LETTERS] = { "letters", "" },
	[JOURNAL_MEMBERS] = { "history", "/members" },
	[JOURNAL_CLOSED] = { "history", "/closed" },
};

static struct {
	int state;
	struct journal_dir *dir; /* JOURNAL_DIRS_MOST */
	uint32_t *order; /* numbers in dir, by name; then those not in use */
	uint32_t count;
	uint64_t newest, before; /* dates of the last two days with records */
	bool touched; /* something is not synced */
	int error; /* of a sync that has failed */
	char path[JOURNAL_PATH];
} self;

void *
journal_map(void *old, size_t size)
{
	void *at;

	if (old != NULL)
		(void)munmap(old, size); /* it was mapped */
	at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return at != MAP_FAILED ? at : NULL;
}

bool
journal_dirs_init(int state)
{
	self.dir = journal_map(
	    self.dir, JOURNAL_DIRS_MOST * sizeof(struct journal_dir));
	self.order =
	    journal_map(self.order, JOURNAL_DIRS_MOST * sizeof(uint32_t));
	self.count = 0;
	if (self.dir == NULL || self.order == NULL)
		return false;
	for (uint32_t i = 0; i < JOURNAL_DIRS_MOST; i++)
		self.order[i] = i;
	for (int kind = 0; kind < JOURNAL_PLACES; kind++)
		if (mkdirat(state, kinds[kind].place, S_IRWXU) != 0 &&
		    errno != EEXIST)
			return false;
	return true;
}

int
journal_state(void)
{
	return self.state;
}

/* What takes the names of a directory. */
struct listing {
	int fd; /* of the directory */
	enum journal_kind kind;
	struct journal_dir *dir;
	uint64_t from, found; /* keys */
	bool after;
	void (*take)(struct listing *listing, struct str name);
};

static int
open_directory(const char *path)
{
	return openat(
	    self.state, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool
journal_is_touched(void)
{
	return self.touched;
}

#ifdef __linux__

void
journal_touched(const char *path)
{
	(void)path;
	self.touched = true;
}

/* The places may be on several file systems. */
bool
journal_sync_places(void)
{
	struct stat info = { 0 }, last;
	bool good = true;

	for (int kind = 0; good && kind < JOURNAL_PLACES; kind++) {
		int fd = open_directory(kinds[kind].place);
		last = info;
		good = fd != -1 && fstat(fd, &info) == 0 &&
		    ((kind > 0 && info.st_dev == last.st_dev) ||
			syncfs(fd) == 0);
		io_close(&fd);
	}
	self.touched = self.touched && !good;
	return good;
}

#else

/* Syncs the file, if it is there, and its directory. */
void
journal_touched(const char *path)
{
	char room[JOURNAL_PATH];

	(void)snprintf(room, sizeof(room), "%s", path); /* fits */
	self.touched = true;
	for (char *end = room; end != NULL; end = strrchr(room, '/')) {
		if (end != room)
			*end = '\0';
		int fd = openat(self.state, room, O_RDONLY | O_CLOEXEC);
		if (fd != -1 && fsync(fd) != 0 && errno != EINVAL)
			self.error = errno;
		io_close(&fd);
	}
}

bool
journal_sync_places(void)
{
	errno = self.error;
	self.touched = self.error != 0;
	return self.error == 0;
}

#endif

#ifdef SYS_getdents64

/* The form in which the kernel has each name. */
struct entry {
	uint64_t inode;
	int64_t next;
	unsigned short size;
	unsigned char type;
	char name[];
};

/* Has each name of a directory taken; false with errno. */
static bool
list(const char *path, struct listing *listing)
{
	union {
		uint64_t aligned;
		char at[16384];
	} room;
	long count;

	listing->fd = open_directory(path);
	if (listing->fd == -1)
		return false;
	while ((count = syscall(
		    SYS_getdents64, listing->fd, room.at, sizeof(room.at))) > 0)
		for (long at = 0; at < count;) {
			const struct entry *entry =
			    (const struct entry *)(void *)(room.at + at);
			listing->take(listing, str_from(entry->name));
			at += entry->size;
		}
	io_close(&listing->fd);
	return count == 0;
}

#else

static bool
list(const char *path, struct listing *listing)
{
	DIR *directory;
	const struct dirent *entry;

	listing->fd = open_directory(path);
	directory = listing->fd != -1 ? fdopendir(listing->fd) : NULL;
	if (directory == NULL) {
		io_close(&listing->fd);
		return false;
	}
	while ((entry = readdir(directory)) != NULL)
		listing->take(listing, str_from(entry->d_name));
	(void)closedir(directory); /* was only read */
	return true;
}

#endif

/*
 * Returns the date of a day, counted from 1970, as the number YYYYMMDD. Years
 * are counted from March, so that the day that not all have is the last.
 */
static uint64_t
date_of(uint64_t day)
{
	const uint64_t all = day + BEFORE, in = all % CYCLE;
	const uint64_t year =
	    (in - in / 1460 + in / 36524 - in / (CYCLE - 1)) / 365;
	const uint64_t left = in - (365 * year + year / 4 - year / 100);
	const uint64_t month = (5 * left + 2) / 153;
	const bool later = month >= 10;

	return (all / CYCLE * 400 + year + later) * 10000 +
	    (later ? month - 9 : month + 3) * 100 +
	    (left - (153 * month + 2) / 5 + 1);
}

uint64_t
journal_key(uint64_t day)
{
	return date_of(day) << JOURNAL_KEY_BITS | 1;
}

/* Writes the name of a file with records into room, and returns it. */
static const char *
name_of(uint64_t key, char room[NAME])
{
	const uint64_t date = JOURNAL_KEY_DATE(key);
	const uint64_t number = key & JOURNAL_KEY_MOST;
	const int len =
	    snprintf(room, NAME, "%04u-%02u-%02u", (unsigned)(date / 10000),
		(unsigned)(date / 100 % 100), (unsigned)(date % 100));

	if (number > 1)
		(void)snprintf(
		    room + len, NAME - (size_t)len, ".%u", (unsigned)number);
	return room; /* both fit */
}

/* Reads such a name; returns 0 if it is none. */
static uint64_t
read_key(struct str name)
{
	const struct str all = name;
	struct str day = str_cut(&name, '.');
	char room[NAME];
	uint64_t year, month, in, number = 1, key;

	if (!str_to_number(str_cut(&day, '-'), 9999, &year) ||
	    !str_to_number(str_cut(&day, '-'), 12, &month) ||
	    !str_to_number(day, 31, &in) ||
	    (name.at != NULL &&
		!str_to_number(name, JOURNAL_KEY_MOST - 1, &number)))
		return 0;
	key = (year * 10000 + month * 100 + in) << JOURNAL_KEY_BITS | number;
	/* Each file has one name: no number 1 or 02. */
	return str_eq(str_from(name_of(key, room)), all) ? key : 0;
}

const char *
journal_path(
    const struct journal_dir *dir, enum journal_kind kind, uint64_t key)
{
	char name[NAME] = "";

	(void)snprintf(self.path, sizeof(self.path), "%s/%s%s%s%s",
	    kinds[kind].place, dir->name, kinds[kind].file, key != 0 ? "/" : "",
	    key != 0 ? name_of(key, name) : name);
	return self.path; /* all fit */
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
		    journal_dir_name(journal_dir_at(middle));
		const size_t least =
		    name.len < token.len ? name.len : token.len;
		int order = memcmp(name.at, token.at, least);
		if (order == 0)
			order = (name.len > token.len) - (name.len < token.len);
		*is_there = *is_there || order == 0;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct journal_dir *
journal_dir_at(uint32_t place)
{
	return place < self.count ? &self.dir[self.order[place]] : NULL;
}

uint32_t
journal_dir_after(struct str token)
{
	bool is_there;
	const uint32_t place = place_of(token, &is_there);

	return place + is_there;
}

struct journal_dir *
journal_dir_find(struct str token)
{
	bool is_there;
	const uint32_t place = place_of(token, &is_there);

	return is_there ? journal_dir_at(place) : NULL;
}

struct journal_dir *
journal_dir_make(struct str token)
{
	bool is_there;
	const uint32_t place = place_of(token, &is_there);
	uint32_t *order = &self.order[place], number;
	struct journal_dir *dir;

	if (is_there)
		return journal_dir_at(place);
	if (!token_is_valid(token) || self.count == JOURNAL_DIRS_MOST)
		return NULL;
	number = self.order[self.count];
	memmove(order + 1, order, (self.count++ - place) * sizeof(*order));
	*order = number;
	dir = &self.dir[number];
	*dir = (struct journal_dir) { .len = (uint8_t)token.len };
	memcpy(dir->name, token.at, token.len);
	return dir;
}

/* Removes it from the table if it has nothing and does not live. */
static void
release(struct journal_dir *dir)
{
	bool is_there;
	const uint32_t place = place_of(journal_dir_name(dir), &is_there);
	uint32_t *order = &self.order[place];
	const uint32_t number = *order;

	if (dir->has != 0 || dir->lives)
		return;
	memmove(order, order + 1, (--self.count - place) * sizeof(*order));
	self.order[self.count] = number;
}

static bool
is_new(struct str name)
{
	const struct str end = STR(APPEND_NEW);

	return name.len > end.len &&
	    str_eq((struct str) { name.at + name.len - end.len, end.len }, end);
}

void
journal_file_made(struct journal_dir *dir, uint64_t key)
{
	dir->files++;
	if (key > dir->newest)
		dir->newest = key;
	if (key < dir->oldest || dir->oldest == 0)
		dir->oldest = key;
}

static void
note_date(uint64_t date)
{
	if (date > self.newest) {
		self.before = self.newest;
		self.newest = date;
	} else if (date < self.newest && date > self.before) {
		self.before = date;
	}
}

uint64_t
journal_dirs_before(void)
{
	return self.before;
}

static void
read_file(struct listing *listing, struct str name)
{
	struct journal_dir *dir = listing->dir;
	const uint64_t key = read_key(name);
	struct stat info;

	if (str_eq(name, STR("closed")))
		dir->closed = true;
	if (is_new(name))
		(void)unlinkat(listing->fd, name.at, 0); /* or the next one */
	if (key == 0 ||
	    fstatat(listing->fd, name.at, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(info.st_mode))
		return;
	journal_file_made(dir, key);
	dir->bytes += (uint64_t)info.st_size;
	note_date(JOURNAL_KEY_DATE(key));
}

/* Looks what files with records there are; false with errno. */
static bool
reload(struct journal_dir *dir)
{
	struct listing listing = { .dir = dir, .take = read_file };

	dir->files = 0;
	dir->bytes = dir->newest = dir->oldest = 0;
	dir->closed = false;
	return list(journal_path(dir, JOURNAL_RECORDS, 0), &listing);
}

static void
read_token(struct listing *listing, struct str name)
{
	const uint8_t bit = (uint8_t)(1 << listing->kind);
	struct journal_dir *dir;

	if (is_new(name))
		(void)unlinkat(listing->fd, name.at, 0); /* or the next one */
	dir = journal_dir_make(name);
	if (dir == NULL)
		return; /* not ours */
	dir->has |= bit;
	/* Another program's file is left alone, and is no directory. */
	if (listing->kind == JOURNAL_RECORDS && !reload(dir)) {
		dir->has &= (uint8_t)~bit;
		release(dir);
	}
}

bool
journal_dirs_load(int state)
{
	self.state = state;
	self.newest = self.before = 0;
	for (int kind = 0; kind < JOURNAL_PLACES; kind++) {
		struct listing listing = { .kind = (enum journal_kind)kind,
			.take = read_token };
		if (!list(kinds[kind].place, &listing))
			return false;
	}
	return true;
}

static void
remove_one(struct listing *listing, struct str name)
{
	/* A name of the system ends by NUL; "." and ".." are not removed. */
	(void)unlinkat(listing->fd, name.at, 0);
}

bool
journal_dir_end(struct journal_dir *dir)
{
	struct listing listing = { .take = remove_one };

	for (int kind = 0; kind < JOURNAL_PLACES; kind++) {
		const char *path =
		    journal_path(dir, (enum journal_kind)kind, 0);
		if ((dir->has & 1 << kind) == 0)
			continue;
		if (kind == JOURNAL_RECORDS) /* what stays, keeps it */
			(void)list(path, &listing);
		if (unlinkat(self.state, path,
			kind == JOURNAL_RECORDS ? AT_REMOVEDIR : 0) == 0 ||
		    errno == ENOENT)
			dir->has &= (uint8_t) ~(1 << kind);
		journal_touched(path);
	}
	if (dir->has != 0)
		return false;
	dir->closed = dir->begun = false;
	dir->letters = dir->files = 0;
	dir->bytes = dir->newest = dir->oldest = dir->last = dir->said = 0;
	release(dir);
	return true;
}

static void
compare(struct listing *listing, struct str name)
{
	const uint64_t key = read_key(name);
	const bool is_better = listing->after ?
	    key > listing->from &&
		(key < listing->found || listing->found == 0) :
	    key < listing->from && key > listing->found;

	if (is_better)
		listing->found = key;
}

uint64_t
journal_key_near(const struct journal_dir *dir, uint64_t key, bool after)
{
	struct listing listing = {
		.from = key, .after = after, .take = compare
	};

	errno = 0;
	if (after ? dir->newest <= key : dir->oldest == 0 || dir->oldest >= key)
		return 0;
	return list(journal_path(dir, JOURNAL_RECORDS, 0), &listing) ?
	    listing.found :
	    0;
}

bool
journal_file_remove(struct journal_dir *dir, uint64_t key)
{
	const char *path = journal_path(dir, JOURNAL_RECORDS, key);

	if (unlinkat(self.state, path, 0) != 0 && errno != ENOENT)
		return false;
	journal_touched(path);
	dir->said = 0;
	return reload(dir);
}

struct journal_totals
journal_dirs_totals(void)
{
	struct journal_totals totals = { 0 };
	const struct journal_dir *dir;

	for (uint32_t i = 0; (dir = journal_dir_at(i)) != NULL; i++) {
		totals.files += dir->files;
		totals.bytes += dir->bytes;
		totals.letters += dir->letters;
	}
	return totals;
}
