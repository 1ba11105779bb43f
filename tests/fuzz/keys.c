/*
 * client/edit/keys, edit, stream/stream: whatever a keyboard sends, the line is
 * UTF-8 and the cursor in it, and only what the client has of its own goes to
 * the terminal. The first byte is how wide that is.
 */
#include "client/stream/stream.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/shown.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"

static void
is_sound(const struct stream *stream)
{
	const struct edit *edit = &stream->typing->edit;

	MUST(edit->len <= EDIT_MOST && edit->cursor <= edit->len,
	    "the cursor is outside the line");
	MUST(wellformed(edit_line(edit)), "the line is not UTF-8");
	MUST(wellformed((struct str) { edit->text, edit->cursor }),
	    "the cursor is within a character");
}

/* Checks the last drawing. */
static void
is_drawn(const struct stream *stream)
{
	const struct edit *edit = &stream->typing->edit;

	MUST(edit->from <= edit->cursor, "the cursor is not in the window");
	MUST(wellformed((struct str) { edit->text, edit->from }),
	    "the window begins within a character");
}

static void
press(struct stream *stream, char byte)
{
	struct typing *typing = stream->typing;
	const struct key key = keys_feed(&typing->keys, byte);

	if (key.kind == KEY_NONE)
		return;
	switch (typing_key(typing, &key)) {
	case TYPED_LINE:
		stream_end_line(stream);
		(void)edit_done(&typing->edit);
		break;
	case TYPED_SUSPEND:
		stream_clear_row(stream);
		stream_resize(stream, stream->columns / 2 + 1);
		break;
	default:
		break;
	}
	(void)typing_was_bad(typing);
}

void
fuzz(struct str input)
{
	static struct out out;
	static struct stream stream;
	static struct typing typing;

	out_init(&out, -1);
	typing = (struct typing) { 0 };
	stream_init(&stream, &out, &typing);
	const unsigned char first = fuzz_byte(&input);
	stream_resize(&stream, first / 2);
	stream_ask(&stream, STR("who? "));
	while (input.len > 0) {
		press(&stream, (char)fuzz_byte(&input));
		is_sound(&stream);
		stream_draw(&stream);
		is_drawn(&stream);
		shown_check(buf_str(&out.waiting), SHOWN_STREAM);
		buf_drop(&out.waiting, buf_len(&out.waiting));
	}
	stream_free(&stream);
	typing_free(&typing);
}
