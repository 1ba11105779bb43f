/* The file of rows: see journal_rows_file.h. */
#include "helpers/journal/journal_rows_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "helpers/journal/journal_disk.h"
#include "shared/io.h"

#define WASTE ((uint64_t)1 << 20)
#define PART 256

size_t
journal_rows_file_room(void)
{
	return journal_rows_room() + ROWS_PENDING + ROWS_OUT;
}

void
journal_rows_file_init(struct journal_rows_file *file, int directory,
    uid_t owner, void *room, struct siphash_secret secret)
{
	*file = (struct journal_rows_file) { .directory = directory,
		.owner = owner,
		.fd = -1,
		.waste = WASTE,
		.part = PART };
	journal_rows_init(&file->rows, room, secret);
	file->pending = (char *)room + journal_rows_room();
	file->next.out = file->pending + ROWS_PENDING;
	file->next.fd = -1;
}

bool
journal_rows_file_hides(const struct journal_rows_file *file, uint32_t number)
{
	return file->hides && file->rows.row[number].at >= file->synced;
}

bool
journal_rows_file_is_full(const struct journal_rows_file *file)
{
	return ROWS_PENDING - file->len < JOURNAL_LINE;
}

bool
journal_rows_file_is_dirty(const struct journal_rows_file *file)
{
	return file->len > 0 || file->wipes.is_due || file->is_broken;
}

/* Notes that the present record of a letter, if there is one, will be old. */
static void
note_old(struct journal_rows_file *file, const struct journal_row_name *name)
{
	const uint32_t number = str_eq(name->kind, JOURNAL_LETTER) ?
	    journal_rows_find(&file->rows, name) :
	    JOURNAL_ROW_NONE;

	if (number != JOURNAL_ROW_NONE)
		journal_wipes_note(&file->wipes, &file->rows.row[number]);
}

/* Puts the record into the index, as one that starts there, if it has room. */
static void
index_record(struct journal_rows_file *file,
    const struct journal_record *record, uint64_t at, size_t len)
{
	struct journal_rows *rows = &file->rows;
	struct journal_row_name name;
	uint32_t number;

	if (!journal_row_read(record, &name))
		return;
	note_old(file, &name);
	if (record->verb == JOURNAL_PUT) {
		if (journal_rows_put(rows, &name, at, len) == JOURNAL_ROW_NONE)
			file->lost++;
		return;
	}
	number = journal_rows_find(rows, &name);
	if (number != JOURNAL_ROW_NONE)
		journal_rows_drop(rows, number);
}

/* Appends a line to the new file; false with errno. */
static bool
next_add(struct journal_rows_file *file, const char *line, size_t len)
{
	if (ROWS_OUT - file->next.len < len) {
		if (!journal_disk_write(file->next.fd, file->next.out,
			file->next.len, file->next.size))
			return false;
		file->next.size += file->next.len;
		file->next.len = 0;
		if (!journal_disk_spread(
			file->next.fd, &file->next.early, file->next.size))
			return false;
	}
	memcpy(file->next.out + file->next.len, line, len);
	file->next.len += len;
	return true;
}

/* Gives the new file up. The old one has everything. */
static bool
next_drop(struct journal_rows_file *file)
{
	const int why = errno;

	if (file->next.fd == -1)
		return false;
	io_close(&file->next.fd);
	(void)unlinkat(file->directory, ROWS_FILE_NEW, 0); /* or at the start */
	for (uint32_t i = journal_rows_next(&file->rows, 0);
	     i != JOURNAL_ROW_NONE; i = journal_rows_next(&file->rows, i + 1))
		file->rows.row[i].moved = 0;
	journal_wipes_dropped(&file->wipes);
	errno = why;
	return false;
}

/*
 * Keeps the new file right when a row changes: one that is there already is
 * copied again. One that goes is cut there too, as an earlier record of it may
 * be there.
 */
static void
next_changed(struct journal_rows_file *file,
    const struct journal_row_name *name, bool is_put, const char *line,
    size_t len)
{
	const uint32_t number = journal_rows_find(&file->rows, name);
	const bool is_there = number != JOURNAL_ROW_NONE;
	const bool moved = is_there && file->rows.row[number].moved != 0;

	if (file->next.fd == -1)
		return;
	if (is_put && (moved || !is_there))
		file->next.left++;
	if (!is_put && is_there && !moved)
		file->next.left--;
	if (!is_put && !next_add(file, line, len))
		(void)next_drop(file); /* to be tried again */
}

/* Takes a record; false if there would be more rows than that. */
static bool
take(struct journal_rows_file *file, const struct journal_record *record,
    uint32_t most)
{
	const bool is_put = record->verb == JOURNAL_PUT;
	struct journal_row_name name;
	char *line = file->pending + file->len;
	size_t len;

	if (!journal_row_read(record, &name))
		return false;
	if ((!is_put || file->rows.count >= most) &&
	    journal_rows_find(&file->rows, &name) == JOURNAL_ROW_NONE) {
		file->lost += is_put;
		return false;
	}
	len = journal_record_write(record, line);
	next_changed(file, &name, is_put, line, len);
	index_record(file, record, file->synced + file->len, len);
	file->len += len;
	return true;
}

bool
journal_rows_file_take(
    struct journal_rows_file *file, const struct journal_record *record)
{
	return take(file, record, JOURNAL_ROWS_PUT);
}

bool
journal_rows_file_move(
    struct journal_rows_file *file, const struct journal_record *record)
{
	return take(file, record, JOURNAL_ROWS_MOST);
}

/*
 * Makes the name of a file that was made or renamed safe. If that fails, a
 * second attempt would succeed without doing anything; a new file gets the name
 * instead.
 */
static bool
sync_name(struct journal_rows_file *file)
{
	file->is_broken = fsync(file->directory) != 0;
	return !file->is_broken;
}

static bool
make_file(struct journal_rows_file *file)
{
	if (file->fd != -1)
		return true;
	file->fd = openat(file->directory, ROWS_FILE,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return file->fd != -1 && sync_name(file);
}

bool
journal_rows_file_write(struct journal_rows_file *file)
{
	if (file->is_broken || file->written == file->len)
		return !file->is_broken;
	if (!make_file(file) ||
	    !journal_disk_write(file->fd, file->pending + file->written,
		file->len - file->written, file->synced + file->written))
		return false;
	file->written = file->len;
	return true;
}

bool
journal_rows_file_read(const struct journal_rows_file *file, uint32_t number,
    char *room, struct journal_record *record)
{
	const struct journal_row *row = &file->rows.row[number];
	const char *line = room;

	if (row->len == 0 || row->len > JOURNAL_LINE)
		return false;
	if (row->at >= file->synced)
		memcpy(
		    room, file->pending + (row->at - file->synced), row->len);
	else if (!journal_disk_read_all(file->fd, room, row->len, row->at))
		return false;
	return journal_record_read((struct str) { line, row->len - 1 }, record);
}

/* Begins a new file. */
static bool
next_begin(struct journal_rows_file *file)
{
	file->next.fd = journal_disk_new(file->directory, ROWS_FILE_NEW);
	file->next.size = file->next.len = 0;
	file->next.at = 0;
	file->next.early = (struct journal_disk_early) { 0, 0 };
	file->next.left = file->rows.count;
	file->wipes.wants_file = false;
	file->is_stale = false;
	return file->next.fd != -1;
}

/* Copies the next row that the new file lacks. A damaged one is lost. */
static bool
next_copy(struct journal_rows_file *file)
{
	char room[JOURNAL_LINE];
	struct journal_record record;
	uint32_t number = journal_rows_next(&file->rows, file->next.at);
	struct journal_row *row;

	if (number == JOURNAL_ROW_NONE)
		number = journal_rows_next(&file->rows, 0);
	file->next.at = number + 1;
	row = &file->rows.row[number];
	if (row->moved != 0)
		return true;
	file->next.left--;
	if (!journal_rows_file_read(file, number, room, &record)) {
		journal_rows_drop(&file->rows, number);
		file->damaged++;
		return true;
	}
	if (!next_add(file, room, row->len))
		return false;
	row->moved = file->next.size + file->next.len - row->len + 1;
	return true;
}

/* Puts the new file, which has everything, into the place of the old one. */
static bool
next_end(struct journal_rows_file *file)
{
	if (!journal_disk_write(file->next.fd, file->next.out, file->next.len,
		file->next.size) ||
	    !journal_disk_replace(
		file->directory, file->next.fd, ROWS_FILE_NEW, ROWS_FILE, true))
		return false;
	io_close(&file->fd);
	file->fd = file->next.fd;
	file->next.fd = -1;
	file->synced = file->next.size + file->next.len;
	file->len = file->written = 0;
	for (uint32_t i = journal_rows_next(&file->rows, 0);
	     i != JOURNAL_ROW_NONE; i = journal_rows_next(&file->rows, i + 1)) {
		file->rows.row[i].at = file->rows.row[i].moved - 1;
		file->rows.row[i].moved = 0;
	}
	journal_wipes_moved(&file->wipes);
	return sync_name(file);
}

/* Writes the rest of the new file. */
static bool
next_finish(struct journal_rows_file *file)
{
	while (file->next.left > 0)
		if (!next_copy(file))
			return next_drop(file);
	return next_end(file) || next_drop(file);
}

/* Writes the file anew, with what is in memory and what was synced before. */
static bool
rewrite(struct journal_rows_file *file)
{
	if (file->next.fd == -1 && !next_begin(file))
		return false;
	return next_finish(file);
}

/* Syncs the file; if that fails, it is not trusted any more. */
static bool
sync_file(struct journal_rows_file *file, bool safe)
{
	file->is_broken = safe && !journal_disk_sync(file->fd);
	return !file->is_broken;
}

/* Overwrites old letters, whose end is safe. */
static bool
wipe(struct journal_rows_file *file, bool safe)
{
	if (!file->wipes.is_due)
		return true;
	if (!journal_wipes_write(&file->wipes, file->fd, file->synced))
		return false;
	if (!sync_file(file, safe))
		return rewrite(file);
	journal_wipes_done(&file->wipes);
	return true;
}

bool
journal_rows_file_sync(struct journal_rows_file *file, bool safe)
{
	if (file->is_broken)
		return rewrite(file);
	if (file->len > 0) {
		if (!journal_rows_file_write(file))
			return false;
		if (!sync_file(file, safe))
			return rewrite(file);
	}
	file->synced += file->len;
	file->len = file->written = 0;
	return wipe(file, safe);
}

uint64_t
journal_rows_file_waste(const struct journal_rows_file *file)
{
	return file->synced + file->len - file->rows.live;
}

static bool
is_worth_it(const struct journal_rows_file *file)
{
	const uint64_t dead = journal_rows_file_waste(file);

	return file->wipes.wants_file || file->is_stale ||
	    (dead > file->rows.live && dead > file->waste);
}

bool
journal_rows_file_tidy(struct journal_rows_file *file)
{
	if (file->is_broken ||
	    (file->next.fd == -1 && (!is_worth_it(file) || !next_begin(file))))
		return false;
	for (size_t i = 0; i < file->part && file->next.left > file->part; i++)
		if (!next_copy(file))
			return next_drop(file);
	if (file->next.left > file->part)
		return true;
	(void)next_finish(file); /* or it is tried again */
	return false;
}

/* The state of a reader of the file. */
struct reading {
	struct journal_rows_file *file;
	uint64_t at; /* of the next line */
	uint64_t good; /* behind the last whole line */
	uint64_t bad; /* lines behind that */
};

/* Takes a line, without LF; bad ones before it are damaged, not a tail. */
static void
take_line(struct reading *reading, struct str line)
{
	struct journal_rows_file *file = reading->file;
	const size_t size = line.len + 1;
	struct journal_record record;

	if (journal_record_read(line, &record)) {
		index_record(file, &record, reading->at, size);
		file->damaged += reading->bad;
		reading->bad = 0;
		reading->good = reading->at + size;
		if (record.id > file->last_id)
			file->last_id = record.id;
	} else {
		reading->bad++;
		if (line.len > 0 && line.at[0] == JOURNAL_ERASING)
			file->wipes.wants_file = true;
	}
	reading->at += size;
}

/* Takes the whole lines at the front of a text; returns how long they are. */
static size_t
take_lines(struct reading *reading, const char *text, size_t len)
{
	size_t start = 0;
	const char *lf;

	while ((lf = memchr(text + start, '\n', len - start)) != NULL) {
		const size_t size = (size_t)(lf - (text + start));
		take_line(reading, (struct str) { text + start, size });
		start += size + 1;
	}
	return start;
}

/* Reads all lines, through the room for lines to be written. */
static bool
read_all(struct reading *reading)
{
	char *room = reading->file->pending;
	size_t len = 0, taken;
	ssize_t count;

	while ((count = journal_disk_read(reading->file->fd, room + len,
		    ROWS_PENDING - len, reading->at + len)) > 0) {
		len += (size_t)count;
		taken = take_lines(reading, room, len);
		if (taken == 0 && len == ROWS_PENDING) {
			reading->bad++; /* no record is as long */
			reading->at += len;
			taken = len;
		}
		len -= taken;
		memmove(room, room + taken, len);
	}
	return count == 0;
}

static bool
cannot(struct error *why, const char *what)
{
	return error_set(why, EX_CONFIG, "cannot %s " ROWS_FILE ": %s", what,
	    strerror(errno));
}

/* Syncs what an earlier journal may have written last. */
static bool
sync_end(struct journal_rows_file *file)
{
	return journal_disk_sync_again(file->fd,
		   file->synced > ROWS_PENDING ? file->synced - ROWS_PENDING :
						 0,
		   file->pending, ROWS_PENDING) &&
	    fsync(file->directory) == 0;
}

bool
journal_rows_file_open(
    struct journal_rows_file *file, bool safe, struct error *why)
{
	struct reading reading = { .file = file };
	struct stat info;

	(void)unlinkat(file->directory, ROWS_FILE_NEW, 0); /* of a dead one */
	file->fd = journal_disk_open(file->directory, ROWS_FILE, O_RDWR);
	if (file->fd == -1)
		return errno == ENOENT || cannot(why, "open");
	if (fstat(file->fd, &info) != 0)
		return cannot(why, "read");
	if (!S_ISREG(info.st_mode) || info.st_uid != file->owner ||
	    info.st_nlink != 1 || (info.st_mode & 077) != 0)
		return error_set(why, EX_CONFIG,
		    ROWS_FILE " is not a regular file that uid %ld alone can "
			      "read and write",
		    (long)file->owner);
	if (!read_all(&reading))
		return cannot(why, "read");
	file->synced = reading.good;
	file->cut = (uint64_t)info.st_size - reading.good;
	if (file->cut != 0 &&
	    (!journal_disk_keep(file->directory, file->fd, reading.good,
		 ROWS_FILE_CUT, file->pending, ROWS_PENDING) ||
		!journal_disk_cut(file->fd, reading.good)))
		return cannot(why, "mend");
	/* If it cannot be synced, it is written anew. */
	file->is_broken = safe && !sync_end(file);
	return true;
}
