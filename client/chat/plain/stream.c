/* The screen of the chat with -p: see stream.h. */
#include "chat/plain/stream.h"

#include <stdint.h>

#include "text/render.h"
#include "text/width.h"
#include "text/wrap.h"

/* The size until stream_resize is called. */
#define COLUMNS 80

/* ECMA-48, the part that every terminal knows. */
#define TO_FIRST_COLUMN STR("\r")
#define ERASE_BELOW STR("\033[J")
#define ERASE_RIGHT STR("\033[K")
#define ERASE_ALL STR("\033[H\033[2J")
#define MARK_PASTES STR("\033[?2004h")
#define LEAVE_PASTES STR("\033[?2004l")

/* Drawing takes the row twice, and spaces over an old row. */
static_assert(STREAM_ROOM > 3 * STREAM_ROW + 256, "all fits");

void
stream_init(struct stream *stream, struct out *out, struct typing *typing)
{
	*stream = (struct stream) { .out = out, .typing = typing };
	stream_resize(stream, COLUMNS);
}

void
stream_redraw(struct stream *stream)
{
	stream_clear_row(stream);
	if (!stream->plain)
		out_put(stream->out, ERASE_ALL);
}

void
stream_end_line(struct stream *stream)
{
	char memory[STREAM_ROW];
	struct buf line;

	buf_init(&line, memory, sizeof(memory) - 1);
	if (typing_line(stream->typing).len > 0) {
		(void)BUF_CAT(&line, stream->question); /* there is room */
		render_typed(&line, typing_line(stream->typing));
		memory[buf_len(&line)] = '\n';
		stream_add(stream, (struct str) { memory, buf_len(&line) + 1 });
	}
}

/* Adds one line, given without its LF. */
static void
add_line(struct stream *stream, struct str line)
{
	scrollback_add(&stream->scrollback, line);
	if (stream->unprinted < SCROLLBACK_LINES)
		stream->unprinted++;
}

void
stream_add(struct stream *stream, struct str lines)
{
	while (lines.len > 0) {
		const char *end = memchr(lines.at, '\n', lines.len);
		const size_t len =
		    end != NULL ? (size_t)(end - lines.at) : lines.len;
		add_line(stream, (struct str) { lines.at, len });
		str_drop(&lines, len + (end != NULL));
	}
	(void)stream_print(stream);
}

static void
put_spaces(struct out *out, size_t count)
{
	while (count-- > 0)
		out_put(out, STR(" "));
}

/* Prints a row, without its escape sequences if the terminal knows none. */
static void
put_row(struct stream *stream, struct str row)
{
	size_t columns;

	while (row.len > 0) {
		const size_t len = width_first(row, &columns);
		if (!stream->plain || row.at[0] != '\033')
			out_put(stream->out, (struct str) { row.at, len });
		str_drop(&row, len);
	}
	out_put(stream->out, STR("\n"));
}

/*
 * Room for a line with the ends and indents of its rows, which take less than
 * the line itself, and for the row below it.
 */
#define PRINT_ROOM (2 * (RENDER_ROOM + STREAM_ROW))
static_assert(PRINT_ROOM + STREAM_ROOM < OUT_SIZE, "a line can be printed");

static void
put_line(struct stream *stream, struct str line)
{
	struct wrap wrap = wrap_line(line, stream->columns, WRAP_LEAVE);

	do {
		put_spaces(stream->out, wrap.indent);
		put_row(stream, wrap_next(&wrap));
	} while (wrap.rest.len > 0);
}

bool
stream_print(struct stream *stream)
{
	const struct scrollback *scrollback = &stream->scrollback;

	if (stream->unprinted > scrollback->count)
		stream->unprinted = scrollback->count;
	while (stream->unprinted > 0 &&
	    out_room(stream->out) >= PRINT_ROOM + STREAM_ROOM) {
		stream_clear_row(stream);
		put_line(stream,
		    scrollback_get(
			scrollback, scrollback->count - stream->unprinted));
		stream->unprinted--;
	}
	return stream->unprinted == 0;
}

void
stream_take(struct stream *stream)
{
	if (!stream->plain)
		out_put(stream->out, MARK_PASTES);
}

void
stream_give_back(struct stream *stream)
{
	stream_clear_row(stream);
	if (!stream->plain)
		out_put(stream->out, LEAVE_PASTES);
}

void
stream_ask(struct stream *stream, struct str question)
{
	stream->question = question;
}

void
stream_resize(struct stream *stream, size_t columns)
{
	stream_clear_row(stream);
	stream->columns = columns > 0 ? columns : 1;
}

static struct str
row_of(const struct stream *stream)
{
	return (struct str) { stream->row, stream->row_len };
}

void
stream_clear_row(struct stream *stream)
{
	if (!stream->drawn)
		return;
	out_put(stream->out, TO_FIRST_COLUMN);
	if (stream->plain) {
		put_spaces(stream->out, width_of(row_of(stream)));
		out_put(stream->out, TO_FIRST_COLUMN);
	} else
		out_put(stream->out, ERASE_BELOW);
	stream->drawn = false;
}

/* Moves the cursor right from the first column. */
static void
move_right(struct out *out, size_t columns)
{
	if (columns == 0)
		return;
	out_put(out, STR("\033["));
	out_put(out, DECIMAL(columns));
	out_put(out, STR("C"));
}

/* Moves the cursor between two places in the row, given in bytes. */
static void
move_to(struct stream *stream, size_t from, size_t to)
{
	const struct str before = { stream->row, to };

	if (from == to)
		return;
	out_put(stream->out, TO_FIRST_COLUMN);
	if (stream->plain)
		out_put(stream->out, before);
	else
		move_right(stream->out, width_of(before));
}

/* Returns the length of the common start, in whole characters. */
static size_t
common(struct str a, struct str b)
{
	size_t same = 0;
	size_t columns;

	for (;;) {
		const struct str rest = { a.at + same, a.len - same };
		const struct str other = { b.at + same, b.len - same };
		const size_t len = width_first(rest, &columns);
		if (len == 0 || len != width_first(other, &columns) ||
		    memcmp(rest.at, other.at, len) != 0)
			return same;
		same += len;
	}
}

/* Writes the row as it should be. Returns the place of the cursor in it. */
static size_t
compose(struct stream *stream, struct buf *to)
{
	const struct find *find = &stream->typing->find;

	if (find->active)
		find_prompt(find, to);
	else
		(void)BUF_CAT(to, stream->question); /* fits: STREAM_ROW */
	const size_t question = buf_len(to);
	const size_t asked = width_of(buf_str(to));
	/* Keep the last column free, for after it the terminal wraps. */
	const size_t columns =
	    stream->columns > asked + 1 ? stream->columns - asked - 1 : 1;
	const struct edit_view view = edit_view(&stream->typing->edit, columns);

	if (stream->typing->asks)
		return question;
	render_typed(to, view.shown);
	return width_prefix(buf_str(to), asked + view.cursor);
}

/* Redraws an existing row from the first difference on. */
static void
draw_change(struct stream *stream, struct str row)
{
	const struct str old = row_of(stream);
	const size_t old_width = width_of(old);
	const size_t width = width_of(row);
	const size_t same = common(old, row);

	if (same == row.len && old.len == row.len)
		return;
	move_to(stream, stream->cursor, same);
	out_put(stream->out, (struct str) { row.at + same, row.len - same });
	stream->cursor = row.len;
	if (width >= old_width)
		return;
	if (!stream->plain) {
		out_put(stream->out, ERASE_RIGHT);
		return;
	}
	put_spaces(stream->out, old_width - width);
	stream->cursor = SIZE_MAX;
}

static void
draw_anew(struct stream *stream, struct str row)
{
	out_put(stream->out, TO_FIRST_COLUMN);
	out_put(stream->out, row);
	stream->cursor = row.len;
	if (stream->plain)
		return;
	out_put(stream->out, ERASE_BELOW);
}

void
stream_draw(struct stream *stream)
{
	char memory[STREAM_ROW];
	struct buf next;

	buf_init(&next, memory, sizeof(memory));
	const size_t cursor = compose(stream, &next);
	const struct str row = buf_str(&next);
	if (stream->drawn)
		draw_change(stream, row);
	else
		draw_anew(stream, row);
	memcpy(stream->row, row.at, row.len);
	stream->row_len = row.len;
	move_to(stream, stream->cursor, cursor);
	stream->cursor = cursor;
	stream->drawn = true;
}

void
stream_free(struct stream *stream)
{
	scrollback_free(&stream->scrollback);
}
