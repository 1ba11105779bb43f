/* Reading files: see journal_scan.h. */
#include "helpers/journal/journal_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"

/* The flags of each file: it is this one, and opening it does not wait. */
#define FLAGS (O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK)

/* The work of opening a file, which may need a list of its directory. */
#define OPENING ((uint64_t)128 * 1024)

static struct {
	char room[JOURNAL_BLOCK], marks[JOURNAL_BLOCK];
} self;

/*
 * Opens another file in the same scan. It is an error if that may be possible
 * later: then something was not read.
 */
static bool
open_next(struct journal_scan *scan, const char *path)
{
	static const int others[] = { ENOENT, ELOOP, EISDIR, ENXIO, EACCES };
	struct stat info;

	io_close(&scan->fd);
	scan->at = scan->size = scan->from = scan->tags = scan->have = 0;
	journal_files.work += OPENING;
	scan->fd = openat(journal_files.state, path, O_RDWR | FLAGS);
	if (scan->fd == -1 && (errno == EROFS || errno == EACCES))
		scan->fd = openat(journal_files.state, path, O_RDONLY | FLAGS);
	if (scan->fd == -1) {
		scan->error = errno;
		for (size_t i = 0; i < COUNT(others); i++)
			if (errno == others[i])
				scan->error = 0;
		return false;
	}
	if (fstat(scan->fd, &info) == 0 && S_ISREG(info.st_mode)) {
		scan->size = (uint64_t)info.st_size;
		return true;
	}
	io_close(&scan->fd);
	errno = EPERM;
	return false;
}

bool
journal_scan_open(
    struct journal_scan *scan, struct str token, enum journal_kind kind)
{
	*scan = (struct journal_scan) { .fd = -1,
		.room = kind == JOURNAL_READ ? self.marks : self.room,
		.most = JOURNAL_BLOCK };
	return open_next(scan, journal_path(token, kind, 0));
}

void
journal_scan_close(struct journal_scan *scan)
{
	io_close(&scan->fd);
}

/* Reads a block from that place on. False if there is nothing. */
static bool
load(struct journal_scan *scan, uint64_t from)
{
	ssize_t count;

	scan->from = from;
	scan->have = 0;
	if (from >= scan->size)
		return false;
	count = disk_read(scan->fd, from, scan->room, scan->most);
	if (count < 0)
		scan->error = errno;
	if (count <= 0)
		return false;
	journal_files.work += (uint64_t)count;
	scan->have = (size_t)count;
	if (scan->have > scan->size - from)
		scan->have = (size_t)(scan->size - from);
	return true;
}

bool
journal_scan_line(struct journal_scan *scan, struct str *line)
{
	for (;;) {
		const uint64_t end = scan->from + scan->have;
		const bool has = scan->at >= scan->from && scan->at < end;
		const char *at = scan->room + (has ? scan->at - scan->from : 0);
		const char *lf =
		    has ? memchr(at, '\n', (size_t)(end - scan->at)) : NULL;
		if (lf != NULL) {
			*line = (struct str) { at, (size_t)(lf - at) };
			scan->at += line->len + 1;
			return true;
		}
		if (scan->from == scan->at && scan->have == scan->most) {
			scan->at += scan->most; /* no line is that long */
			scan->most = JOURNAL_BLOCK;
		} else if (has && end == scan->size) {
			return false; /* the last line is not whole */
		}
		if (!load(scan, scan->at))
			return false;
	}
}

/* Reads the line before, and moves to its start. */
static bool
line_back(struct journal_scan *scan, struct str *line)
{
	while (scan->at > 0) {
		if ((scan->at <= scan->from ||
			scan->at > scan->from + scan->have) &&
		    !load(scan,
			scan->at > scan->most ? scan->at - scan->most : 0))
			return false;
		if (scan->from + scan->have < scan->at) {
			scan->error = EIO; /* somebody has cut the file */
			return false;
		}
		const size_t end = (size_t)(scan->at - scan->from) - 1;
		size_t at = end;
		while (at > 0 && scan->room[at - 1] != '\n')
			at--;
		if (at == 0 && scan->from > 0 && end + 1 < scan->most) {
			scan->have = 0; /* it began before the block */
			continue;
		}
		scan->at = scan->from + at;
		*line = (struct str) { scan->room + at, end - at };
		if (scan->room[end] == '\n')
			return true; /* else the last line is not whole */
	}
	return false;
}

/* Reads a line as a record; false if it is none. */
static bool
read_record(struct str line, struct journal_record *record)
{
	struct str id = { line.at, LIMIT_ID }, rest = line;

	if (line.len <= JOURNAL_HEAD || line.len > 2 * LIMIT_LINE ||
	    line.at[LIMIT_ID] != ' ' || line.at[LIMIT_ID + 2] != ' ' ||
	    !str_to_number(id, UINT64_MAX, &record->id))
		return false;
	record->state = line.at[LIMIT_ID + 1];
	str_drop(&rest, JOURNAL_HEAD);
	record->verb = str_word(&rest);
	record->rest = rest;
	record->line = line;
	return record->state == 'o' || record->state == 'c' ||
	    record->state == '-';
}

bool
journal_record_is_said(const struct journal_record *record)
{
	static const struct str said[] = { LIT("msg"), LIT("note"),
		LIT("lines"), LIT("tell") };

	for (size_t i = 0; i < COUNT(said); i++)
		if (str_eq(record->verb, said[i]))
			return true;
	return false;
}

/* Works like journal_scan_read in the file that is open. */
static bool
read_here(struct journal_scan *scan, enum journal_way way,
    struct journal_record *record)
{
	const bool after = way == JOURNAL_FORTH;
	struct str line;

	while (after ? journal_scan_line(scan, &line) : line_back(scan, &line))
		if (read_record(line, record)) {
			record->at = scan->at - (after ? line.len + 1 : 0);
			return true;
		}
	return false;
}

/* Opens the next file that can be opened, or the one before; at its edge. */
static bool
open_near(struct journal_scan *scan, enum journal_way way)
{
	const bool after = way == JOURNAL_FORTH;
	bool good = false;

	while (!good && scan->error == 0) {
		const struct journal_sum sum =
		    journal_look(scan->token, scan->key);
		const uint64_t key = after ? sum.after : sum.before;
		scan->error = sum.error;
		if (key == 0)
			return false;
		scan->key = key;
		good = open_next(
		    scan, journal_path(scan->token, JOURNAL_RECORDS, key));
		scan->at = after ? 0 : scan->size;
	}
	return good;
}

/* Moves before the first record of the file whose ID is not less. */
static void
bisect(struct journal_scan *scan, uint64_t id)
{
	const uint64_t size = scan->size;
	struct journal_record record = { .id = 0 };
	uint64_t low = 0, high = size;
	struct str line;

	while (high - low > JOURNAL_GLANCE) {
		const uint64_t middle = low + (high - low) / 2;
		scan->at = middle - 1;
		scan->have = 0;
		scan->most = JOURNAL_GLANCE;
		/* Where no records are, it looks no further than that. */
		if (high + JOURNAL_GLANCE < size)
			scan->size = high + JOURNAL_GLANCE;
		/* The end of a line in the middle, and the record after it. */
		if (!journal_scan_line(scan, &line) ||
		    !read_here(scan, JOURNAL_FORTH, &record) ||
		    record.at >= high || record.id >= id)
			high = middle;
		else
			low = record.at;
	}
	scan->size = size;
	scan->at = low;
	scan->have = 0;
	while (read_here(scan, JOURNAL_FORTH, &record))
		if (record.id >= id) {
			scan->at = record.at;
			break;
		}
}

void
journal_scan_seek(struct journal_scan *scan, struct str token, uint64_t id)
{
	id = usec_later(id, 2); /* so that no key is 0 */
	*scan = (struct journal_scan) { .fd = -1,
		.room = self.room,
		.most = JOURNAL_GLANCE,
		.token = token,
		.key = id };
	/* The last file that begins before the ID, or else the first one. */
	if (!open_near(scan, JOURNAL_BACK))
		scan->key = id - 1;
	else if (id != UINT64_MAX)
		bisect(scan, id);
	scan->most = JOURNAL_BLOCK;
	scan->have = 0;
}

bool
journal_scan_read(struct journal_scan *scan, enum journal_way way,
    struct journal_record *record)
{
	while (!read_here(scan, way, record))
		if (!open_near(scan, way))
			return false;
	if (way == JOURNAL_BACK)
		scan->first = UINT64_MAX; /* they come after their record */
	else if (record->id != scan->tags)
		scan->first = record->at;
	scan->tags = str_eq(record->verb, JOURNAL_TAGS) ? record->id : 0;
	return true;
}

void
journal_scan_to_tags(
    struct journal_scan *scan, const struct journal_record *event)
{
	const uint64_t id = event->id;
	uint64_t first = event->at;
	struct journal_record record;

	if (scan->first < first)
		first = scan->first; /* they have just been passed */
	scan->at = first;
	while (scan->first == UINT64_MAX &&
	    read_here(scan, JOURNAL_BACK, &record) && record.id == id &&
	    str_eq(record.verb, JOURNAL_TAGS))
		first = record.at;
	scan->at = first;
}

uint64_t
journal_scan_last(struct str token, bool is_said)
{
	struct journal_record record;
	struct journal_scan scan;
	const uint64_t until = journal_files.work + JOURNAL_TURN;
	uint64_t id = 0;

	journal_scan_seek(&scan, token, UINT64_MAX);
	scan.most = JOURNAL_GLANCE;
	while (id == 0 && journal_files.work < until &&
	    journal_scan_read(&scan, JOURNAL_BACK, &record))
		if (!is_said ||
		    (record.state != '-' && journal_record_is_said(&record)))
			id = record.id;
	journal_scan_close(&scan);
	return id;
}
