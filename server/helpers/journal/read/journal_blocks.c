/* The blocks of a file of the history: see journal_blocks.h. */
#include "helpers/journal/read/journal_blocks.h"

#include "helpers/journal/journal_disk.h"

#define SUM_DIGITS 8
#define POSITION_DIGITS 10
#define ID_DIGITS 16

/* Where the parts of a line begin. */
#define AT (SUM_DIGITS + 1)
#define BEFORE_ID (AT + POSITION_DIGITS + 1)
#define BEFORE_AT (BEFORE_ID + ID_DIGITS + 1)
#define SIGN (BEFORE_AT + POSITION_DIGITS + 1)
static_assert(JOURNAL_BLOCK_LINE == SIGN + JOURNAL_SIGN_TEXT + 1, "its parts");

/* Writes a number with zeros in front, and a space. */
static void
put_number(char *digits, size_t len, uint64_t number)
{
	digits[len] = ' ';
	for (; len-- > 0; number /= 10)
		digits[len] = (char)('0' + number % 10);
}

/* Returns eight bytes, the first of which is the lowest. */
static inline uint64_t
eight(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
	    (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 |
	    (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
	    (uint64_t)at[7] << 56;
}

/* Writes the checksum of the rest of a line, and a space. */
static void
put_sum(const char *line, char digits[SUM_DIGITS + 1])
{
	size_t i = AT;
	uint64_t sum = 0;

	for (; i + 8 <= JOURNAL_BLOCK_LINE; i += 8)
		sum = (sum ^ eight(line + i)) * JOURNAL_BLOCK_FACTOR;
	for (; i < JOURNAL_BLOCK_LINE; i++)
		sum = (sum ^ (unsigned char)line[i]) * JOURNAL_BLOCK_FACTOR;
	sum >>= 32;
	digits[SUM_DIGITS] = ' ';
	for (i = SUM_DIGITS; i-- > 0; sum >>= 4)
		digits[i] = "0123456789abcdef"[sum & 0xf];
}

void
journal_block_write(
    const struct journal_block *block, char line[JOURNAL_BLOCK_LINE])
{
	put_number(line + AT, POSITION_DIGITS, block->at);
	put_number(line + BEFORE_ID, ID_DIGITS, block->before_id);
	put_number(line + BEFORE_AT, POSITION_DIGITS, block->before_at);
	memcpy(line + SIGN, block->sign, JOURNAL_SIGN_TEXT);
	line[JOURNAL_BLOCK_LINE - 1] = '\n';
	put_sum(line, line);
}

/* Returns the number that digits show; UINT64_MAX if they do not. */
static uint64_t
number_at(const char *digits, size_t len)
{
	uint64_t number = 0;

	for (size_t i = 0; i < len; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return UINT64_MAX;
		number = number * 10 + (uint64_t)(digits[i] - '0');
	}
	return number;
}

static uint64_t
position_of(const char *line)
{
	return number_at(line + AT, POSITION_DIGITS);
}

/* Returns whether the line is whole, with its block. */
static bool
read_block(const char line[JOURNAL_BLOCK_LINE], struct journal_block *block)
{
	char sum[SUM_DIGITS + 1];

	put_sum(line, sum);
	block->at = position_of(line);
	block->before_id = number_at(line + BEFORE_ID, ID_DIGITS);
	block->before_at = number_at(line + BEFORE_AT, POSITION_DIGITS);
	memcpy(block->sign, line + SIGN, JOURNAL_SIGN_TEXT);
	return memcmp(line, sum, sizeof(sum)) == 0;
}

static uint64_t
place_of(const struct journal_blocks *blocks, uint64_t number)
{
	return blocks->start + number * JOURNAL_BLOCK_LINE;
}

/*
 * Returns how many blocks of the target end at or before the position, by
 * looking at those on disk. False if one cannot be read.
 */
static bool
count_on_disk(
    const struct journal_blocks *blocks, int fd, uint64_t at, uint64_t *count)
{
	uint64_t low = 0, high = blocks->count;
	char line[BEFORE_ID];

	while (low < high) {
		const uint64_t middle = low + (high - low) / 2;
		if (!journal_disk_read_all(
			fd, line, sizeof(line), place_of(blocks, middle)))
			return false;
		if (position_of(line) <= at)
			low = middle + 1;
		else
			high = middle;
	}
	*count = low;
	return true;
}

static const char *
line_of(const struct journal_blocks *blocks, uint64_t number)
{
	return blocks->room + number * JOURNAL_BLOCK_LINE;
}

/* Reads lines up to that of the last block that ends at or before. */
static bool
read_lines(struct journal_blocks *blocks, int fd, uint64_t at)
{
	uint64_t count;

	blocks->first = blocks->read = blocks->last = 0;
	if (!count_on_disk(blocks, fd, at, &count))
		return false;
	if (count > JOURNAL_BLOCKS_READ)
		blocks->first = count - JOURNAL_BLOCKS_READ;
	if (!journal_disk_read_all(fd, blocks->room,
		(size_t)(count - blocks->first) * JOURNAL_BLOCK_LINE,
		place_of(blocks, blocks->first)))
		return false;
	blocks->read = count - blocks->first;
	return true;
}

/*
 * Returns the number + 1 of the last line in the room that ends at or before; 0
 * if there is none.
 */
static uint64_t
count_in_room(const struct journal_blocks *blocks, uint64_t at)
{
	uint64_t low = 0, high = blocks->read;

	/* A search goes from each block to the one before. */
	if (blocks->last > 0 &&
	    position_of(line_of(blocks, blocks->last - 1)) == at)
		return blocks->last;
	while (low < high) {
		const uint64_t middle = low + (high - low) / 2;
		if (position_of(line_of(blocks, middle)) <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
journal_blocks_find(struct journal_blocks *blocks, int fd, uint64_t at,
    struct journal_block *block, bool *failed)
{
	uint64_t count = count_in_room(blocks, at);

	*failed = false;
	if (blocks->count == 0)
		return false;
	/* Without a later one in the room, look on disk. */
	if (count == 0 ||
	    (count == blocks->read &&
		blocks->first + blocks->read < blocks->count &&
		position_of(line_of(blocks, count - 1)) != at)) {
		*failed = !read_lines(blocks, fd, at);
		count = blocks->read;
	}
	if (*failed || count == 0)
		return false;
	*failed = !read_block(line_of(blocks, count - 1), block);
	blocks->last = count - 1;
	return !*failed;
}
