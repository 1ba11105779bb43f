/*
 * The files of the history: see journal_files.h. In the sandbox there is no
 * memory for opendir(3), so where the system call is known it is called.
 */
#define _GNU_SOURCE /* syscall */
#include "helpers/journal/journal_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "helpers/journal/journal_date.h"
#include "helpers/journal/journal_disk.h"
#include "helpers/journal/journal_record.h"
#include "shared/io.h"

#define NUMBER_MOST (((uint64_t)1 << JOURNAL_FILE_BITS) - 1)

size_t
journal_files_room(void)
{
	return JOURNAL_FILES_MOST * sizeof(struct journal_file);
}

void
journal_files_init(
    struct journal_files *files, int directory, uid_t owner, void *room)
{
	*files = (struct journal_files) {
		.directory = directory, .owner = owner, .file = room
	};
	for (size_t i = 0; i < COUNT(files->open); i++)
		files->open[i].fd = -1;
}

uint64_t
journal_file_day(uint64_t key)
{
	return key >> JOURNAL_FILE_BITS;
}

uint64_t
journal_file_first(uint64_t id)
{
	return (id / JOURNAL_DAY) << JOURNAL_FILE_BITS | 1;
}

const char *
journal_file_name(
    uint64_t key, const char *ending, char room[JOURNAL_FILE_NAME])
{
	const struct journal_date date = journal_date_of(journal_file_day(key));

	(void)snprintf(room, JOURNAL_FILE_NAME, "%04u-%02u-%02u.%u%s",
	    date.year % 10000, date.month, date.day,
	    (unsigned)(key & NUMBER_MOST), ending); /* fits */
	return room;
}

uint64_t
journal_file_key(struct str name)
{
	const struct str whole = name;
	struct str part[3];
	uint64_t value[3], number, key;
	char room[JOURNAL_FILE_NAME];

	part[0] = str_cut(&name, '-');
	part[1] = str_cut(&name, '-');
	part[2] = str_cut(&name, '.');
	for (size_t i = 0; i < COUNT(part); i++)
		if (!str_to_number(part[i], 9999, &value[i]))
			return 0;
	if (value[0] < 1970 || !str_to_number(name, NUMBER_MOST, &number) ||
	    number == 0)
		return 0;
	key = journal_date_day((struct journal_date) {
		  (unsigned)value[0], (unsigned)value[1], (unsigned)value[2] })
		<< JOURNAL_FILE_BITS |
	    number;
	/* There is one way to write it. */
	return str_eq(str_from(journal_file_name(key, "", room)), whole) ? key :
									   0;
}

struct journal_file *
journal_files_find(const struct journal_files *files, uint64_t key)
{
	size_t low = 0, high = files->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (files->file[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < files->count && files->file[low].key == key ?
	    &files->file[low] :
	    NULL;
}

uint64_t
journal_files_after(const struct journal_files *files, uint64_t key)
{
	size_t i = files->count;

	while (i > 0 && files->file[i - 1].key > key)
		i--;
	return i < files->count ? files->file[i].key : 0;
}

uint64_t
journal_files_size(const struct journal_files *files)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < files->count; i++)
		bytes += files->file[i].size;
	return bytes;
}

struct journal_file *
journal_files_newest(const struct journal_files *files)
{
	for (size_t i = files->count; i-- > 0;)
		if (!files->file[i].is_foreign)
			return &files->file[i];
	return NULL;
}

/* Adds a file in its place; the directory has no order. */
static struct journal_file *
file_insert(struct journal_files *files, uint64_t key)
{
	size_t i = files->count;

	if (files->count == JOURNAL_FILES_MOST)
		return NULL;
	for (; i > 0 && files->file[i - 1].key > key; i--)
		files->file[i] = files->file[i - 1];
	files->count++;
	files->file[i] = (struct journal_file) { .key = key };
	return &files->file[i];
}

struct journal_file *
journal_files_add(struct journal_files *files, uint64_t key)
{
	return file_insert(files, key);
}

static void
close_one(struct journal_files *files, size_t i)
{
	io_close(&files->open[i].fd);
	files->open[i].key = 0;
}

void
journal_files_close(struct journal_files *files)
{
	for (size_t i = 0; i < COUNT(files->open); i++)
		close_one(files, i);
}

void
journal_files_renewed(struct journal_files *files, uint64_t key)
{
	for (size_t i = 0; i < COUNT(files->open); i++)
		if (files->open[i].key == key)
			close_one(files, i);
}

void
journal_files_drop(struct journal_files *files, uint64_t key)
{
	struct journal_file *file = journal_files_find(files, key);
	struct journal_file *end = files->file + files->count;

	journal_files_renewed(files, key);
	if (file == NULL)
		return;
	memmove(file, file + 1, (size_t)(end - file - 1) * sizeof(*file));
	files->count--;
}

/* Names a file in an error; returns false. */
static bool
refuse(struct error *why, const char *name, const char *what)
{
	return error_set(
	    why, EX_CONFIG, "cannot read the history: %s: %s", name, what);
}

/* Notes the size of a file. It is foreign unless only its owner has access. */
static bool
inspect(const struct journal_files *files, struct journal_file *file,
    const char **wrong)
{
	char name[JOURNAL_FILE_NAME];
	struct stat info;

	if (fstatat(files->directory, journal_file_name(file->key, "", name),
		&info, AT_SYMLINK_NOFOLLOW) != 0)
		*wrong = strerror(errno);
	else if (!S_ISREG(info.st_mode))
		*wrong = "not a regular file";
	else if (info.st_uid != files->owner)
		*wrong = "it belongs to another user; run chown on it";
	else if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		*wrong = "other users can access it; run chmod go= on it";
	else
		*wrong = NULL;
	file->is_foreign = *wrong != NULL;
	file->size = file->is_foreign ? 0 : (uint64_t)info.st_size;
	return !file->is_foreign;
}

/* Returns the key of a file's name with that ending; 0 if it is none. */
static uint64_t
key_before(struct str name, struct str ending)
{
	if (name.len <= ending.len)
		return 0;
	name.len -= ending.len;
	return str_eq(ending, (struct str) { name.at + name.len, ending.len }) ?
	    journal_file_key(name) :
	    0;
}

/* Takes one name of the directory. */
static bool
take_name(struct journal_files *files, struct str name, struct error *why)
{
	const uint64_t key = journal_file_key(name);
	const uint64_t half = key_before(name, STR(".new"));
	char room[JOURNAL_FILE_NAME];

	if (key != 0 && file_insert(files, key) == NULL)
		return refuse(why, "the directory", "too many files");
	if (half != 0)
		(void)unlinkat(files->directory,
		    journal_file_name(half, ".new", room),
		    0); /* the next new file fails otherwise, and says so */
	files->cuts += key_before(name, STR(".cut")) != 0;
	return true;
}

#ifdef SYS_getdents64

/* The form in which the kernel has each name. */
struct entry {
	uint64_t inode;
	int64_t next;
	unsigned short size;
	unsigned char type;
	char name[];
};

/* Returns whether all names could be read. */
static bool
take_names(struct journal_files *files, int fd, struct error *why)
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
			if (!take_name(files, str_from(entry->name), why))
				return false;
			at += entry->size;
		}
	return count == 0 || refuse(why, "the directory", strerror(errno));
}

#else

static bool
take_names(struct journal_files *files, int fd, struct error *why)
{
	const int own = dup(fd);
	DIR *directory = own != -1 ? fdopendir(own) : NULL;
	const struct dirent *entry;
	bool good = true;

	if (directory == NULL)
		return refuse(why, "the directory", strerror(errno));
	while (good && (entry = readdir(directory)) != NULL)
		good = take_name(files, str_from(entry->d_name), why);
	(void)closedir(directory);
	return good;
}

#endif

bool
journal_files_scan(struct journal_files *files, struct error *why)
{
	/* The parent's own descriptor has a place in the directory, too. */
	int fd =
	    openat(files->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char name[JOURNAL_FILE_NAME];
	const char *wrong = NULL;
	bool good;

	files->count = files->cuts = 0;
	if (fd == -1)
		return refuse(why, "the directory", strerror(errno));
	good = take_names(files, fd, why);
	io_close(&fd);
	for (size_t i = 0; good && i < files->count; i++)
		(void)inspect(files, &files->file[i], &wrong);
	/* The others cost only themselves. */
	if (good && wrong != NULL)
		return refuse(why,
		    journal_file_name(
			files->file[files->count - 1].key, "", name),
		    wrong);
	return good;
}

/* Returns the place of an open file, or the one that was not used for longest.
 */
static size_t
place_of(const struct journal_files *files, uint64_t key)
{
	size_t oldest = 0;

	for (size_t i = 0; i < COUNT(files->open); i++) {
		if (files->open[i].key == key)
			return i;
		if (files->open[i].used < files->open[oldest].used)
			oldest = i;
	}
	return oldest;
}

int
journal_files_open(struct journal_files *files, uint64_t key)
{
	const size_t i = place_of(files, key);
	char name[JOURNAL_FILE_NAME];

	files->open[i].used = ++files->uses;
	if (files->open[i].key == key)
		return files->open[i].fd;
	close_one(files, i);
	files->open[i].fd = journal_disk_open(
	    files->directory, journal_file_name(key, "", name), O_RDONLY);
	if (files->open[i].fd != -1)
		files->open[i].key = key;
	return files->open[i].fd;
}

ssize_t
journal_files_read(struct journal_files *files, uint64_t key, uint64_t at,
    char *room, size_t size)
{
	const struct journal_file *file = journal_files_find(files, key);
	int fd;

	if (file == NULL || file->is_foreign) {
		errno = ENOENT;
		return -1;
	}
	if (at >= file->size)
		return 0;
	if (size > file->size - at)
		size = (size_t)(file->size - at);
	fd = journal_files_open(files, key);
	return fd != -1 ? journal_disk_read(fd, room, size, at) : -1;
}

enum line_found
journal_files_line(struct journal_files *files, uint64_t key, uint64_t at,
    char *room, struct str *line)
{
	const ssize_t count =
	    journal_files_read(files, key, at, room, JOURNAL_LINE);
	const char *end;

	if (count <= 0)
		return LINE_NONE;
	end = memchr(room, '\n', (size_t)count);
	if (end == NULL)
		return LINE_TOO_LONG;
	*line = (struct str) { room, (size_t)(end - room) };
	return LINE_WHOLE;
}
