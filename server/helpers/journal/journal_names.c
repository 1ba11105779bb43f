/*
 * The names of the files, and what of them there is: see journal_files.h. It
 * asks for no memory later; so where the system call is known that lists a
 * directory, it is called in place of opendir(3).
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE, syscall */
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

#include "helpers/journal/journal_files.h"
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

/* Tokens that are listed together. */
#define BATCH 256

static struct {
	int state;
	struct journal_totals totals;
	char path[JOURNAL_PATH];

	/* The first tokens of a place after one. */
	enum journal_kind place;
	struct journal_name from;
	size_t count; /* less than BATCH: the last one is among them */
	struct journal_name name[BATCH];
} self;

void *
journal_map(void *old, size_t size)
{
	void *at;

	if (old != NULL)
		(void)munmap(old, size); /* it was mapped */
	at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	/* cppcheck-suppress memleak # the caller has it */
	return at != MAP_FAILED ? at : NULL;
}

bool
journal_names_init(int state)
{
	for (int kind = 0; kind < JOURNAL_PLACES; kind++)
		if (mkdirat(state, kinds[kind].place, S_IRWXU) != 0 &&
		    errno != EEXIST)
			return false;
	return true;
}

void
journal_files_begin(int state)
{
	self.state = state;
	self.count = 0;
	self.from.len = 0;
	self.totals = (struct journal_totals) { 0 };
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

/* What takes each name of an open directory. */
typedef void take_name(void *of, int directory, struct str name);

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
list(const char *path, take_name *take, void *of)
{
	union {
		uint64_t aligned;
		char at[16384];
	} room;
	int fd = openat(
	    self.state, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	long count;

	if (fd == -1)
		return false;
	while (
	    (count = syscall(SYS_getdents64, fd, room.at, sizeof(room.at))) > 0)
		for (long at = 0; at < count;) {
			const struct entry *entry =
			    (const struct entry *)(void *)(room.at + at);
			take(of, fd, str_from(entry->name));
			at += entry->size;
		}
	io_close(&fd);
	return count == 0;
}

#else

static bool
list(const char *path, take_name *take, void *of)
{
	int fd = openat(
	    self.state, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *directory = fd != -1 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	if (directory == NULL) {
		io_close(&fd);
		return false;
	}
	while ((entry = readdir(directory)) != NULL)
		take(of, fd, str_from(entry->d_name));
	(void)closedir(directory); /* was only read */
	return true;
}

#endif

/*
 * Returns the key of the first file of a day, counted from 1970. Years are
 * counted from March, so that the day that not all have is the last.
 */
uint64_t
journal_key(uint64_t day)
{
	const uint64_t all = day + BEFORE, in = all % CYCLE;
	const uint64_t year =
	    (in - in / 1460 + in / 36524 - in / (CYCLE - 1)) / 365;
	const uint64_t left = in - (365 * year + year / 4 - year / 100);
	const uint64_t month = (5 * left + 2) / 153;
	const bool later = month >= 10;
	const uint64_t date = (all / CYCLE * 400 + year + later) * 10000 +
	    (later ? month - 9 : month + 3) * 100 +
	    (left - (153 * month + 2) / 5 + 1);

	return date << JOURNAL_KEY_BITS | 1;
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

/* A file with records beside another one. */
struct near {
	uint64_t from, found;
	bool after;
};

static void
take_key(void *of, int directory, struct str name)
{
	struct near *near = of;
	const uint64_t key = read_key(name);

	(void)directory;
	if (near->after ?
		key > near->from && (key < near->found || near->found == 0) :
		key < near->from && key > near->found)
		near->found = key;
}

uint64_t
journal_key_near(struct str token, uint64_t key, bool after)
{
	struct near near = { .from = key, .after = after };
	const bool good =
	    list(journal_path(token, JOURNAL_RECORDS, 0), take_key, &near);

	if (good || errno == ENOENT)
		errno = 0;
	return good ? near.found : 0;
}

/* Returns whether it is a file that is not whole, and removes it. */
static bool
was_new(int directory, struct str name)
{
	const struct str end = STR(APPEND_NEW);

	if (name.len <= end.len ||
	    !str_eq(
		(struct str) { name.at + name.len - end.len, end.len }, end))
		return false;
	(void)unlinkat(directory, name.at, 0); /* or the next time */
	return true;
}

static void
take_file(void *of, int directory, struct str name)
{
	struct journal_sum *sum = of;
	const uint64_t key = read_key(name);
	struct stat info;

	if (str_eq(name, STR("closed")))
		sum->closed = true;
	if (was_new(directory, name) || key == 0 ||
	    fstatat(directory, name.at, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(info.st_mode))
		return;
	sum->files++;
	sum->bytes += (uint64_t)info.st_size;
	if (key > sum->newest)
		sum->newest = key;
	if (key < sum->oldest || sum->oldest == 0)
		sum->oldest = key;
}

struct journal_sum
journal_look(struct str token)
{
	struct journal_sum sum = { 0 };

	(void)list(journal_path(token, JOURNAL_RECORDS, 0), take_file, &sum);
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
take_token(void *of, int directory, struct str token)
{
	size_t at = self.count;

	(void)of;
	(void)directory;
	if (!token_is_valid(token) ||
	    compare(token, journal_name(&self.from)) <= 0)
		return;
	while (at > 0 && compare(journal_name(&self.name[at - 1]), token) > 0)
		at--;
	if (at == BATCH)
		return;
	self.count += self.count < BATCH;
	memmove(&self.name[at + 1], &self.name[at],
	    (self.count - at - 1) * sizeof(struct journal_name));
	journal_name_set(&self.name[at], token);
}

struct str
journal_next(enum journal_kind place, struct str token)
{
	size_t at = 0;

	while (at < self.count && !str_eq(journal_name(&self.name[at]), token))
		at++;
	/* Those that have come since are listed for who begins. */
	if (place != self.place || at >= self.count || at + 1 == BATCH) {
		self.place = place;
		self.count = 0;
		journal_name_set(&self.from, token);
		(void)list(kinds[place].place, take_token, NULL);
		at = SIZE_MAX;
	}
	return at + 1 < self.count ? journal_name(&self.name[at + 1]) : STR("");
}

/* What is called for each token. */
struct each {
	void (*each)(struct str token);
};

static void
take_each(void *of, int directory, struct str token)
{
	const struct each *each = of;

	if (!was_new(directory, token) && each->each != NULL &&
	    token_is_valid(token))
		each->each(token);
}

bool
journal_each(enum journal_kind place, void (*each)(struct str token))
{
	return list(kinds[place].place, take_each, &(struct each) { each });
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
remove_one(void *of, int directory, struct str name)
{
	(void)of;
	/* A name of the system ends by NUL; "." and ".." are not removed. */
	(void)unlinkat(directory, name.at, 0);
}

bool
journal_remove(struct str token)
{
	const struct journal_sum sum = journal_look(token);
	struct journal_sum left;
	bool good;

	for (int kind = 0; kind < JOURNAL_KINDS; kind++)
		if (!journal_store_close(token, (enum journal_kind)kind))
			return false;
	/* What stays, keeps the directory. */
	(void)list(journal_path(token, JOURNAL_RECORDS, 0), remove_one, NULL);
	good = journal_remove_directory(token);
	for (int kind = JOURNAL_RECORDS + 1; kind < JOURNAL_PLACES; kind++) {
		const char *path =
		    journal_path(token, (enum journal_kind)kind, 0);
		if (unlinkat(self.state, path, 0) == 0)
			journal_touched(path);
		else if (errno != ENOENT)
			good = false;
	}
	left = journal_look(token);
	self.totals.files -= sum.files - left.files;
	self.totals.bytes -= sum.bytes - left.bytes;
	return good;
}
