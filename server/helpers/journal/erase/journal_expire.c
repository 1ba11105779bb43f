/* Expiry: see journal_expire.h. */
#include "helpers/journal/erase/journal_expire.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/erase/journal_leap.h"
#include "helpers/journal/journal_disk.h"
#include "helpers/journal/journal_rows_file.h"
#include "helpers/journal/read/journal_asks.h"
#include "helpers/journal/read/journal_read.h"
#include "shared/io.h"

/* Lines that one part of the work looks at. */
#define LINES 300

/* The time between two looks for something to do. */
#define PAUSE (60 * SEC)

#define DAY (86400 * SEC)

/* A wall clock that goes ahead by more than this has leapt. */
#define LEAP (3600 * SEC)

void
journal_expire_init(struct journal_expire *expire, struct journal_erase *erase,
    struct journal_past *past, uint64_t days, uint64_t size)
{
	*expire = (struct journal_expire) { .reader = erase->reader,
		.past = past,
		.erase = erase,
		.days = days,
		.size = size,
		.choice = { .reader = erase->reader, .past = past },
		.fd = -1 };
	buf_init(&expire->out, expire->room, sizeof(expire->room));
}

/* Waits because the clock has leapt. */
static void
wait_for(struct journal_expire *expire, usec time)
{
	expire->has_leapt = true;
	expire->waits = clock_mono() + time;
}

static void
wait_a_day(struct journal_expire *expire)
{
	wait_for(expire, JOURNAL_LEAP_WAIT);
	expire->leapt_to = clock_wall();
}

/* Writes down that it waits; if that fails, again later. */
static void
note_leap(struct journal_expire *expire)
{
	if (expire->leapt_to != 0 &&
	    journal_leap_note(expire->past->files.directory, expire->leapt_to))
		expire->leapt_to = 0;
}

void
journal_expire_begin(struct journal_expire *expire)
{
	const usec wall = clock_wall();
	usec left;

	expire->ahead = wall - clock_boot();
	if (expire->days == 0)
		return;
	left = journal_leap_left(expire->past->files.directory, wall);
	if (left > 0)
		wait_for(expire, left);
	if (expire->past->last_id != 0 && wall > expire->past->last_id + DAY)
		wait_a_day(expire);
	note_leap(expire);
}

bool
journal_expire_has_leapt(struct journal_expire *expire)
{
	const bool has_leapt = expire->has_leapt;

	expire->has_leapt = false;
	return has_leapt;
}

bool
journal_expire_wants_file(struct journal_expire *expire)
{
	const bool wants_file = expire->wants_file;

	expire->wants_file = false;
	return wants_file;
}

static void
watch_clock(struct journal_expire *expire, usec now)
{
	const usec ahead = clock_wall() - clock_boot();

	if (expire->days != 0 && ahead > expire->ahead + LEAP)
		wait_a_day(expire);
	expire->ahead = ahead;
	note_leap(expire);
	if (expire->waits == 0 || now < expire->waits)
		return;
	expire->waits = expire->leapt_to = 0;
	journal_leap_forget(expire->past->files.directory);
}

/* Returns whether the file is gone, or was not there; if not, with errno. */
static bool
unlink_file(struct journal_expire *expire, const char *ending)
{
	char name[JOURNAL_FILE_NAME];

	return unlinkat(expire->past->files.directory,
		   journal_file_name(expire->key, ending, name), 0) == 0 ||
	    errno == ENOENT;
}

/* Ends the present work; looks for more at once if it has done something. */
static void
end_work(struct journal_expire *expire, bool done, usec now)
{
	expire->error = done ? 0 : errno;
	journal_past_left(expire->past, false); /* unless it was said before */
	expire->state = JOURNAL_EXPIRE_IDLE;
	expire->next = done ? 0 : now + PAUSE;
	io_close(&expire->fd);
	expire->reader->indexes.is_lent = false;
	expire->reader->is_held = expire->erase->is_held = false;
}

/* Returns the first file of ours after that key; null if there is none. */
static struct journal_file *
own_after(const struct journal_files *files, uint64_t key)
{
	struct journal_file *file;

	do {
		key = journal_files_after(files, key);
		file = journal_files_find(files, key);
	} while (file != NULL && file->is_foreign);
	return file;
}

/* Returns whether all of the file is too old: the next one begins too early. */
static bool
is_too_old(struct journal_expire *expire, const struct journal_file *file)
{
	struct journal_file *next = own_after(&expire->past->files, file->key);

	return expire->days != 0 && expire->waits == 0 && next != NULL &&
	    journal_read_first(expire->reader, next) + expire->days * DAY <
	    clock_wall();
}

/* Returns whether the last record is too old, in the newest file as it is. */
static bool
is_silent(const struct journal_expire *expire)
{
	const struct journal_index *newest = &expire->reader->indexes.live;

	return expire->days != 0 && expire->waits == 0 && newest->records > 0 &&
	    newest->last_id + expire->days * DAY < clock_wall();
}

/*
 * Begins to make the files smaller: the largest target loses something, or the
 * oldest file goes.
 */
static void
look_at_size(struct journal_expire *expire, const struct journal_file *oldest)
{
	const struct journal_files *files = &expire->past->files;
	const uint64_t size = journal_files_size(files);

	if (expire->size == 0 || size <= expire->size)
		return;
	if (journal_choice_begin(&expire->choice, size))
		expire->state = JOURNAL_EXPIRE_CHOOSE;
	else if (oldest != journal_files_newest(files))
		expire->state = JOURNAL_EXPIRE_COUNT;
}

/*
 * Removes the lost tail of the file of rows when it is too old. If that fails,
 * it is tried again at the next look.
 */
static void
expire_rows(const struct journal_expire *expire)
{
	const int directory = expire->past->files.directory;
	struct stat info;

	if (expire->days != 0 && expire->waits == 0 &&
	    fstatat(directory, ROWS_FILE_CUT, &info, AT_SYMLINK_NOFOLLOW) ==
		0 &&
	    (usec)info.st_mtime * SEC + expire->days * DAY < clock_wall())
		(void)unlinkat(directory, ROWS_FILE_CUT, 0);
}

/* Looks for something to do. Returns whether there is. */
static bool
look(struct journal_expire *expire, usec now)
{
	const struct journal_files *files = &expire->past->files;
	const struct journal_file *oldest = own_after(files, 0);

	watch_clock(expire, now);
	expire->next = now + PAUSE;
	expire->files = files->count;
	expire->wants_file = is_silent(expire);
	expire_rows(expire);
	if (oldest == NULL)
		return false;
	expire->key = oldest->key;
	expire->at = 0;
	expire->in_header = false;
	if (is_too_old(expire, oldest))
		expire->state = JOURNAL_EXPIRE_COUNT;
	else
		look_at_size(expire, oldest);
	return expire->state != JOURNAL_EXPIRE_IDLE;
}

/* Begins to write the file anew. */
static void
begin_copy(struct journal_expire *expire, usec now)
{
	struct journal_indexes *indexes = &expire->reader->indexes;
	char name[JOURNAL_FILE_NAME];

	expire->fd = journal_disk_new(expire->past->files.directory,
	    journal_file_name(expire->key, ".new", name));
	if (expire->fd == -1) {
		end_work(expire, false, now);
		return;
	}
	buf_init(&expire->out, expire->room, sizeof(expire->room));
	journal_index_empty(&indexes->spare);
	indexes->is_lent = expire->erase->is_held = true;
	expire->at = expire->written = expire->dropped = 0;
	expire->early = (struct journal_disk_early) { 0, 0 };
	expire->state = JOURNAL_EXPIRE_COPY;
}

/* Goes on with the choice of a file, and begins with it. */
static bool
choose_on(struct journal_expire *expire, usec now)
{
	const struct journal_indexes *indexes = &expire->reader->indexes;

	if (expire->choice.at != 0) {
		switch (journal_choice_go_on(&expire->choice)) {
		case JOURNAL_LATER:
			return false;
		case JOURNAL_NEVER:
			end_work(expire, false, now);
			return true;
		case JOURNAL_FOUND:
		case JOURNAL_ABSENT:
			return true;
		}
	}
	if (expire->choice.key == 0) {
		end_work(expire, true, now); /* another may be larger */
		return true;
	}
	if (indexes->state != JOURNAL_INDEX_IDLE || expire->erase->has_order)
		return false;
	expire->key = expire->choice.key;
	begin_copy(expire, now);
	return true;
}

/* Writes what is in the room. */
static bool
copy_flush(struct journal_expire *expire)
{
	const struct str text = buf_str(&expire->out);
	const bool good =
	    text.len == 0 || io_write_all(expire->fd, text.at, text.len);

	expire->written += text.len;
	buf_drop(&expire->out, text.len);
	return good &&
	    journal_disk_spread(expire->fd, &expire->early, expire->written);
}

/* Appends a line, LF included. */
static bool
copy_put(struct journal_expire *expire, struct str line)
{
	return BUF_CAT(&expire->out, line) ||
	    (copy_flush(expire) && BUF_CAT(&expire->out, line));
}

/* Returns whether the record is left out: it has been erased, or is now. */
static bool
is_left_out(
    const struct journal_expire *expire, const struct journal_record *record)
{
	return record->verb == JOURNAL_ERASED ||
	    (journal_verb_is_event(record->verb) &&
		journal_choice_has(&expire->choice, record));
}

/* Appends a record, whose BACK is another one now. */
static bool
copy_record(struct journal_expire *expire, struct journal_record *record)
{
	struct journal_index *index = &expire->reader->indexes.spare;
	const uint64_t at = expire->written + buf_len(&expire->out);
	struct journal_index_hit hit;
	char line[JOURNAL_LINE];
	size_t len;

	record->back = 0;
	if (!index->in_header &&
	    journal_index_find(index, record->where, UINT64_MAX, &hit))
		record->back = at - hit.at;
	len = journal_record_write(record, line);
	journal_index_take(index, record, at, len);
	return copy_put(expire, (struct str) { line, len });
}

/* Deals with one line. Returns false with errno if it cannot be written. */
static bool
copy_line(struct journal_expire *expire, struct str line)
{
	struct journal_record record;
	struct str body = line;

	body.len -= line.at[line.len - 1] == '\n';
	if (!journal_record_read(body, &record))
		return copy_put(expire, line); /* damaged, and stays so */
	if (!is_left_out(expire, &record))
		return copy_record(expire, &record);
	journal_past_leave(expire->past, &record, line.len);
	expire->dropped++;
	return true;
}

/* Puts the new file in the place of the old one. */
static bool
replace_file(struct journal_expire *expire)
{
	struct journal_files *files = &expire->past->files;
	struct journal_file *file = journal_files_find(files, expire->key);
	char new[JOURNAL_FILE_NAME], name[JOURNAL_FILE_NAME];

	if (!copy_flush(expire) ||
	    !journal_disk_replace(files->directory, expire->fd,
		journal_file_name(expire->key, ".new", new),
		journal_file_name(expire->key, "", name), true))
		return false;
	journal_past_left(expire->past, true);
	journal_choice_trimmed(&expire->choice, expire->key);
	file->size = expire->written;
	journal_files_renewed(files, expire->key);
	journal_view_forget(&expire->reader->view, expire->key);
	journal_erase_moved(expire->erase, expire->key);
	journal_indexes_renew(&expire->reader->indexes, expire->key);
	return fsync(files->directory) == 0;
}

/* Ends the copy, which may have been in vain: what is left is control. */
static void
end_copy(struct journal_expire *expire, usec now)
{
	if (expire->dropped == 0) {
		journal_choice_trimmed(&expire->choice, expire->key);
		(void)unlink_file(expire, ".new"); /* or the next start does */
		end_work(expire, true, now);
		return;
	}
	/* A request under way may wait for an index. */
	expire->reader->indexes.is_lent = false;
	expire->state = JOURNAL_EXPIRE_PLACE;
	expire->reader->is_held = true;
	expire->next = 0;
}

/* Replaces the file, once no request knows places in it. */
static bool
place(struct journal_expire *expire, usec now)
{
	if (journal_asks_have_begun(expire->reader)) {
		expire->next = now + MSEC;
		return false;
	}
	end_work(expire, replace_file(expire), now);
	return true;
}

/*
 * Returns whether the copy has come to the end of the file. With errno if not,
 * because the rest cannot be read.
 */
static bool
is_copied(const struct journal_expire *expire)
{
	const struct journal_file *file =
	    journal_files_find(&expire->past->files, expire->key);

	if (errno == 0)
		errno = EIO; /* the file is shorter than it was */
	return file != NULL && expire->at == file->size;
}

static void
copy_on(struct journal_expire *expire, usec now)
{
	for (size_t i = 0; i < LINES; i++) {
		const struct str line = journal_view_line(&expire->reader->view,
		    expire->key, expire->at, JOURNAL_FORTH);
		if (line.len == 0) {
			if (is_copied(expire))
				end_copy(expire, now);
			else
				end_work(expire, false, now);
			return;
		}
		expire->at += line.len;
		if (!copy_line(expire, line)) {
			end_work(expire, false, now);
			return;
		}
	}
}

/* Drops what concerns only records before that ID, which are gone. */
static void
drop_before(struct journal_past *past, uint64_t id)
{
	journal_gaps_drop(&past->gaps, id);
	journal_members_expire(&past->members, id);
	journal_names_expire(&past->targets.names, id);
}

/*
 * Drops the targets of which nothing is left. A lasting group goes on to be one
 * when it has no records, and so does one that clients are in.
 */
static void
drop_targets(struct journal_past *past)
{
	struct journal_targets *targets = &past->targets;
	uint32_t i = 0;

	for (; (i = journal_targets_next(targets, i)) != JOURNAL_NONE; i++) {
		const struct journal_target *target = &targets->target[i];
		if (target->records > 0 || target->is_lasting)
			continue;
		if (target->is_empty)
			journal_members_end(&past->members, i);
		if (target->members == JOURNAL_NONE)
			journal_targets_drop(targets, i);
	}
}

/*
 * Removes the file, all of whose records have been counted. Its lost tail goes
 * first: nobody would look for that without the file.
 */
static void
remove_file(struct journal_expire *expire, usec now)
{
	struct journal_files *files = &expire->past->files;
	struct journal_file *next;

	journal_indexes_close(&expire->reader->indexes, expire->key);
	journal_view_forget(&expire->reader->view, expire->key);
	if (!unlink_file(expire, ".cut") || !unlink_file(expire, ".index") ||
	    !unlink_file(expire, "")) {
		end_work(expire, false, now);
		return;
	}
	journal_past_left(expire->past, true);
	journal_files_drop(files, expire->key);
	next = own_after(files, 0);
	if (next != NULL)
		drop_before(
		    expire->past, journal_read_first(expire->reader, next));
	drop_targets(expire->past);
	end_work(expire, true, now);
}

/* Returns whether it is a record, and no row of the file's header. */
static bool
is_record(struct journal_expire *expire, const struct journal_record *record)
{
	if (record->verb == JOURNAL_RECORDS) {
		expire->in_header = false;
		return false;
	}
	if (record->verb == JOURNAL_HISTORY)
		expire->in_header = true;
	return !expire->in_header;
}

/* Counts records of a file that is too old. */
static void
count_on(struct journal_expire *expire, usec now)
{
	struct journal_record record;

	for (size_t i = 0; i < LINES; i++) {
		struct str line = journal_view_line(&expire->reader->view,
		    expire->key, expire->at, JOURNAL_FORTH);
		const size_t len = line.len;
		if (len == 0) {
			remove_file(expire, now);
			return;
		}
		expire->at += len;
		line.len -= line.at[len - 1] == '\n';
		if (!journal_record_read(line, &record))
			continue;
		if (is_record(expire, &record))
			journal_past_leave(expire->past, &record, len);
	}
}

usec
journal_expire_next(const struct journal_expire *expire)
{
	if (expire->days == 0 && expire->size == 0)
		return UINT64_MAX;
	if (expire->state == JOURNAL_EXPIRE_PLACE)
		return expire->next;
	if (expire->state == JOURNAL_EXPIRE_CHOOSE && expire->erase->has_order)
		return expire->erase->again; /* it waits for the order */
	return expire->state != JOURNAL_EXPIRE_IDLE ||
		expire->files != expire->past->files.count ?
	    0 :
	    expire->next;
}

bool
journal_expire_work(struct journal_expire *expire, usec now)
{
	switch (expire->state) {
	case JOURNAL_EXPIRE_IDLE:
		return now >= journal_expire_next(expire) && look(expire, now);
	case JOURNAL_EXPIRE_CHOOSE:
		return choose_on(expire, now);
	case JOURNAL_EXPIRE_COPY:
		copy_on(expire, now);
		break;
	case JOURNAL_EXPIRE_PLACE:
		return place(expire, now);
	case JOURNAL_EXPIRE_COUNT:
		count_on(expire, now);
		break;
	}
	return true;
}
