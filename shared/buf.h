/*
 * The one buffer of both programs: bytes wait in it between a read and the
 * next write, lines are found in it, and lines are built in it. It never
 * allocates: its owner gives it memory and takes it back.
 */
#ifndef SHARED_BUF_H
#define SHARED_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

struct buf {
	char *data; /* the owner's memory */
	size_t size; /* of data, bytes */
	size_t start; /* the first byte that waits */
	size_t end; /* behind the last byte that waits */
	bool skipping; /* within a line that is too long */
	char *more; /* the owner's as well, for when it is full; or null */
	size_t more_size;
};

/* What buf_line found. */
enum line_found { LINE_NONE, LINE_WHOLE, LINE_TOO_LONG };

/* An empty buffer over memory that stays the caller's. */
void buf_init(struct buf *buf, char *data, size_t size);

/*
 * The same with more memory, which is left untouched until the first is full;
 * from then on the buffer is there.
 */
void buf_init_twice(
    struct buf *buf, char *data, size_t size, char *more, size_t more_size);

/* The most that can wait. */
static inline size_t
buf_most(const struct buf *buf)
{
	return buf->more != NULL ? buf->more_size : buf->size;
}

/* How many bytes wait. */
static inline size_t
buf_len(const struct buf *buf)
{
	return buf->end - buf->start;
}

/* What waits; valid until the buffer is next changed. */
static inline struct str
buf_str(const struct buf *buf)
{
	return (struct str) { buf->data + buf->start, buf->end - buf->start };
}

/*
 * Room behind what waits, made as large as can be by moving that to the front
 * where needed. Returns its size in bytes and puts its address into *room; the
 * caller fills some of it and says so with buf_filled.
 */
size_t buf_room(struct buf *buf, char **room);
void buf_filled(struct buf *buf, size_t len);

/* Forgets the first len bytes; len is at most buf_len. */
void buf_drop(struct buf *buf, size_t len);

/*
 * Looks for a line at the front, of at most LIMIT_LINE bytes with its LF.
 *   LINE_WHOLE     *line is the line without its LF; it stays in the buffer
 *                  until buf_drop_line.
 *   LINE_TOO_LONG  a longer line has been dropped up to its LF.
 *   LINE_NONE      no LF yet; of a line that is too long already what is
 *                  there has been dropped, so that there is room to read on.
 */
enum line_found buf_line(struct buf *buf, struct str *line);

/* The same of lines of another length, for which the buffer has room. */
enum line_found buf_line_upto(struct buf *buf, size_t most, struct str *line);

void buf_drop_line(struct buf *buf, struct str line);

/*
 * Appends whole pieces: either all of them or, where the room does not do,
 * nothing, and false. No piece may lie in the buffer itself, whose bytes move.
 */
bool buf_cat(struct buf *buf, const struct str *pieces, size_t count);
#define BUF_CAT(buf, ...)                                  \
	buf_cat(buf, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* The same, as a line: one space between the pieces, LF behind the last. */
bool buf_say(struct buf *buf, const struct str *words, size_t count);
#define BUF_SAY(buf, ...)                                  \
	buf_say(buf, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
