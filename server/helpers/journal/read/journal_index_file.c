/* The index of a file of the history, on disk: see journal_index_file.h. */
#include "helpers/journal/read/journal_index_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/data/crc32.h"
#include "base/data/heap_sort.h"
#include "helpers/journal/journal_disk.h"
#include "shared/io.h"

#define VERSION "index 2 "
#define HEAD                                                               \
	VERSION "%010" PRIu64 " %010" PRIu64 " %016" PRIu64 " %010" PRIu64 \
		" %010" PRIu64 " %08" PRIx32 "\n"
#define CHUNK ((size_t)64 * 1024)

/* More than the longest row, and than a block. */
#define ROW ((size_t)256)
#define BLOCK ((size_t)1024)
static_assert(BLOCK > JOURNAL_BLOCK_LINE, "a block");

/* A file being written. */
struct output {
	int fd;
	uint32_t crc; /* of the rows */
	uint64_t length; /* and their bytes */
	uint64_t blocks; /* and how many they have */
	bool has_rows; /* all of them, and blocks follow */
	struct buf buf;
};

static int
compare_keys(struct str a, struct str b)
{
	const size_t least = a.len < b.len ? a.len : b.len;
	const int order = memcmp(a.at, b.at, least);

	if (order != 0 || a.len == b.len)
		return order;
	return a.len < b.len ? -1 : 1;
}

static bool
is_less(const void *of, uint32_t one, uint32_t other)
{
	const struct journal_index *index = of;

	return compare_keys(journal_index_name(index, &index->row[one]),
		   journal_index_name(index, &index->row[other])) < 0;
}

/* Sorts the numbers of all rows by their names. */
static void
sort_rows(const struct journal_index *index, uint32_t *room)
{
	for (uint32_t i = 0; i < index->rows; i++)
		room[i] = i;
	heap_sort(room, index->rows, is_less, index);
}

static bool
output_flush(struct output *output)
{
	const struct str text = buf_str(&output->buf);

	if (!output->has_rows) {
		output->crc = crc32(output->crc, text.at, text.len);
		output->length += text.len;
	}
	buf_drop(&output->buf, text.len);
	return text.len == 0 || io_write_all(output->fd, text.at, text.len);
}

/* Makes room for a row, or a block. */
static bool
output_room(struct output *output, size_t size)
{
	return buf_most(&output->buf) - buf_len(&output->buf) > size ||
	    output_flush(output);
}

static bool
write_entry(const struct journal_index *index,
    const struct journal_index_row *row,
    const struct journal_index_entry *entry, struct output *output)
{
	return output_room(output, ROW) &&
	    BUF_SAY(&output->buf, journal_index_name(index, row),
		DECIMAL(entry->id), DECIMAL(entry->at));
}

/* Writes the block that ends with the entry. */
static bool
write_block(const struct journal_index *index,
    const struct journal_index_row *row,
    const struct journal_index_entry *entry, struct output *output)
{
	const struct journal_block block = journal_index_block_of(index, entry);
	char line[JOURNAL_BLOCK_LINE];

	(void)row;
	journal_block_write(&block, line);
	return output_room(output, BLOCK) &&
	    BUF_CAT(&output->buf, (struct str) { line, sizeof(line) });
}

/*
 * Writes something of each of the row's entries, the oldest first: turns the
 * chain around on the way, and back.
 */
static bool
write_entries(struct journal_index *index, const struct journal_index_row *row,
    bool (*write)(const struct journal_index *index,
	const struct journal_index_row *row,
	const struct journal_index_entry *entry, struct output *output),
    struct output *output)
{
	uint32_t number = row->entry, after = 0;
	bool ok = true;

	while (number != 0) {
		struct journal_index_entry *entry = &index->entry[number - 1];
		const uint32_t before = entry->before;
		entry->before = after;
		after = number;
		number = before;
	}
	while (after != 0) {
		struct journal_index_entry *entry = &index->entry[after - 1];
		const uint32_t next = entry->before;
		entry->before = number;
		ok = ok && write(index, row, entry, output);
		number = after;
		after = next;
	}
	return ok;
}

/* Returns whether the row only tells where all memberships of a group ended. */
static bool
is_of_all(struct str name)
{
	return name.len > 1 && name.at[0] == '!' &&
	    name.at[name.len - 1] == '!';
}

static bool
write_row(struct journal_index *index, const struct journal_index_row *row,
    struct output *output)
{
	const uint64_t first = output->blocks;
	uint64_t count;

	if (is_of_all(journal_index_name(index, row)))
		return true;
	if (!write_entries(index, row, write_entry, output))
		return false;
	if (row->records == 0)
		return true;
	count = row->entry == 0 ? 0 : index->entry[row->entry - 1].depth + 1;
	output->blocks += count;
	return output_room(output, ROW) &&
	    BUF_SAY(&output->buf, journal_index_name(index, row),
		DECIMAL(row->id), DECIMAL(row->at), DECIMAL(row->records),
		DECIMAL(row->bytes), DECIMAL(first), DECIMAL(count));
}

/* Writes the blocks of all targets, in the order of their rows. */
static bool
write_blocks(
    struct journal_index *index, const uint32_t *order, struct output *output)
{
	for (uint32_t i = 0; i < index->rows; i++) {
		const struct journal_index_row *row = &index->row[order[i]];
		if (row->records > 0 &&
		    !write_entries(index, row, write_block, output))
			return false;
	}
	return output_flush(output);
}

static bool
write_head(const struct output *output, const struct journal_index *index,
    uint64_t size)
{
	char head[2 * JOURNAL_INDEX_HEAD];

	/* A number that is too long fails here. */
	if (snprintf(head, sizeof(head), HEAD, size, index->records,
		index->last_id, output->length, output->blocks,
		output->crc) != JOURNAL_INDEX_HEAD) {
		errno = EFBIG;
		return false;
	}
	return lseek(output->fd, 0, SEEK_SET) == 0 &&
	    io_write_all(output->fd, head, JOURNAL_INDEX_HEAD);
}

bool
journal_index_write(
    struct journal_index *index, uint32_t *room, uint64_t size, int fd)
{
	static char chunk[CHUNK];
	struct output output = { .fd = fd };

	buf_init(&output.buf, chunk, sizeof(chunk));
	journal_index_settle(index);
	sort_rows(index, room);
	if (lseek(fd, JOURNAL_INDEX_HEAD, SEEK_SET) == -1)
		return false;
	for (uint32_t i = 0; i < index->rows; i++)
		if (!write_row(index, &index->row[room[i]], &output))
			return false;
	if (!output_flush(&output))
		return false;
	output.has_rows = true;
	return write_blocks(index, room, &output) &&
	    write_head(&output, index, size);
}

/* Reads a decimal number with zeros in front. */
static bool
read_number(struct str *rest, uint64_t *number)
{
	return str_to_number(str_word(rest), UINT64_MAX, number);
}

static bool
read_crc(struct str text, uint32_t *crc)
{
	*crc = 0;
	for (size_t i = 0; i < text.len; i++) {
		static const char digits[16] = { '0', '1', '2', '3', '4', '5',
			'6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f' };
		const char *digit = memchr(digits, text.at[i], sizeof(digits));
		if (digit == NULL)
			return false;
		*crc = *crc << 4 | (uint32_t)(digit - digits);
	}
	return text.len == 8;
}

bool
journal_index_check_begin(
    struct journal_index_check *check, int fd, uint64_t size)
{
	char head[JOURNAL_INDEX_HEAD];
	struct str rest = { head, sizeof(head) - 1 };
	uint64_t indexed;

	*check = (struct journal_index_check) { .at = sizeof(head) };
	return journal_disk_read_all(fd, head, sizeof(head), 0) &&
	    head[sizeof(head) - 1] == '\n' && str_skip(&rest, STR(VERSION)) &&
	    read_number(&rest, &indexed) && indexed == size &&
	    read_number(&rest, &check->records) &&
	    read_number(&rest, &check->last_id) &&
	    read_number(&rest, &check->length) &&
	    read_number(&rest, &check->blocks) &&
	    read_crc(rest, &check->wanted);
}

bool
journal_index_check_next(struct journal_index_check *check, int fd, bool *done)
{
	static char chunk[CHUNK];
	const uint64_t end = JOURNAL_INDEX_HEAD + check->length;
	const uint64_t left = end - check->at;
	const size_t size = left < sizeof(chunk) ? (size_t)left : sizeof(chunk);

	if (!journal_disk_read_all(fd, chunk, size, check->at))
		return false;
	check->crc = crc32(check->crc, chunk, size);
	check->at += size;
	*done = check->at == end;
	return !*done || check->crc == check->wanted;
}

bool
journal_index_has_blocks(int fd, uint64_t length, uint64_t blocks)
{
	struct stat info;

	return fstat(fd, &info) == 0 &&
	    (uint64_t)info.st_size ==
	    JOURNAL_INDEX_HEAD + length + blocks * JOURNAL_BLOCK_LINE;
}

bool
journal_index_read_row(
    struct str line, struct str *key, struct journal_index_hit *hit)
{
	*hit = (struct journal_index_hit) { .id = 0 };
	*key = str_word(&line);
	return key->len > 0 && read_number(&line, &hit->id) &&
	    read_number(&line, &hit->at) &&
	    (line.at == NULL ||
		(read_number(&line, &hit->records) &&
		    read_number(&line, &hit->bytes) &&
		    read_number(&line, &hit->first_block) &&
		    read_number(&line, &hit->blocks)));
}

/* Returns whether the row goes before that key and ID. */
static bool
is_before(struct str row_key, uint64_t row_id, struct str key, uint64_t id)
{
	const int order = compare_keys(row_key, key);

	return order < 0 || (order == 0 && row_id < id);
}

/*
 * Looks through the rows that begin in the window, up to the first that does
 * not go before. Returns whether that one has the key, or else the one before
 * it, and sets *hit.
 */
static bool
pass_rows(struct str window, struct str key, uint64_t id,
    struct journal_index_hit *hit, bool *failed)
{
	struct str found;
	bool has_one = false;

	while (window.len > 0) {
		struct journal_index_hit next;
		const struct str line = str_cut(&window, '\n');
		if (window.at == NULL)
			break; /* not whole */
		if (!journal_index_read_row(line, &found, &next)) {
			*failed = true;
			return false;
		}
		if (str_eq(found, key)) {
			*hit = next;
			has_one = true;
		}
		if (!is_before(found, next.id, key, id))
			break;
	}
	return has_one;
}

/*
 * Returns in *row the first whole row that begins after the position, and in
 * *at where it begins; false if there is none before end.
 */
static bool
row_after(
    int fd, uint64_t *at, uint64_t end, char room[2 * ROW], struct str *row)
{
	const ssize_t count = journal_disk_read(fd, room, 2 * ROW, *at);
	const char *lf = count <= 0 ? NULL : memchr(room, '\n', (size_t)count);
	const char *last;

	if (lf == NULL)
		return false;
	*at += (uint64_t)(lf + 1 - room);
	last = memchr(lf + 1, '\n', (size_t)(room + count - (lf + 1)));
	if (last == NULL || *at >= end)
		return false;
	*row = (struct str) { lf + 1, (size_t)(last - (lf + 1)) };
	return true;
}

/*
 * Returns the LF before a row from which a short search finds the first row
 * that does not go before that key and ID, and the one before it.
 */
static uint64_t
bisect(int fd, uint64_t from, uint64_t end, struct str key, uint64_t id)
{
	char room[2 * ROW];
	struct journal_index_hit hit;
	struct str row, found;

	while (end - from > 4 * ROW) {
		const uint64_t middle = from + (end - from) / 2;
		uint64_t at = middle;
		if (!row_after(fd, &at, end, room, &row) ||
		    !journal_index_read_row(row, &found, &hit))
			return from;
		if (is_before(found, hit.id, key, id))
			from = at - 1;
		else
			end = middle;
	}
	return from;
}

bool
journal_index_search(int fd, uint64_t length, struct str key, uint64_t id,
    struct journal_index_hit *hit, bool *failed)
{
	char room[8 * ROW];
	const uint64_t head = JOURNAL_INDEX_HEAD - 1; /* its LF */
	const uint64_t end = head + 1 + length;
	const uint64_t at = bisect(fd, head, end, key, id);
	const size_t size =
	    end - at < sizeof(room) ? (size_t)(end - at) : sizeof(room);
	const ssize_t count = journal_disk_read(fd, room, size, at);

	*failed = count < 0 || (count > 0 && room[0] != '\n');
	return count > 0 && !*failed &&
	    pass_rows((struct str) { room + 1, (size_t)count - 1 }, key, id,
		hit, failed);
}
