/*
 * client/edit/keys, edit, find, stream/stream, screen/prompt: whatever a
 * keyboard sends, and a terminal answers, the line is UTF-8 and the cursor in
 * it and in the rows of the window, and only what the client has of its own
 * goes to the terminal. The first byte is how wide that is; if it is odd there
 * is a pause behind each byte, and every second time reports are awaited.
 */
#include "client/screen/prompt.h"
#include "client/stream/stream.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/shown.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"

static void
is_sound(const struct stream *stream)
{
	const struct edit *edit = &stream->edit;

	MUST(edit->len <= EDIT_MOST && edit->cursor <= edit->len,
	    "the cursor is outside the line");
	MUST(wellformed(edit_line(edit)), "the line is not UTF-8");
	MUST(wellformed((struct str) { edit->text, edit->cursor }),
	    "the cursor is within a character");
	MUST(
	    edit->kill.count <= KILL_TEXTS && wellformed(kill_get(&edit->kill)),
	    "what is to be yanked is not UTF-8");
	MUST(wellformed(find_text(&stream->find.word)),
	    "what is searched for is not UTF-8");
}

/* The same line in a window of few rows. */
static void
fits_rows(const struct stream *stream, size_t most)
{
	static struct prompt prompt;

	prompt_lay(
	    &prompt, &stream->edit, STR("[dev] "), stream->columns, most);
	MUST(prompt.rows > 0 && prompt.rows <= most &&
		prompt.cursor_row < prompt.rows &&
		prompt.cursor_column < stream->columns,
	    "the cursor is not in the window");
	for (size_t i = 0; i < prompt.rows; i++)
		MUST(wellformed(prompt.row[i]), "a row is not UTF-8");
}

/* A report is bounded, wherever it ends; then nothing comes for a while. */
static void
is_key(struct stream *stream)
{
	struct keys keys = stream->keys;
	const struct key key = keys_feed(&keys, 'R');

	MUST(key.kind != KEY_REPORT ||
		(keys.reports && key.row > 0 && key.column > 0 &&
		    key.row <= KEY_REPORT_MOST &&
		    key.column <= KEY_REPORT_MOST),
	    "a report that cannot be");
	(void)keys_pause(&stream->keys);
}

/* What has just been drawn, unless it is the past that is looked at. */
static void
is_drawn(const struct stream *stream)
{
	const struct edit *edit = &stream->edit;

	if (stream->pager.open)
		return;
	MUST(edit->from <= edit->cursor, "the cursor is not in the window");
	MUST(wellformed((struct str) { edit->text, edit->from }),
	    "the window begins within a character");
}

static void
press(struct stream *stream, char byte)
{
	switch (stream_key(stream, byte)) {
	case STREAM_LINE:
		stream_end_line(stream);
		break;
	case STREAM_SUSPEND:
		stream_clear_row(stream);
		stream_resize(stream, stream->columns / 2 + 1, 5);
		break;
	default:
		break;
	}
	(void)stream_bad_key(stream);
}

void
fuzz(struct str input)
{
	static struct out out;
	static struct stream stream;

	out_init(&out, -1);
	stream_init(&stream, &out);
	const unsigned char first = fuzz_byte(&input);
	stream_resize(&stream, first / 2, 10);
	stream.keys.reports = first % 4 == 3;
	stream_ask(&stream, STR("who? "));
	while (input.len > 0) {
		press(&stream, (char)fuzz_byte(&input));
		is_sound(&stream);
		fits_rows(&stream, 1 + input.len % 4);
		if (first % 2 != 0)
			is_key(&stream);
		stream_draw(&stream);
		is_drawn(&stream);
		shown_check(&out.waiting, true);
	}
	stream_free(&stream);
}
