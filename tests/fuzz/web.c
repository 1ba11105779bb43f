/*
 * server/worker/conn/head and frames: whatever a browser sends, what one part
 * of a head means stays so whatever else comes, and frames become the same text
 * however they are cut; a text is UTF-8, and each message ends in a LF. What
 * begins with a letter is a head, all else are frames.
 */
#include <string.h>

#include "server/worker/conn/frames.h"
#include "server/worker/conn/web.h"
#include "shared/text/utf8.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

#define MOST ((size_t)4 * FRAMES_MESSAGE)

static void
is_within(struct str piece, struct str bytes)
{
	MUST(piece.at == NULL ||
		(piece.at >= bytes.at &&
		    piece.at + piece.len <= bytes.at + bytes.len),
	    "a piece from elsewhere");
}

static void
try_head(struct str input)
{
	enum head_found known = HEAD_MORE;
	static char room[HEAD_MOST];
	struct head head;
	size_t whole = 0;

	for (size_t len = 1; len <= input.len; len++) {
		const struct str part = { input.at, len };
		const enum head_found found = head_parse(part, &head, room);
		MUST(known == HEAD_MORE || found == known,
		    "%zu bytes are another head", len);
		MUST(found != HEAD_MORE || len < HEAD_MOST, "no end in sight");
		known = found;
		if (found != HEAD_WHOLE)
			continue;
		MUST(head.len <= HEAD_MOST && head.len <= len &&
			(whole == 0 || whole == head.len),
		    "at %zu it has %zu bytes", len, head.len);
		whole = head.len;
		is_within(head.authority, part);
		if (head.authority.at == NULL)
			is_within(head.path, part);
		for (size_t i = 0; i < HEAD_FIELDS; i++)
			is_within(head.field[i],
			    head.field[i].at >= room &&
				    head.field[i].at < room + sizeof(room) ?
				(struct str) { room, sizeof(room) } :
				part);
	}
	if (known == HEAD_WHOLE) {
		struct addr addr;
		(void)head_address(head.field[HEAD_HOST], &addr);
	}
}

/* What frames have come to. */
struct outcome {
	enum frames_found found;
	enum frames_status status;
	size_t asides;
	size_t messages;
	size_t len;
	char text[MOST];
};

/* Takes the bytes in pieces of this size. */
static void
take(struct str bytes, size_t size, struct outcome *all)
{
	static char raw_room[MOST], text_room[MOST];
	struct frames frames = { .header_len = 0 };
	struct buf raw, text;

	*all = (struct outcome) { .found = FRAMES_MORE };
	buf_init(&raw, raw_room, sizeof(raw_room));
	buf_init(&text, text_room, sizeof(text_room));
	while (all->found == FRAMES_MORE || all->found == FRAMES_ASIDE ||
	    all->found == FRAMES_END) {
		const size_t len = bytes.len < size ? bytes.len : size;
		MUST(BUF_CAT(&raw, (struct str) { bytes.at, len }), "no room");
		str_drop(&bytes, len);
		all->found = frames_take(&frames, &raw, &text);
		all->asides += all->found == FRAMES_ASIDE;
		if (all->found == FRAMES_MORE && len == 0)
			break;
		if (all->found != FRAMES_END)
			continue;
		const struct str message = buf_str(&text);
		MUST(message.len <= FRAMES_MESSAGE + 1, "too long");
		MUST(message.len == 0 || message.at[message.len - 1] == '\n',
		    "a line without an end");
		if (frames.is_text)
			MUST(utf8_is_valid(message.at, message.len),
			    "a text that is no UTF-8");
		memcpy(all->text + all->len, message.at, message.len);
		all->len += message.len;
		buf_drop(&text, message.len);
		all->messages++;
	}
	all->status = frames.status;
}

static void
try_frames(struct str input)
{
	static struct outcome whole, cut;

	take(input, MOST, &whole);
	for (size_t size = 1; size < 8; size++) {
		take(input, size, &cut);
		MUST(cut.found == whole.found && cut.status == whole.status &&
			cut.asides == whole.asides &&
			cut.messages == whole.messages,
		    "in pieces of %zu it is %d, not %d", size, (int)cut.found,
		    (int)whole.found);
		MUST(cut.len == whole.len &&
			memcmp(cut.text, whole.text, whole.len) == 0,
		    "another text");
	}
}

void
fuzz(struct str input)
{
	if (input.len >= MOST)
		return;
	if (input.len > 0 && input.at[0] >= 'A' && input.at[0] <= 'Z')
		try_head(input);
	else
		try_frames(input);
}
