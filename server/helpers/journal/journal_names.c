/*
 * The table of tokens: see journal_names.h. It asks for no memory later; so
 * where the system call is known that lists a directory, it is called in place
 * of opendir(3).
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE, syncfs, syscall */
#include "helpers/journal/journal_names.h"

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

/* Bytes of the marks, and bits for each. */
#define MARKS ((size_t)1 << 20)
#define MARK_BITS 2

static struct {
	int state;
	bool touched; /* something is not synced */
	int error; /* of a sync that has failed */
	unsigned char *mark; /* MARKS */
	struct journal_totals totals;
	uint64_t newest, before; /* the last two dates that were seen */
	char path[JOURNAL_PATH];

	/* What journal_next has listed, after that token. */
	enum journal_kind place;
	struct journal_name from;
	struct journal_batch batch;
} self;

void *
journal_map(void *old, size_t size)
{
	void *at;

	if (old != NULL)
		(void)munmap(old, size); /* it was mapped */
	at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED)
		return NULL;
	return at;
}

bool
journal_names_init(int state)
{
	self.mark = journal_map(self.mark, MARKS);
	for (int kind = 0; kind < JOURNAL_PLACES; kind++)
		if (mkdirat(state, kinds[kind].place, S_IRWXU) != 0 &&
		    errno != EEXIST)
			return false;
	return self.mark != NULL;
}

int
journal_state(void)
{
	return self.state;
}

struct journal_totals *
journal_totals(void)
{
	return &self.totals;
}

bool
journal_mark(struct str one, struct str other, bool sets)
{
	uint64_t hash = str_hash_add(str_hash_add(STR_HASH_START, one), other);
	bool all = true;

	for (int i = 0; i < MARK_BITS; i++, hash >>= 32) {
		unsigned char *byte = &self.mark[hash / 8 % MARKS];
		const unsigned char bit = (unsigned char)(1 << hash % 8);
		all = all && (*byte & bit) != 0;
		*byte |= sets ? bit : 0;
	}
	return all;
}

/* What takes the names of a directory. */
struct listing {
	void (*take)(struct listing *listing, struct str name);
	int fd; /* of the directory */
	uint64_t from, found; /* keys */
	bool after;
	struct journal_sum *sum;
	struct journal_batch *batch;
	struct str token; /* those after it, */
	bool (*wanted)(const void *of, struct str token); /* and these */
	const void *of;
	void (*each)(struct str token);
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
journal_path(struct str token, enum journal_kind kind, uint64_t key)
{
	char name[NAME] = "";

	(void)snprintf(self.path, sizeof(self.path), "%s/%.*s%s%s%s",
	    kinds[kind].place, (int)token.len, token.at, kinds[kind].file,
	    key != 0 ? "/" : "", key != 0 ? name_of(key, name) : name);
	return self.path; /* all fit */
}

static void
take_key(struct listing *listing, struct str name)
{
	const uint64_t key = read_key(name);
	const bool is_nearer = listing->after ?
	    key > listing->from &&
		(key < listing->found || listing->found == 0) :
	    key < listing->from && key > listing->found;

	if (is_nearer)
		listing->found = key;
}

uint64_t
journal_key_near(struct str token, uint64_t key, bool after)
{
	struct listing listing = {
		.take = take_key, .from = key, .after = after
	};

	const bool good =
	    list(journal_path(token, JOURNAL_RECORDS, 0), &listing);

	if (good || errno == ENOENT)
		errno = 0;
	return good ? listing.found : 0;
}

static bool
is_new(struct str name)
{
	const struct str end = STR(APPEND_NEW);

	return name.len > end.len &&
	    str_eq((struct str) { name.at + name.len - end.len, end.len }, end);
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
journal_date_before(void)
{
	return self.before;
}

static void
take_file(struct listing *listing, struct str name)
{
	struct journal_sum *sum = listing->sum;
	const uint64_t key = read_key(name);
	struct stat info;

	if (str_eq(name, STR("closed")))
		sum->closed = true;
	if (is_new(name))
		(void)unlinkat(listing->fd, name.at, 0); /* or the next one */
	if (key == 0 ||
	    fstatat(listing->fd, name.at, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(info.st_mode))
		return;
	sum->files++;
	sum->bytes += (uint64_t)info.st_size;
	if (key > sum->newest)
		sum->newest = key;
	if (key < sum->oldest || sum->oldest == 0)
		sum->oldest = key;
	note_date(JOURNAL_KEY_DATE(key));
}

struct journal_sum
journal_look(struct str token)
{
	struct journal_sum sum = { 0 };
	struct listing listing = { .take = take_file, .sum = &sum };

	(void)list(journal_path(token, JOURNAL_RECORDS, 0), &listing);
	return sum;
}

static int
compare(struct str one, struct str other)
{
	const size_t least = one.len < other.len ? one.len : other.len;
	const int order = memcmp(one.at, other.at, least);

	return order != 0 ? order :
			    (one.len > other.len) - (one.len < other.len);
}

/* Puts a token where it belongs, if it is among the first ones. */
static void
take_token(struct listing *listing, struct str token)
{
	struct journal_batch *batch = listing->batch;
	size_t at = batch->count;

	if (!token_is_valid(token) || compare(token, listing->token) <= 0 ||
	    (listing->wanted != NULL && !listing->wanted(listing->of, token)))
		return;
	while (at > 0 && compare(journal_name(&batch->name[at - 1]), token) > 0)
		at--;
	if (at == JOURNAL_BATCH)
		return;
	batch->count += batch->count < JOURNAL_BATCH;
	memmove(&batch->name[at + 1], &batch->name[at],
	    (batch->count - at - 1) * sizeof(struct journal_name));
	journal_name_set(&batch->name[at], token);
}

void
journal_list(struct journal_batch *batch, enum journal_kind place,
    struct str token, bool (*wanted)(const void *of, struct str token),
    const void *of)
{
	struct listing listing = { .take = take_token,
		.batch = batch,
		.token = token,
		.wanted = wanted,
		.of = of };

	batch->count = 0;
	(void)list(kinds[place].place, &listing);
}

struct str
journal_next(enum journal_kind place, struct str token)
{
	struct journal_batch *batch = &self.batch;
	const struct str last = batch->count > 0 ?
	    journal_name(&batch->name[batch->count - 1]) :
	    STR("");

	/* It has all after from, up to its last one. */
	if (token.len == 0 || place != self.place ||
	    compare(token, journal_name(&self.from)) < 0 ||
	    (batch->count == JOURNAL_BATCH && compare(token, last) >= 0)) {
		self.place = place;
		journal_name_set(&self.from, token);
		journal_list(batch, place, token, NULL, NULL);
	}
	for (size_t i = 0; i < batch->count; i++)
		if (compare(journal_name(&batch->name[i]), token) > 0)
			return journal_name(&batch->name[i]);
	return STR("");
}

static void
take_each(struct listing *listing, struct str token)
{
	if (is_new(token))
		(void)unlinkat(listing->fd, token.at, 0); /* or the next one */
	if (listing->each != NULL && token_is_valid(token))
		listing->each(token);
}

bool
journal_each(enum journal_kind place, void (*each)(struct str token))
{
	struct listing listing = { .take = take_each, .each = each };

	return list(kinds[place].place, &listing);
}

bool
journal_remove_file(struct str token, uint64_t key)
{
	const char *path = journal_path(token, JOURNAL_RECORDS, key);
	struct stat info;

	if (fstatat(self.state, path, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT;
	if (unlinkat(self.state, path, 0) != 0)
		return false;
	journal_touched(path);
	self.totals.files--;
	self.totals.bytes -= (uint64_t)info.st_size;
	return true;
}

bool
journal_remove_directory(struct str token)
{
	const char *path = journal_path(token, JOURNAL_RECORDS, 0);

	if (unlinkat(self.state, path, AT_REMOVEDIR) != 0)
		return errno == ENOENT;
	journal_touched(path);
	self.totals.tokens--;
	return true;
}

static void
remove_one(struct listing *listing, struct str name)
{
	/* A name of the system ends by NUL; "." and ".." are not removed. */
	(void)unlinkat(listing->fd, name.at, 0);
}

bool
journal_remove(struct str token)
{
	const struct journal_sum sum = journal_look(token);
	struct listing listing = { .take = remove_one };
	bool good;

	/* What stays, keeps the directory. */
	(void)list(journal_path(token, JOURNAL_RECORDS, 0), &listing);
	good = journal_remove_directory(token);
	for (int kind = JOURNAL_RECORDS + 1; kind < JOURNAL_PLACES; kind++) {
		const char *path =
		    journal_path(token, (enum journal_kind)kind, 0);
		if (unlinkat(self.state, path, 0) == 0)
			journal_touched(path);
		else if (errno != ENOENT)
			good = false;
	}
	self.totals.files -= sum.files;
	self.totals.bytes -= sum.bytes;
	return good;
}

void
journal_names_begin(int state)
{
	self.state = state;
	self.batch.count = 0;
	self.totals = (struct journal_totals) { 0 };
	self.newest = self.before = 0;
}
