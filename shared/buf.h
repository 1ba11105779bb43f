/*
 * A buffer. Bytes wait in it between a read and the next write; lines are found
 * in it and built in it. It never allocates: its memory belongs to its owner.
 */
#ifndef SHARED_BUF_H
#define SHARED_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

struct buf {
	char *data; /* the owner's memory */
	size_t size; /* of data, bytes */
	size_t start; /* the first waiting byte */
	size_t end; /* after the last waiting byte */
	bool skipping; /* inside a line that is too long */
	char *more; /* more memory of the owner's, for when data is full; or
		       null */
	size_t more_size;
};

/* The result of buf_line. */
enum line_found { LINE_NONE, LINE_WHOLE, LINE_TOO_LONG };

/* Sets up an empty buffer over memory that stays the caller's. */
void buf_init(struct buf *buf, char *data, size_t size);

/*
 * Sets up a buffer with a second, larger memory, which is not touched until the
 * first is full; from then on the buffer uses only the second.
 */
void buf_init_twice(
    struct buf *buf, char *data, size_t size, char *more, size_t more_size);

/* Returns the most bytes that can wait. */
static inline size_t
buf_most(const struct buf *buf)
{
	return buf->more != NULL ? buf->more_size : buf->size;
}

/* Returns the number of waiting bytes. */
static inline size_t
buf_len(const struct buf *buf)
{
	return buf->end - buf->start;
}

/* Returns the waiting bytes; valid until the buffer is next changed. */
static inline struct str
buf_str(const struct buf *buf)
{
	return (struct str) { buf->data + buf->start, buf->end - buf->start };
}

/*
 * Returns the size in bytes of the free room after the waiting bytes, and its
 * address in *room. Moves the waiting bytes to the front, so that the room is
 * as large as possible. The caller fills some of it and calls buf_filled.
 */
size_t buf_room(struct buf *buf, char **room);
void buf_filled(struct buf *buf, size_t len);

/* Drops the first len bytes; len is at most buf_len. */
void buf_drop(struct buf *buf, size_t len);

/*
 * Looks for a line at the front, of at most LIMIT_LINE bytes including its LF.
 *   LINE_WHOLE     *line is the line without its LF; it stays in the buffer
 *                  until buf_drop_line.
 *   LINE_TOO_LONG  a longer line has been dropped up to its LF.
 *   LINE_NONE      no LF yet; if the line is too long already, what is there
 *                  has been dropped, to make room to read on.
 */
enum line_found buf_line(struct buf *buf, struct str *line);

/*
 * Works like buf_line for lines of at most most bytes including the LF, for
 * which the buffer must have room.
 */
enum line_found buf_line_upto(struct buf *buf, size_t most, struct str *line);

void buf_drop_line(struct buf *buf, struct str line);

/*
 * Adds the LF that the last line of an input may lack, also of one that is too
 * long. The buffer must have room for it.
 */
void buf_end_line(struct buf *buf);

/*
 * Appends all of the pieces; if there is not enough room, appends nothing and
 * returns false. No piece may lie in the buffer itself, whose bytes move.
 */
bool buf_cat(struct buf *buf, const struct str *pieces, size_t count);
#define BUF_CAT(buf, ...) buf_cat(buf, STRS(__VA_ARGS__))

/*
 * Appends the words as a line: one space between them, LF after the last.
 * False, and nothing appended, if there is not enough room.
 */
bool buf_say(struct buf *buf, const struct str *words, size_t count);
#define BUF_SAY(buf, ...) buf_say(buf, STRS(__VA_ARGS__))

#endif
