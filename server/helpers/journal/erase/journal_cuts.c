/* The files of lost tails: see journal_cuts.h. */
#include "helpers/journal/erase/journal_cuts.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "helpers/journal/journal_disk.h"
#include "helpers/journal/journal_guests.h"
#include "helpers/journal/journal_rows_file.h"
#include "helpers/journal/read/journal_search.h"
#include "shared/buf.h"
#include "shared/io.h"

/* The words by which lines of an order are known that is about no target. */
struct words {
	char text[2 * JOURNAL_WHERE];
	size_t len;
	uint16_t search[2 * JOURNAL_WHERE]; /* journal_search.h */
};

/* Writes the words of an order. */
static void
find_words(const struct journal_order *order, struct words *words)
{
	const struct str where = journal_order_where(order);
	struct buf out;

	buf_init(&out, words->text, sizeof(words->text));
	/* They fit. */
	if (order->kind == JOURNAL_ORDER_EVENT)
		(void)BUF_CAT(&out, STR(" "), DECIMAL(order->event), STR(" "));
	else
		(void)BUF_CAT(&out, STR("!"), where, STR("!"));
	words->len = buf_len(&out);
	for (size_t i = 0; i < words->len; i++)
		words->text[i] = (char)str_lower(words->text[i]);
	journal_search_learn(buf_str(&out), words->search);
}

/* Returns whether that word is in the line, in any case. */
static bool
has_word(struct str line, struct str word)
{
	while (line.len > 0)
		if (str_caseeq(str_word(&line), word))
			return true;
	return false;
}

/*
 * Returns whether the line has the name of the order's group in it, or one that
 * it had before. A whole line has the name that the group had then, for others
 * had that name, too.
 */
static bool
has_name(const struct journal_targets *targets,
    const struct journal_order *order, struct str line)
{
	struct str name = journal_order_where(order), former;
	struct journal_record record;
	const bool is_whole = journal_record_read(line, &record);
	uint64_t since, until = JOURNAL_NOW, time = order->time;

	do {
		since =
		    journal_names_since(&targets->names, name, time, &former);
		if ((!is_whole || (record.id > since && record.id <= until)) &&
		    has_word(line, name))
			return true;
		until = time = since;
		name = former;
	} while (since != 0 && name.len > 0);
	return false;
}

/* Returns whether the line has the talk of an account in it. */
static bool
is_talk_of(struct str line, struct str account)
{
	while (line.len > 0)
		if (journal_where_has(str_word(&line), account))
			return true;
	return false;
}

/* Returns whether the group that had the name then has ended with the order. */
static bool
has_ended_at(const struct journal_targets *targets,
    const struct journal_order *order, struct str name, uint64_t time)
{
	const uint32_t number = journal_targets_find_at(targets, name, time);

	return number != JOURNAL_NONE &&
	    targets->target[number].floor == order->event;
}

/* Returns whether the line has the talk of a guest in it who has left. */
static bool
is_of_guest(const struct journal_targets *targets, struct str line)
{
	while (line.len > 0)
		if (journal_guests_have_left(targets, str_word(&line)))
			return true;
	return false;
}

/*
 * Returns whether the line has a target in it that has ended with the order:
 * with a new server, all talks of guests, who are forgotten then. A number
 * before the name may be the ID of the record.
 */
static bool
is_of_ended(const struct journal_targets *targets,
    const struct journal_order *order, struct str line)
{
	const bool is_start = str_eq(journal_order_where(order), STR("*"));
	struct str word;
	uint64_t id = order->id;

	while (line.len > 0) {
		word = str_word(&line);
		if (is_start && journal_where_has_guest(word))
			return true;
		if (has_ended_at(targets, order, word, order->id) ||
		    (id < order->id && has_ended_at(targets, order, word, id)))
			return true;
		if (!str_to_number(word, UINT64_MAX, &id))
			id = order->id;
	}
	return false;
}

static bool
is_meant(const struct journal_targets *targets,
    const struct journal_order *order, const struct words *words,
    struct str line)
{
	struct str account = journal_order_where(order);

	if (line.len > 0 && line.at[0] == JOURNAL_ERASING)
		return true; /* a kill came while it was overwritten */
	if (order->kind == JOURNAL_ORDER_GUESTS)
		return is_of_guest(targets, line);
	if (order->kind == JOURNAL_ORDER_ENDED && !order->is_end)
		return is_of_ended(targets, order, line);
	if (order->kind == JOURNAL_ORDER_ENDED &&
	    str_skip(&account, STR("@")) && is_talk_of(line, account))
		return true;
	if (order->kind == JOURNAL_ORDER_ENDED ||
	    order->kind == JOURNAL_ORDER_TARGET)
		return has_name(targets, order, line);
	return journal_search_in(
	    line, (struct str) { words->text, words->len }, words->search);
}

bool
journal_cuts_means(const struct journal_targets *targets,
    const struct journal_order *order, struct str line)
{
	struct words words;

	find_words(order, &words);
	return is_meant(targets, order, &words, line);
}

/* Returns whether the past of the record's target has ended with the order. */
static bool
has_ended(const struct journal_targets *targets,
    const struct journal_order *order, const struct journal_record *record)
{
	struct str account = journal_order_where(order);

	return (order->is_end && str_skip(&account, STR("@")) &&
		   journal_where_has(record->where, account)) ||
	    has_ended_at(targets, order, record->where, record->id);
}

bool
journal_cuts_mean_record(const struct journal_targets *targets,
    const struct journal_order *order, const struct journal_record *record)
{
	if (!journal_verb_is_event(record->verb))
		return false;
	if (order->kind == JOURNAL_ORDER_EVENT)
		return record->id == order->event &&
		    journal_order_is_about(order, &targets->names, record);
	if (record->id >= order->event)
		return false;
	if (order->kind == JOURNAL_ORDER_GUESTS)
		return journal_guests_have_left(targets, record->where);
	if (order->kind == JOURNAL_ORDER_ACCOUNT)
		return journal_record_is_by(record, journal_order_where(order));
	return journal_order_is_about(order, &targets->names, record) ||
	    (order->kind == JOURNAL_ORDER_ENDED &&
		has_ended(targets, order, record));
}

bool
journal_cuts_open(
    struct journal_cuts *cuts, const struct journal_files *files, uint64_t key)
{
	char name[JOURNAL_FILE_NAME];

	cuts->at = 0;
	cuts->has_changed = cuts->tags.is_there = false;
	cuts->fd = journal_disk_open(files->directory,
	    key == 0 ? ROWS_FILE_CUT : journal_file_name(key, ".cut", name),
	    O_RDWR);
	return cuts->fd != -1 || errno == ENOENT;
}

/*
 * Returns the length of the first line of a text, which may be in several
 * pieces if it is longer than any line was.
 */
static size_t
line_len(const char *text, size_t len)
{
	const size_t most = len < JOURNAL_LINE ? len : JOURNAL_LINE;
	const char *lf = memchr(text, '\n', most);

	return lf != NULL ? (size_t)(lf - text) : most;
}

/* Erases the tags before the line, which are its own. False with errno. */
static bool
erase_tags(struct journal_cuts *cuts, struct str line)
{
	uint64_t at = cuts->tags.at;

	if (!journal_tags_may_be_of(&cuts->tags, line))
		return true;
	while (at < cuts->at) {
		const ssize_t count = journal_disk_read(
		    cuts->fd, cuts->line, sizeof(cuts->line), at);
		size_t len;
		if (count <= 0)
			return count == 0;
		len = line_len(cuts->line, (size_t)count);
		memset(cuts->line, JOURNAL_WIPED, len);
		if (len > 0 &&
		    !journal_disk_overwrite(cuts->fd, cuts->line, len, at))
			return false;
		at += len + (len < (size_t)count && cuts->line[len] == '\n');
	}
	return true;
}

/* Notes a line that stays. */
static void
pass_line(struct journal_cuts *cuts, struct str line)
{
	struct journal_record record;

	if (journal_record_read(line, &record))
		journal_tags_take(&cuts->tags, &record, cuts->at);
	else
		journal_tags_take_damaged(&cuts->tags, line, cuts->at);
}

/* Erases a line if it is meant. False with errno. */
static bool
erase_line(struct journal_cuts *cuts, const struct journal_targets *targets,
    const struct journal_order *order, const struct words *words, char *line,
    size_t len)
{
	const struct str text = { line, len };

	if (!is_meant(targets, order, words, text)) {
		pass_line(cuts, text);
		return true;
	}
	/* The line goes last: after a kill, it says whose the tags are. */
	cuts->has_changed = true;
	if (!erase_tags(cuts, text))
		return false;
	cuts->tags.is_there = false;
	memset(line, JOURNAL_WIPED, len);
	return journal_disk_overwrite(cuts->fd, line, len, cuts->at);
}

/*
 * Goes through the lines that the room holds, of so many bytes; is_end: there
 * are no others. False with errno.
 */
static bool
erase_lines(struct journal_cuts *cuts, const struct journal_targets *targets,
    const struct journal_order *order, size_t count, bool is_end)
{
	struct words words;
	size_t used = 0;

	find_words(order, &words);
	while (used < count && (is_end || count - used >= JOURNAL_LINE)) {
		char *line = cuts->room + used;
		size_t len = line_len(line, count - used);
		if (!erase_line(cuts, targets, order, &words, line, len))
			return false;
		len += used + len < count && line[len] == '\n';
		used += len;
		cuts->at += len;
	}
	return true;
}

/* Syncs the file. False with errno. */
static bool
sync_cuts(struct journal_cuts *cuts)
{
	const bool good = cuts->is_unsafe ?
	    journal_disk_sync_again(
		cuts->fd, 0, cuts->room, sizeof(cuts->room)) :
	    !cuts->has_changed || fdatasync(cuts->fd) == 0;

	cuts->is_unsafe = cuts->is_unsafe || !good;
	return good;
}

static enum journal_pass
look_on(struct journal_cuts *cuts, const struct journal_targets *targets,
    const struct journal_order *order)
{
	const ssize_t count = cuts->fd == -1 ?
	    0 :
	    journal_disk_read(
		cuts->fd, cuts->room, sizeof(cuts->room), cuts->at);

	if (count < 0 ||
	    !erase_lines(cuts, targets, order, (size_t)count,
		(size_t)count < sizeof(cuts->room)))
		return JOURNAL_PASS_FAILED;
	if (count > 0)
		return JOURNAL_PASS_ON;
	return cuts->fd == -1 || sync_cuts(cuts) ? JOURNAL_PASS_END :
						   JOURNAL_PASS_FAILED;
}

enum journal_pass
journal_cuts_go_on(struct journal_cuts *cuts,
    const struct journal_targets *targets, const struct journal_order *order)
{
	const enum journal_pass pass = look_on(cuts, targets, order);

	if (pass != JOURNAL_PASS_ON)
		io_close(&cuts->fd); /* errno stays */
	return pass;
}
