/* Reading a file with records: see journal_scan.h. */
#include "helpers/journal/journal_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"

static struct {
	char *room;
} self;

void
journal_scan_init(char *room)
{
	self.room = room;
}

bool
journal_scan_open_at(
    struct journal_scan *scan, int directory, const char *name, bool writes)
{
	struct stat info;

	*scan = (struct journal_scan) { .most = JOURNAL_BLOCK };
	scan->fd = openat(directory, name,
	    (writes ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY |
		O_NONBLOCK);
	if (scan->fd == -1)
		return false;
	if (fstat(scan->fd, &info) == 0 && S_ISREG(info.st_mode)) {
		scan->size = (uint64_t)info.st_size;
		return true;
	}
	io_close(&scan->fd);
	return false;
}

bool
journal_scan_open(struct journal_scan *scan, struct journal_dir *dir,
    uint64_t key, bool writes)
{
	int fd = key != 0 ? journal_dir_open(dir, false) : -1;
	char name[JOURNAL_NAME];
	bool good = false;

	*scan = (struct journal_scan) { .fd = -1 };
	if (fd != -1)
		good = journal_scan_open_at(
		    scan, fd, journal_file_name(key, name), writes);
	io_close(&fd);
	scan->key = key;
	return good;
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
	do
		count = pread(scan->fd, self.room, scan->most, (off_t)from);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		scan->error = errno;
	if (count <= 0)
		return false;
	scan->have = (size_t)count;
	if (scan->have > scan->size - from)
		scan->have = (size_t)(scan->size - from);
	return true;
}

/* Returns the part of the block from that place on; empty if it is outside. */
static struct str
block_from(const struct journal_scan *scan, uint64_t at)
{
	if (at < scan->from || at >= scan->from + scan->have)
		return STR("");
	return (struct str) { self.room + (at - scan->from),
		(size_t)(scan->from + scan->have - at) };
}

bool
journal_scan_line(struct journal_scan *scan, struct str *line)
{
	for (;;) {
		const struct str block = block_from(scan, scan->at);
		const char *lf =
		    block.len > 0 ? memchr(block.at, '\n', block.len) : NULL;
		if (lf != NULL) {
			*line =
			    (struct str) { block.at, (size_t)(lf - block.at) };
			scan->at += line->len + 1;
			return true;
		}
		if (scan->from == scan->at && scan->have == scan->most)
			scan->at += scan->most; /* no line is that long */
		else if (block.len > 0 && scan->from + scan->have == scan->size)
			return false; /* the last line is not whole */
		if (!load(scan, scan->at))
			return false;
	}
}

bool
journal_scan_load_back(struct journal_scan *scan, struct str *block)
{
	const uint64_t from = scan->at > scan->most ? scan->at - scan->most : 0;

	if (scan->at == 0)
		return false;
	if ((scan->at <= scan->from || scan->at > scan->from + scan->have) &&
	    !load(scan, from))
		return false;
	if (scan->from + scan->have < scan->at) {
		scan->error = EIO; /* somebody has cut the file */
		return false;
	}
	*block = (struct str) { self.room, (size_t)(scan->at - scan->from) };
	return true;
}

/* Returns the length of the last line of the bytes; all if they have no LF. */
static size_t
last_line(struct str bytes)
{
	size_t at = bytes.len;

	while (at > 0 && bytes.at[at - 1] != '\n')
		at--;
	return bytes.len - at;
}

bool
journal_scan_line_back(struct journal_scan *scan, struct str *line)
{
	struct str block;

	while (journal_scan_load_back(scan, &block)) {
		const bool is_whole = block.at[block.len - 1] == '\n';
		block.len -= is_whole;
		const size_t len = last_line(block);
		if (len == block.len && scan->from > 0 &&
		    block.len + 1 < scan->most) {
			scan->have = 0; /* the line began before the block */
			continue;
		}
		scan->at -= len + is_whole;
		*line = (struct str) { block.at + block.len - len, len };
		if (is_whole)
			return true;
	}
	return false;
}

bool
journal_record_read(struct str line, struct journal_record *record)
{
	struct str id = { line.at, LIMIT_ID }, rest = line;

	if (line.len <= JOURNAL_HEAD || line.at[LIMIT_ID] != ' ' ||
	    line.at[LIMIT_ID + 2] != ' ' ||
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
journal_scan_next(struct journal_scan *scan, struct journal_record *record)
{
	struct str line;

	while (journal_scan_line(scan, &line))
		if (journal_record_read(line, record)) {
			record->at = scan->at - line.len - 1;
			return true;
		}
	return false;
}

bool
journal_scan_back(struct journal_scan *scan, struct journal_record *record)
{
	struct str line;

	while (journal_scan_line_back(scan, &line))
		if (journal_record_read(line, record)) {
			record->at = scan->at;
			return true;
		}
	return false;
}

void
journal_scan_seek(struct journal_scan *scan, uint64_t id)
{
	struct journal_record record = { .id = 0 };
	uint64_t low = 0, high = scan->size;
	const size_t most = scan->most;
	struct str line;

	scan->most = JOURNAL_GLANCE;
	while (high - low > JOURNAL_GLANCE) {
		const uint64_t middle = low + (high - low) / 2;
		scan->at = middle - 1;
		scan->have = 0;
		/* The end of a line in the middle, and the record after it. */
		if (!journal_scan_line(scan, &line) ||
		    !journal_scan_next(scan, &record) || record.at >= high ||
		    record.id >= id)
			high = middle;
		else
			low = record.at;
	}
	scan->at = low;
	scan->have = 0;
	while (journal_scan_next(scan, &record))
		if (record.id >= id) {
			scan->at = record.at;
			break;
		}
	scan->most = most;
}

uint64_t
journal_scan_find(struct journal_dir *dir, uint64_t id)
{
	const uint64_t day = id / JOURNAL_DAY;
	uint64_t key = journal_file_after(dir, JOURNAL_KEY(day, 0)), next;
	struct journal_scan scan;
	struct journal_record record;
	bool is_behind = true;

	/* A day may have several files. */
	while (is_behind && (next = journal_file_after(dir, key)) != 0 &&
	    JOURNAL_KEY_DAY(next) == day) {
		is_behind = journal_scan_open(&scan, dir, next, false) &&
		    journal_scan_next(&scan, &record) && record.id <= id;
		journal_scan_close(&scan);
		if (is_behind)
			key = next;
	}
	return key;
}

uint64_t
journal_scan_last(struct journal_dir *dir)
{
	uint64_t key = UINT64_MAX;
	struct journal_record record;
	struct journal_scan scan;

	while (dir->last == 0 && (key = journal_file_before(dir, key)) != 0) {
		if (journal_scan_open(&scan, dir, key, false)) {
			scan.at = scan.size;
			scan.most = JOURNAL_GLANCE;
			if (journal_scan_back(&scan, &record))
				dir->last = record.id;
		}
		journal_scan_close(&scan);
	}
	return dir->last;
}

uint64_t
journal_scan_last_of_all(void)
{
	uint64_t day = 0, last = 0;
	struct journal_dir *dir;

	for (dir = journal_dir_after(STR("")); dir != NULL;
	     dir = journal_dir_after(journal_dir_name(dir)))
		if (JOURNAL_KEY_DAY(dir->newest) > day)
			day = JOURNAL_KEY_DAY(dir->newest);
	for (dir = journal_dir_after(STR("")); dir != NULL;
	     dir = journal_dir_after(journal_dir_name(dir)))
		if (JOURNAL_KEY_DAY(dir->newest) == day &&
		    journal_scan_last(dir) > last)
			last = dir->last;
	return last;
}
